// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

/** Flags of open(2), which differ between the two architectures Hearth runs on (fcntl.h). */
final class Flags {
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    static final int WRITE = 1;
    static final int CREATE = 0x40;
    static final int EXCLUSIVE = 0x80;
    static final int NONBLOCK = 0x800;
    static final int NOATIME = 0x40000;
    static final int CLOEXEC = 0x80000;
    static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int NOFOLLOW = ARM ? 0x8000 : 0x20000;

    private Flags() {}
}
