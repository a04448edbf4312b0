// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.List;
import java.util.Optional;

/**
 * Part of a bin, the latest deletion first.
 *
 * @param items what can be brought back
 * @param count how many things the whole bin holds
 * @param next where to continue; empty at the end
 */
public record BinPage(List<BinItem> items, int count, Optional<String> next) {
    /** Copies the list. */
    public BinPage {
        items = List.copyOf(items);
    }
}
