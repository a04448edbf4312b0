// SPDX-License-Identifier: AGPL-3.0-or-later
/** What both daemons share. */
module org.hearthplug.runtime {
    requires transitive java.logging;
    requires transitive io.avaje.jsonb;
    requires jdk.net;

    // Three exports, for three questions: what a daemon is made of, how daemons speak, and what platformd says.
    exports org.hearthplug.runtime;
    exports org.hearthplug.runtime.varlink;
    exports org.hearthplug.runtime.platform;

    // Made by avaje-jsonb at build time.
    provides io.avaje.jsonb.spi.JsonbExtension with
            org.hearthplug.runtime.jsonb.GeneratedJsonComponent;
}
