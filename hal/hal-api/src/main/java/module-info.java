// SPDX-License-Identifier: Apache-2.0
/** A plug's hardware as interfaces and records; depends on nothing but the Java platform. */
module org.hearthplug.hal {
    exports org.hearthplug.hal;
}
