// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.RigException;

/**
 * Looks into a data disk after a power cut without a machine and without root: {@code e2fsck} plays the journal as the plug's kernel does
 * when it mounts, and {@code debugfs} reads the files. Only for machines whose {@code data.img} is one ext4 file system.
 */
final class CrashedDisk {
    /** Of e2fsck: errors were there and are corrected. */
    private static final int CORRECTED = 1;

    private final HostProgram host;
    private final Path image;

    private CrashedDisk(HostProgram host, Path image) {
        this.host = host;
        this.image = image;
    }

    /**
     * The disk of a crash, its journal played. Fails when more than the journal and files that were deleted while they were open had to be
     * mended: of a disk that keeps what it flushed, the rest of the file system is whole.
     *
     * @param work a folder for what the programs say
     */
    static CrashedDisk of(Crash crash, Path work) throws IOException, InterruptedException {
        HostProgram host = new HostProgram(work);
        String image = crash.image().toString();
        // Without -f this is the journal and the list of orphans; it goes on only if the file system is marked as
        // damaged.
        HostProgram.Ended played = host.run("e2fsck", "-p", image);
        assertThat(played.exitCode()).as("%s: %s", crash, played.said()).isBetween(0, CORRECTED);
        HostProgram.Ended checked = host.run("e2fsck", "-f", "-n", image);
        assertThat(checked.exitCode()).as("%s: %s", crash, checked.said()).isZero();
        return new CrashedDisk(host, crash.image());
    }

    /** Copies a folder, {@code backup/here}, into one of this machine's, and returns the copy; an empty one if the disk has no such folder. */
    Path copy(String folder, Path into) throws IOException, InterruptedException {
        Path copy = into.resolve(Path.of(folder).getFileName());
        if (Files.exists(copy)) {
            throw new RigException(RigException.Kind.CONFIG, copy + " is there already");
        }
        HostProgram.Ended ended =
                host.run("debugfs", "-R", "rdump \"/" + folder + "\" \"" + into + "\"", image.toString());
        if (ended.said().contains("File not found")) {
            return Files.createDirectories(copy);
        }
        // Its exit code says nothing. Whom a file belongs to is kept only for root, and does not matter here.
        assertThat(ended.exitCode()).as(ended.said()).isZero();
        assertThat(copy).as(ended.said()).isDirectory();
        return copy;
    }
}
