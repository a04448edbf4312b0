// SPDX-License-Identifier: AGPL-3.0-or-later
/** People's files as plain files: durable writes, listing, bin. */
module org.hearthplug.storage {
    exports org.hearthplug.storage;
}
