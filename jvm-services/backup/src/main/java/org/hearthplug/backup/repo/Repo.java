// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.crypto.MasterKey;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.IndexFile;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.tree.SnapshotFile;

/** An open repository: its key, its configuration, its index, and readers and savers of blobs. */
public final class Repo implements AutoCloseable {
    private final Target target;
    private final RepositoryOptions options;
    private final MasterKey key;
    private final ObjectId keyFile;
    private final RepoConfig config;
    private final Sealer sealer;
    private final UnpackedFiles files;
    private BlobIndex index = new BlobIndex();
    private Map<ObjectId, BitSet> indexFiles = Map.of();
    private List<String> indexDamage = List.of();

    private Repo(Target target, RepositoryOptions options, MasterKey key, ObjectId keyFile, RepoConfig config) {
        this.target = target;
        this.options = options;
        this.key = key;
        this.keyFile = keyFile;
        this.config = config;
        this.sealer = new Sealer(key);
        this.files = new UnpackedFiles(target, sealer, config.version());
    }

    /** Makes a new repository, version 2. @throws BackupException EXISTS when there is one */
    public static void init(Target target, Passphrase passphrase) {
        target.prepare();
        boolean[] found = {!Keys.list(target).isEmpty()};
        target.list(FileType.CONFIG, (file, size) -> found[0] = true);
        if (found[0]) {
            throw new BackupException(BackupException.Kind.EXISTS, "there is a repository already at " + target.name());
        }
        try (MasterKey key = MasterKey.random()) {
            Keys.add(target, key, passphrase);
            new UnpackedFiles(target, new Sealer(key), 2)
                    .write(FileType.CONFIG, RepoConfig.random().write());
            target.settle();
        }
    }

    /** Opens a repository; blocks for scrypt's time. The index is loaded by {@link #refreshIndex()}. */
    public static Repo open(Target target, Passphrase passphrase, RepositoryOptions options) {
        HeapKeeper.librariesLoaded();
        Keys.Opened opened = Keys.open(target, passphrase);
        HeapKeeper.librariesLoaded(); // libcrypto has come.
        UnpackedFiles files = new UnpackedFiles(target, new Sealer(opened.key()), 1);
        RepoConfig config = RepoConfig.read(files.read(FileRef.CONFIG));
        return new Repo(target, options, opened.key(), opened.file(), config);
    }

    /**
     * Loads all index files if they are others than those loaded. A damaged one is left out and named in
     * {@link #indexDamage()}.
     */
    public void refreshIndex() {
        Set<ObjectId> there = new HashSet<>();
        target.list(FileType.INDEX, (file, size) -> there.add(file.id()));
        if (there.equals(indexFiles.keySet()) && indexDamage.isEmpty()) {
            return;
        }
        index = new BlobIndex();
        indexDamage = new ArrayList<>();
        Map<ObjectId, BitSet> loaded = new HashMap<>();
        for (ObjectId id : there) {
            HeapKeeper.step();
            loaded.put(id, loadIndex(FileRef.of(FileType.INDEX, id)));
        }
        index.sort();
        indexFiles = loaded;
        HeapKeeper.nextPhase();
    }

    private BitSet loadIndex(FileRef file) {
        BlobIndex into = index;
        BitSet packs = new BitSet();
        try (InputStream in = files.open(file)) {
            IndexFile.read(in, new IndexFile.Visitor() {
                private int pack = -1;

                @Override
                public void pack(ObjectId id) {
                    HeapKeeper.step();
                    pack = into.packs().numberOf(id);
                    packs.set(pack);
                }

                @Override
                public void blob(BlobRecord blob) {
                    into.load(blob, pack);
                }
            });
        } catch (IOException e) {
            indexDamage.add(file + ": " + e.getMessage());
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            indexDamage.add(file + ": " + e.getMessage());
        }
        return packs;
    }

    /** Forgets which index files were loaded, so that the next refresh reads them. */
    public void invalidateIndex() {
        indexFiles = Map.of();
        indexDamage = List.of("not loaded");
    }

    /** What was wrong with index files that were left out. */
    public List<String> indexDamage() {
        return indexDamage;
    }

    /** The files that the index was loaded from, and the numbers of the packs each names. */
    public Map<ObjectId, BitSet> indexFiles() {
        return indexFiles;
    }

    /** A reader for one thread. */
    public BlobReader reader() {
        return new BlobReader(target, index, codec(), options.spool());
    }

    /** A saver for one thread. @param beforeWrite runs before each write to the target; it may throw to stop */
    public BlobSaver saver(Runnable beforeWrite) {
        int level = config.version() > 1 ? options.compressionLevel() : 0;
        return new BlobSaver(this, index, new BlobCodec(sealer.twin(), level), sealer.twin(), beforeWrite);
    }

    /** A saver that does not look at what the repository has, and leaves the loaded index as it is. */
    public BlobSaver repacker(Runnable beforeWrite) {
        int level = config.version() > 1 ? options.compressionLevel() : 0;
        return new BlobSaver(this, new BlobIndex(), new BlobCodec(sealer.twin(), level), sealer.twin(), beforeWrite);
    }

    /** A codec for one thread, to open blobs with. */
    public BlobCodec codec() {
        return new BlobCodec(sealer.twin(), 0);
    }

    /** All snapshots, oldest first. Damaged ones are named to {@code damage}. */
    public List<Snapshot> snapshots(List<String> damage) {
        List<FileRef> refs = new ArrayList<>();
        target.list(FileType.SNAPSHOT, (file, size) -> refs.add(file));
        List<Snapshot> all = new ArrayList<>();
        for (FileRef ref : refs) {
            try {
                all.add(SnapshotFile.read(ref.id(), files.read(ref)));
            } catch (BackupException e) {
                if (e.retryable()) {
                    throw e;
                }
                damage.add(ref + ": " + e.getMessage());
            }
        }
        all.sort((a, b) -> a.time().toInstant().compareTo(b.time().toInstant()));
        return all;
    }

    /** Where the files are. */
    public Target target() {
        return target;
    }

    /** How the repository is used. */
    public RepositoryOptions options() {
        return options;
    }

    /** The blobs' index, as loaded last. */
    public BlobIndex index() {
        return index;
    }

    /** The files outside packs. */
    public UnpackedFiles files() {
        return files;
    }

    /** The configuration. */
    public RepoConfig config() {
        return config;
    }

    /** The master key. */
    public MasterKey key() {
        return key;
    }

    /** The name of the key file that was opened. */
    public ObjectId keyFile() {
        return keyFile;
    }

    /** A sealer for one thread. */
    public Sealer sealer() {
        return sealer.twin();
    }

    @Override
    public void close() {
        key.close();
    }
}
