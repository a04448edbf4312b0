// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;

/**
 * An entry that a search found.
 *
 * @param path where it is
 * @param entry as it is on the disk
 */
public record Match(FilePath path, Entry entry) {}
