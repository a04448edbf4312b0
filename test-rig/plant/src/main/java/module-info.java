// SPDX-License-Identifier: Apache-2.0

/** A plug computer as physics: processor, links, USB, supply, heat and imperfect sensors, deterministic from a seed, in virtual time. */
module org.hearthplug.plant {
    exports org.hearthplug.plant;
}
