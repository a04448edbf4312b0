// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/** An entry that a search found. */
public record Found(Snapshot snapshot, Entry entry) {}
