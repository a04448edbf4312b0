// SPDX-License-Identifier: AGPL-3.0-or-later
/** The daemon that faces the network: web server, people's files, and a client of platformd. */
module org.hearthplug.cloudd {
    requires java.logging;
    requires org.hearthplug.runtime;
    requires org.hearthplug.storage;
    requires org.hearthplug.web;

    uses org.hearthplug.web.FileDoor;
}
