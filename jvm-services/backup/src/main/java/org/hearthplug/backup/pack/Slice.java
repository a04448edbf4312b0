// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

/** Takes the bytes of something large one slice after the other. */
@FunctionalInterface
public interface Slice {
    /** Takes the next bytes; the array is used again afterwards. */
    void take(byte[] bytes, int offset, int length);
}
