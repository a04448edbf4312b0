// SPDX-License-Identifier: Apache-2.0
/** {@code org.hearthplug.hal} over the Linux kernel. */
module org.hearthplug.hal.linux {
    requires transitive org.hearthplug.hal;
    requires java.logging;

    exports org.hearthplug.hal.linux;
}
