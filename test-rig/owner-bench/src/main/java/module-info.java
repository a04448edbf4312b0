// SPDX-License-Identifier: Apache-2.0

/** The power bench that owners run: instruments, suite, signed report. */
module org.hearthplug.bench.owner {
    requires java.net.http;
    requires org.hearthplug.bench.power;
    requires org.hearthplug.hal.serial;
    requires org.hearthplug.rig;

    exports org.hearthplug.bench.instrument;
    exports org.hearthplug.bench.owner;
}
