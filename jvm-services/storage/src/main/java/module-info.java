// SPDX-License-Identifier: AGPL-3.0-or-later
/** People's files as plain files: durable writes, listing, bin; and an index of them that can always be made again. */
module org.hearthplug.storage {
    requires java.logging;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports org.hearthplug.storage;
    exports org.hearthplug.storage.energy;
    exports org.hearthplug.storage.index;
}
