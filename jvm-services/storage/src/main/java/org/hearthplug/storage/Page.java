// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.List;
import java.util.Optional;

/**
 * Part of a folder, ordered by name (by UTF-16 code unit, so that the order is the same on every plug).
 *
 * @param entries at most as many as were asked for
 * @param next the name to continue after, when there is more
 */
public record Page(List<Entry> entries, Optional<String> next) {}
