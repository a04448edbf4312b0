// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.people.DiskFolders;
import org.hearthplug.web.people.UsedDisk;

/**
 * What the owner wants back, and where it goes.
 *
 * @param files people's files, one folder an account
 * @param ask how the snapshots are learnt
 */
record RestoreWish(
        Desk desk, Storage storage, Access access, DiskFolders disks, Path files, Roots roots, Roots.Ask ask) {
    /** Starts what the form wants. @throws Problem 404, 409, 422; StorageException when the disk is full */
    void begin(Map<String, Object> form, Caller caller) throws IOException {
        String snapshot = Shape.text(form, "snapshot");
        if (Shape.flag(form, "everybody")) {
            Roots.Known where = roots.find(snapshot, ask);
            if (where.files().isEmpty()) {
                throw new Problem(422, "This backup holds the owner's files only. Restore those.");
            }
            restores(files, storage::requireRoom).everybody(snapshot, where, caller);
            return;
        }
        String root = Shape.text(form, "root");
        Roots.Known where = roots.require(snapshot, root, ask);
        String folder = Shape.text(form, "folder");
        if (!where.disk().isEmpty() && folder.isEmpty()) {
            Path disk = diskOf(where.disk());
            restores(disk, bytes -> storage.requireRoom(where.disk(), bytes))
                    .start(snapshot, root, where.disk(), disk, Shape.texts(form, "paths"), "");
            return;
        }
        boolean own = root.equals(where.seen().getFirst()) || where.files().isEmpty();
        String account = own || !folder.isEmpty() ? access.owner().id() : common(Roots.last(root));
        Path home = desk.own().resolveSibling(account);
        restores(files, storage::requireRoom).start(snapshot, root, account, home, Shape.texts(form, "paths"), folder);
    }

    /** What is restored waits on the disk where it will be. */
    private Restores restores(Path top, Restores.Room room) {
        return new Restores(desk, storage, access, top, room);
    }

    private Path diskOf(String account) {
        UsedDisk disk = disks.there().get(account);
        if (disk == null || disk.readOnly()) {
            throw new Problem(
                    409,
                    "The disk that these files were on is not there, or takes no changes. Plug it in, or restore into a new folder.");
        }
        return disk.root();
    }

    private String common(String id) {
        boolean there = access.household().folders().stream()
                .anyMatch(folder -> folder.id().equals(id)
                        && folder.people().containsKey(access.owner().id()));
        if (!there) {
            throw new Problem(409, "This shared folder is no longer there. Restore it into a new folder.");
        }
        return id;
    }
}
