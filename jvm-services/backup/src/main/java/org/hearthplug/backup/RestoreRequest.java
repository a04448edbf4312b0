// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.nio.file.Path;
import java.util.List;

/**
 * What to restore.
 *
 * @param snapshot its id
 * @param paths within the snapshot, with a leading slash; empty for everything
 * @param into folder to restore into; made if it is missing. The snapshot's absolute paths appear below it
 * @param overwrite whether files that are there are replaced; folders are always shared
 * @param verify whether everything is read back afterwards and compared by hash
 * @param owners whether owner and group are set (as root only)
 */
public record RestoreRequest(
        ObjectId snapshot, List<String> paths, Path into, boolean overwrite, boolean verify, boolean owners) {
    public RestoreRequest {
        paths = List.copyOf(paths);
    }

    /** Everything, verified, onto nothing. */
    public static RestoreRequest of(ObjectId snapshot, Path into) {
        return new RestoreRequest(snapshot, List.of(), into, false, true, true);
    }

    /** The same for some paths only. */
    public RestoreRequest only(List<String> some) {
        return new RestoreRequest(snapshot, some, into, overwrite, verify, owners);
    }
}
