// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.index.IndexFile;
import org.hearthplug.backup.json.JsonWriter;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.Test;

/** Configurations, indexes and packs that somebody bent on purpose, or that a bad day left behind: named errors, and the rest comes back. */
class HostileRepositoryTest extends BentRepository {
    private void replaceConfig(JsonWriter json) {
        try (Repo repo = Repo.open(target, Scratch.passphrase(), RepositoryOptions.defaults())) {
            target.files().remove("config");
            repo.files().write(FileType.CONFIG, json);
        }
    }

    @Test
    void aVersionOfTheFutureIsNamed() {
        String polynomial = "3da3358b4dc173";
        JsonWriter json = new JsonWriter(64);
        json.begin('{').name("version").number(3).name("id").string("x");
        replaceConfig(json.name("chunker_polynomial").plain(polynomial).end('}'));
        assertThatThrownBy(() -> Scratch.open(target, dir))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.UNSUPPORTED))
                .hasMessageContaining("version 3");
    }

    @Test
    void aPolynomialThatCutsEverywhereIsRefused() {
        JsonWriter json = new JsonWriter(64);
        json.begin('{').name("version").number(2).name("id").string("x");
        replaceConfig(json.name("chunker_polynomial").plain("20000000000000").end('}'));
        kind(BackupException.Kind.DAMAGED, () -> Scratch.open(target, dir));
    }

    @Test
    void aMissingConfigurationIsNamed() {
        target.files().remove("config");
        kind(BackupException.Kind.NOT_FOUND, () -> Scratch.open(target, dir));
    }

    @Test
    void anotherRepositorysConfigurationIsSeen() {
        MemoryTarget other = new MemoryTarget("other");
        Scratch.ENGINE.init(other, Scratch.passphrase());
        target.files().put("config", other.files().get("config"));
        kind(BackupException.Kind.DAMAGED, () -> Scratch.open(target, dir));
    }

    /** The wrong configuration lies on the nearest of two replicas: the other one is opened alone, and repair names the two. */
    @Test
    void ofTwoConfigurationsTheOneThatOpensIsSaid() {
        MemoryTarget whole = new MemoryTarget("whole");
        whole.files().putAll(target.files());
        MemoryTarget other = new MemoryTarget("other");
        Scratch.ENGINE.init(other, Scratch.passphrase());
        target.files().put("config", other.files().get("config"));
        ReplicaSet set = Scratch.ENGINE.replicas(List.of(target, whole), ReplicaOptions.in(dir.resolve("state")));
        assertThat(set.repair(true, Progress.NONE).problems().toString()).contains("config");
        try (Repository alone = Scratch.open(whole, dir)) {
            assertThat(alone.check(new CheckRequest(true), Progress.NONE).clean())
                    .isTrue();
        }
        assertThat(whole.files().get("config")).isNotEqualTo(other.files().get("config"));
    }

    @Test
    void withoutAnyIndexItIsMadeAnewAndEverythingComesBack() throws Exception {
        paths("index").forEach(p -> target.files().remove(p));
        try (Repository r = Scratch.open(target, dir)) {
            assertThat(r.check(new CheckRequest(false), Progress.NONE).clean()).isFalse();
            assertThat(r.rebuildIndex(Progress.NONE).packs())
                    .isEqualTo(paths("data").size());
            assertThat(r.check(new CheckRequest(true), Progress.NONE).problems())
                    .isEmpty();
            assertThat(restore(r, "out").problemCount()).isZero();
        }
        assertThat(Scratch.describe(restored("out"))).isEqualTo(Scratch.describe(source));
    }

    @Test
    void anIndexOfNonsenseIsLeftOutAndNamed() {
        byte[] nonsense = "{\"packs\":[{\"id\":\"no\"}]}".getBytes(StandardCharsets.UTF_8);
        target.files().put("index/" + ObjectId.hashOf(nonsense).hex(), nonsense);
        try (Repository r = Scratch.open(target, dir)) {
            assertThat(r.check(new CheckRequest(false), Progress.NONE)
                            .problems()
                            .toString())
                    .contains(ObjectId.hashOf(nonsense).shortHex());
            assertThat(restore(r, "out").problemCount()).isZero();
        }
    }

    /** Every pack is cut in turn: what lay elsewhere comes back, the losses are named, and the next backup heals. */
    @Test
    void ofTruncatedPacksEverythingElseIsSalvaged() {
        List<String> packs = paths("data");
        for (String pack : packs) {
            Map<String, byte[]> before = new TreeMap<>(target.files());
            byte[] bytes = target.files().get(pack);
            target.files().put(pack, Arrays.copyOf(bytes, bytes.length * 2 / 3));
            try (Repository r = Scratch.open(target, dir)) {
                CheckReport check = r.check(new CheckRequest(true), Progress.NONE);
                assertThat(check.damagedPacks()).as(pack).hasSize(1);
                r.salvage(check.damagedPacks(), Progress.NONE);
                r.backup(BackupRequest.of(source), Progress.NONE);
                r.rebuildIndex(Progress.NONE);
                assertThat(r.check(new CheckRequest(true), Progress.NONE).damagedPacks())
                        .isEmpty();
                assertThat(restore(r, "cut-" + packs.indexOf(pack)).problemCount())
                        .as("what the plug still had is stored again")
                        .isZero();
            }
            target.files().clear();
            target.files().putAll(before);
        }
    }

    /** Index files that promise gigabytes of plain bytes for small blobs of a type. */
    private void promiseGigabytes(BlobType type) {
        try (Repo repo = Repo.open(target, Scratch.passphrase(), RepositoryOptions.defaults())) {
            repo.refreshIndex();
            Map<ObjectId, List<BlobRecord>> packs = new TreeMap<>(java.util.Comparator.comparing(ObjectId::hex));
            for (int i = 0; i < repo.index().count(); i++) {
                BlobRecord b = repo.index().record(i);
                int plain = b.type() == type ? Integer.MAX_VALUE : b.plainLength();
                packs.computeIfAbsent(repo.index().packs().id(repo.index().pack(i)), id -> new ArrayList<>())
                        .add(new BlobRecord(b.type(), b.id(), b.offset(), b.length(), plain));
            }
            paths("index").forEach(p -> target.files().remove(p));
            List<IndexFile.PackEntry> entries = packs.entrySet().stream()
                    .map(e -> new IndexFile.PackEntry(e.getKey(), e.getValue()))
                    .toList();
            repo.files().write(FileType.INDEX, IndexFile.write(entries));
        }
    }

    @Test
    void blobsThatWouldUnpackToGigabytesAreRefusedAndNoMemoryIsAskedFor() {
        try (Repository r = Scratch.open(target, dir)) {
            restore(r, "out");
        }
        for (BlobType type : BlobType.values()) {
            promiseGigabytes(type);
            try (Repository r = Scratch.open(target, dir)) {
                RestoreRequest over = new RestoreRequest(
                        r.snapshot("latest").id(), List.of(), dir.resolve("out"), false, true, false);
                assertThat(r.restore(over, Progress.NONE).problems())
                        .isNotEmpty()
                        .anyMatch(p -> p.kind() == BackupException.Kind.LIMIT);
                assertThat(restore(r, "fresh-" + type).problems())
                        .isNotEmpty()
                        .anyMatch(p -> p.kind() == BackupException.Kind.LIMIT);
                assertThat(r.rebuildIndex(Progress.NONE).blobs()).isPositive();
                assertThat(restore(r, "again-" + type).problemCount()).isZero();
            }
        }
    }
}
