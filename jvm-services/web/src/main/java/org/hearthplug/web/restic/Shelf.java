// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.restic;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where repositories are kept.
 *
 * @param folder each repository is a folder in it; made when it is needed
 * @param room how much more its disk takes
 */
public record Shelf(Path folder, Room room) {
    /** How many bytes more there is room for; blocks on the disk. */
    @FunctionalInterface
    public interface Room {
        /** Asks the disk. */
        long spareBytes() throws IOException;
    }

    /** Says which shelf it is now. */
    @FunctionalInterface
    public interface Choice {
        /** Returns it. @throws org.hearthplug.web.http.Problem 503 while its disk is away */
        Shelf now() throws IOException;
    }
}
