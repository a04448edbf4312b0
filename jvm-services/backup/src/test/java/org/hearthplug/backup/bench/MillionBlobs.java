// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.index.IndexFile;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.target.LocalTarget;

/** Makes a repository whose index names a million blobs, in packs that are not there: what the index costs in memory. */
final class MillionBlobs {
    static final int BLOBS = 1_000_000;

    /** As restic's index files. */
    private static final int IN_A_FILE = 50_000;

    private static final int IN_A_PACK = 20;
    private static final int SEALED = 800_000;

    private MillionBlobs() {}

    /** Adds the index to a new repository. */
    static void into(Path repository, Path password, Path spool) throws IOException {
        try (Passphrase words = Passphrase.machineMade(
                        Files.readString(password).strip().toCharArray());
                Repo repo = Repo.open(
                        new LocalTarget(repository),
                        words,
                        RepositoryOptions.defaults().withSpool(spool))) {
            for (int from = 0; from < BLOBS; from += IN_A_FILE) {
                List<IndexFile.PackEntry> packs = new ArrayList<>();
                for (int pack = from; pack < from + IN_A_FILE; pack += IN_A_PACK) {
                    packs.add(new IndexFile.PackEntry(id("pack " + pack), blobs(pack)));
                }
                repo.files().write(FileType.INDEX, IndexFile.write(packs));
            }
        }
    }

    private static List<BlobRecord> blobs(int from) {
        List<BlobRecord> blobs = new ArrayList<>();
        for (int i = 0; i < IN_A_PACK; i++) {
            blobs.add(new BlobRecord(BlobType.DATA, id("blob " + (from + i)), i * SEALED, SEALED, 2 * SEALED));
        }
        return blobs;
    }

    private static ObjectId id(String of) {
        return ObjectId.hashOf(of.getBytes(StandardCharsets.US_ASCII));
    }
}
