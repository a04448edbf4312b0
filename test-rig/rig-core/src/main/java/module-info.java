// SPDX-License-Identifier: Apache-2.0

/** Machines on the bench and what one can do to them; no class of the product. */
module org.hearthplug.rig {
    requires io.avaje.jsonb;
    requires java.desktop;
    requires java.net.http;

    exports org.hearthplug.rig;
    exports org.hearthplug.rig.qemu;
}
