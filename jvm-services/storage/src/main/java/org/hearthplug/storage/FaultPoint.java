// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;

/** Called before each step that must survive a power cut; tests stop the world there. In the product it does nothing. */
@FunctionalInterface
interface FaultPoint {
    /** The steps, in the order in which each operation takes them. */
    enum Step {
        UPLOAD_CREATE,
        UPLOAD_WRITE,
        UPLOAD_SYNC,
        UPLOAD_RENAME,
        UPLOAD_SYNC_FOLDER,
        UPLOAD_ACKNOWLEDGE,
        FOLDER_CREATE,
        FOLDER_SYNC,
        MOVE_RENAME,
        MOVE_SYNC,
        COPY_WRITE,
        COPY_RENAME,
        COPY_SYNC,
        BIN_PREPARE,
        BIN_DESCRIBE,
        BIN_RENAME,
        BIN_SYNC,
        RESTORE_RENAME,
        RESTORE_SYNC,
        PURGE_HIDE,
        PURGE_DELETE,
        VERSION_LINK,
        VERSION_NOTE,
        VERSION_RENAME,
        VERSION_SYNC
    }

    FaultPoint NONE = step -> {};

    /** Throws to simulate that the machine stopped before the step. */
    void reach(Step step) throws IOException;
}
