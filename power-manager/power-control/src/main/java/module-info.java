// SPDX-License-Identifier: AGPL-3.0-or-later

/** The loop that holds the watt budget, ten times a second, over narrow interfaces for what it reads and sets. */
module org.hearthplug.power.control {
    requires transitive org.hearthplug.power.policy;

    exports org.hearthplug.power.control;
}
