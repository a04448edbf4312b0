// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.engine.Engine;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.index.IndexFile;
import org.hearthplug.backup.json.JsonWriter;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;
import org.hearthplug.backup.tree.SnapshotFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that somebody bent on purpose, or that a bad day left behind: named errors, the rest restored, nothing outside the folder. */
class HostileRepositoryTest {
    @TempDir
    Path dir;

    private Path source;
    private MemoryTarget target;

    @BeforeEach
    void aRepository() throws Exception {
        source = Files.createDirectories(dir.resolve("source"));
        Scratch.fill(source, 3, 12, true);
        target = Scratch.emptyRepository("hostile");
        backup(target);
    }

    private Snapshot backup(Target into) {
        try (Repository r = Scratch.open(into, dir)) {
            return r.backup(BackupRequest.of(source), Progress.NONE).snapshot();
        }
    }

    private static void kind(BackupException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BackupException.class,
                        e -> assertThat(e.kind()).as("%s", e).isEqualTo(kind));
    }

    private List<String> paths(String type) {
        return target.files().keySet().stream()
                .filter(p -> p.startsWith(type + "/"))
                .toList();
    }

    private RestoreReport restore(Repository r, String into) {
        return r.restore(RestoreRequest.of(r.snapshot("latest").id(), dir.resolve(into)), Progress.NONE);
    }

    private Path restored(String into) {
        return dir.resolve(into).resolve(source.toString().substring(1));
    }

    // ---- The configuration

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

    // ---- Indexes and packs

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

    // ---- Trees

    private static String node(String name, String type, String more) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"mode\":493" + more + "}";
    }

    private static ObjectId save(BlobSaver saver, BlobType type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ObjectId id = ObjectId.hashOf(bytes);
        saver.save(type, id, bytes, 0, bytes.length);
        return id;
    }

    /** Adds a snapshot whose root tree is this JSON. {@code %s} in it: a data blob of “evil”, and a tree of one good file. */
    private ObjectId hostile(String nodes) {
        try (Repo repo = Repo.open(
                target, Scratch.passphrase(), RepositoryOptions.defaults().withSpool(dir))) {
            repo.refreshIndex();
            ObjectId root;
            try (BlobSaver saver = repo.saver(() -> {})) {
                ObjectId data = save(saver, BlobType.DATA, "evil");
                String content = ",\"size\":4,\"content\":[\"" + data.hex() + "\"]";
                ObjectId tree = save(saver, BlobType.TREE, "{\"nodes\":[" + node("good", "file", content) + "]}\n");
                root = save(
                        saver,
                        BlobType.TREE,
                        "{\"nodes\":["
                                + nodes.replace("CONTENT", content)
                                        .replace("TREE", ",\"subtree\":\"" + tree.hex() + "\"")
                                + "]}\n");
                saver.flush();
            }
            Snapshot s = repo.snapshots(new ArrayList<>()).getFirst();
            Snapshot evil = new Snapshot(
                    null,
                    OffsetDateTime.now(ZoneOffset.UTC),
                    null,
                    root,
                    List.of("/"),
                    "evil",
                    "evil",
                    0,
                    0,
                    List.of(),
                    List.of(),
                    null,
                    "x");
            assertThat(s.hostName()).isNotEqualTo("evil");
            return repo.files().write(FileType.SNAPSHOT, SnapshotFile.write(evil));
        }
    }

    @Test
    void pathsThatClimbAndLinksThatLeadOutWriteNothingOutside() throws Exception {
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Path out = Files.createDirectories(dir.resolve("jail/out"));
        ObjectId id = hostile(String.join(
                ",",
                node("../climbed", "file", "CONTENT"),
                node("..", "dir", "TREE"),
                node(".", "dir", "TREE"),
                node("", "file", "CONTENT"),
                node("/" + outside + "/absolute", "file", "CONTENT"),
                node("a/b", "file", "CONTENT"),
                node("nul\\u0000l", "file", "CONTENT"),
                node("door", "symlink", ",\"linktarget\":\"" + outside + "\""),
                node("door", "dir", "TREE"),
                node("last", "file", "CONTENT")));
        try (Repository r = Scratch.open(target, dir)) {
            RestoreReport report = r.restore(RestoreRequest.of(id, out), Progress.NONE);
            assertThat(report.problemCount()).isGreaterThanOrEqualTo(8);
        }
        assertThat(outside).isEmptyDirectory();
        assertThat(dir.resolve("jail")).isDirectoryContaining(p -> p.endsWith("out"));
        try (var all = Files.list(dir.resolve("jail"))) {
            assertThat(all).hasSize(1);
        }
        assertThat(out.resolve("door")).isSymbolicLink();
        assertThat(out.resolve("last")).hasContent("evil");
    }

    /** A link that waits in the restore folder already, where the snapshot has a folder. */
    @Test
    void aLinkThatLiesThereAlreadyIsNotWalkedThrough() throws Exception {
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Path out = Files.createDirectories(dir.resolve("out"));
        Files.createSymbolicLink(out.resolve("door"), outside);
        Files.createSymbolicLink(out.resolve("file"), outside.resolve("through"));
        ObjectId id = hostile(node("door", "dir", "TREE") + "," + node("file", "file", "CONTENT"));
        try (Repository r = Scratch.open(target, dir)) {
            for (boolean overwrite : new boolean[] {false, true}) {
                r.restore(new RestoreRequest(id, List.of(), out, overwrite, true, false), Progress.NONE);
                assertThat(outside).isEmptyDirectory();
            }
        }
        assertThat(out.resolve("door/good")).hasContent("evil");
        assertThat(Files.isSymbolicLink(out.resolve("file"))).isFalse();
    }

    @Test
    void aTreeOfAnUnknownKindOrSizeIsNamedAndTheRestComesBack() {
        ObjectId id = hostile(String.join(
                ",",
                node("a-missing", "dir", ",\"subtree\":\"" + "ab".repeat(32) + "\""),
                node("b-none", "dir", ""),
                node("c-gone", "file", ",\"size\":9,\"content\":[\"" + "cd".repeat(32) + "\"]"),
                node("d-huge", "file", ",\"size\":9223372036854775807CONTENT".replace(",\"size\":4", "")),
                node("e-new", "wormhole", ""),
                node("f-good", "file", "CONTENT")));
        try (Repository r = Scratch.open(target, dir)) {
            RestoreReport report = r.restore(RestoreRequest.of(id, dir.resolve("out")), Progress.NONE);
            assertThat(report.problems().toString()).contains("a-missing", "b-none", "c-gone");
        }
        assertThat(dir.resolve("out/f-good")).hasContent("evil");
    }

    /** A million entries in one blob: the one that is wanted comes back, and no object is made for each of the others. */
    @Test
    void aMillionEntriesInOneBlobAreReadOneByOne() {
        StringBuilder nodes = new StringBuilder(48_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            nodes.append(nodes.isEmpty() ? "" : ",").append("{\"name\":\"%07d\",\"type\":\"symlink\"}".formatted(i));
        }
        nodes.append(',').append(node("x", "file", "CONTENT"));
        ObjectId id = hostile(nodes.toString());
        try (Repository r = Scratch.open(target, dir)) {
            RestoreRequest one = RestoreRequest.of(id, dir.resolve("out")).only(List.of("/x"));
            RestoreReport report = r.restore(one, Progress.NONE);
            assertThat(report.problemCount()).isZero();
            assertThat(report.files()).isEqualTo(1);
        }
        assertThat(dir.resolve("out/x")).hasContent("evil");
    }

    // ---- A target that lies

    /** What a target makes of the bytes that are asked of it. */
    private interface Lie {
        InputStream of(byte[] truth);
    }

    /** Tells lies about packs. */
    private static final class Liar implements Target {
        private final MemoryTarget under;
        private Lie lie = ByteArrayInputStream::new;

        Liar(MemoryTarget under) {
            this.under = under;
        }

        @Override
        public String name() {
            return "liar";
        }

        @Override
        public void prepare() {
            under.prepare();
        }

        @Override
        public void write(FileRef file, Content content) {
            under.write(file, content);
        }

        @Override
        public InputStream open(FileRef file, long offset, long length) {
            InputStream truth = under.open(file, offset, length);
            try {
                return file.type() == FileType.PACK ? lie.of(truth.readAllBytes()) : truth;
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long size(FileRef file) {
            return under.size(file);
        }

        @Override
        public void delete(FileRef file) {
            under.delete(file);
        }

        @Override
        public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
            under.list(type, visitor);
        }
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 42;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) 42);
                return length;
            }
        };
    }

    private static final Map<String, Lie> LIES = Map.of(
            "nothing", truth -> InputStream.nullInputStream(),
            "short", truth -> new ByteArrayInputStream(truth, 0, truth.length / 2),
            "zeros", truth -> new ByteArrayInputStream(new byte[truth.length]),
            "turned",
                    truth -> {
                        byte[] bent = truth.clone();
                        for (int i = 0; i < bent.length / 2; i++) {
                            byte b = bent[i];
                            bent[i] = bent[bent.length - 1 - i];
                            bent[bent.length - 1 - i] = b;
                        }
                        return new ByteArrayInputStream(bent);
                    },
            "endless", truth -> endless(),
            "breaks",
                    truth -> new InputStream() {
                        @Override
                        public int read() throws java.io.IOException {
                            throw new java.io.IOException("the line broke");
                        }
                    });

    @Test
    void aTargetThatReturnsOtherBytesIsSeenAndAnotherIsAsked() throws Exception {
        for (var each : LIES.entrySet()) {
            Liar liar = new Liar(target);
            MemoryTarget honest = new MemoryTarget("honest");
            honest.files().putAll(target.files());
            Path state = dir.resolve("state-" + each.getKey());
            try (ReplicaSet set = Scratch.ENGINE.replicas(List.of(liar, honest), ReplicaOptions.in(state));
                    Repository r = Scratch.open(set, dir)) {
                liar.lie = each.getValue();
                AuditReport audit = set.audit(Long.MAX_VALUE, Progress.NONE);
                AuditReport.Line line = audit.lines().getFirst();
                assertThat(line.damaged().isEmpty() && line.error().isEmpty())
                        .as(each.getKey())
                        .isFalse();
                assertThat(audit.lines().get(1).damaged()).isEmpty();
                assertThat(restore(r, each.getKey()).problemCount())
                        .as(each.getKey())
                        .isZero();
                assertThat(Scratch.describe(restored(each.getKey()))).isEqualTo(Scratch.describe(source));
            }
        }
    }

    @Test
    void aLiarAloneGivesNamedErrorsAndNoWrongByte() throws Exception {
        for (var each : LIES.entrySet()) {
            Liar liar = new Liar(target);
            try (Repository r = Scratch.open(liar, dir)) {
                liar.lie = each.getValue();
                Path out = dir.resolve("alone-" + each.getKey());
                try {
                    RestoreReport report =
                            r.restore(RestoreRequest.of(r.snapshot("latest").id(), out), Progress.NONE);
                    assertThat(report.problemCount()).as(each.getKey()).isPositive();
                } catch (BackupException e) {
                    assertThat(e.kind())
                            .as(each.getKey())
                            .isIn(BackupException.Kind.DAMAGED, BackupException.Kind.UNREACHABLE);
                }
            }
        }
    }

    // ---- Clocks and locks

    private static Repository at(Target target, Instant now, Path spool) {
        return new Engine(Clock.fixed(now, ZoneId.of("UTC")), Duration.ZERO)
                .open(target, Scratch.passphrase(), RepositoryOptions.defaults().withSpool(spool));
    }

    private void lock(Instant time, String host, long pid) {
        try (Repo repo = Repo.open(target, Scratch.passphrase(), RepositoryOptions.defaults())) {
            JsonWriter json = new JsonWriter(256);
            json.begin('{').name("time").plain(time.atOffset(ZoneOffset.UTC).toString());
            json.name("exclusive").literal("true").name("hostname").string(host);
            json.name("username").string("x").name("pid").number(pid).end('}');
            repo.files().write(FileType.LOCK, json);
        }
    }

    @Test
    void whoHoldsALockIsNamedAndAStaleOneHoldsUpNobody() {
        Instant now = Instant.now();
        lock(now.minus(Duration.ofMinutes(29)), "laptop", 1);
        try (Repository r = at(target, now, dir)) {
            assertThatThrownBy(() -> r.backup(BackupRequest.of(source), Progress.NONE))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.LOCKED))
                    .hasMessageContaining("laptop");
        }
        try (Repository r = at(target, now.plus(Duration.ofMinutes(2)), dir)) {
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).snapshot())
                    .isNotNull();
        }
    }

    /** The plug's clock was in 2030 when the power went; its lock of then would otherwise hold for years. */
    @Test
    void anOwnLockOfTheFutureHoldsUpNobodyAndAnothersDoes() {
        Instant now = Instant.now();
        String here = org.hearthplug.backup.repo.Host.name();
        lock(now.plus(Duration.ofDays(1500)), here, ProcessHandle.current().pid());
        try (Repository r = at(target, now, dir)) {
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).snapshot())
                    .isNotNull();
        }
        lock(now.plus(Duration.ofDays(1500)), "laptop", 1);
        try (Repository r = at(target, now, dir)) {
            kind(BackupException.Kind.LOCKED, () -> r.backup(BackupRequest.of(source), Progress.NONE));
            assertThat(r.unlock(true)).isEqualTo(1);
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).snapshot())
                    .isNotNull();
        }
    }

    @Test
    void whatWasMadeWhileTheClockRanBackIsNotForgotten() throws Exception {
        OffsetDateTime today = OffsetDateTime.parse("2026-11-28T12:00:00Z");
        try (Repository r = Scratch.open(target, dir)) {
            RetentionPolicy three = RetentionPolicy.newest(3);
            for (int day = 3; day >= 0; day--) {
                r.backup(at(today.minusDays(day)), Progress.NONE);
            }
            ObjectId made =
                    r.backup(at(today.minusDays(30)), Progress.NONE).snapshot().id();
            assertThat(r.forget(three, true).removed().stream().map(Snapshot::id))
                    .as("by its time it would go at once")
                    .contains(made);
            assertThat(r.forgetBesides(made, three)).hasSize(1);
            assertThat(r.snapshots()).extracting(Snapshot::id).contains(made);
            assertThat(r.check(new CheckRequest(true), Progress.NONE).clean()).isTrue();
        }
    }

    private BackupRequest at(OffsetDateTime time) {
        return new BackupRequest(List.of(source), List.of(), List.of(), "plug", time, false, false);
    }

    // ---- Work that is stopped

    @Test
    void aBackupThatWasStoppedIsGoneOnWithAndSendsNothingTwice() throws Exception {
        Scratch.fill(source, 11, 60, true);
        int[] steps = {0};
        long before = target.files().keySet().stream()
                .filter(p -> p.startsWith("data"))
                .count();
        try (Repository r = Scratch.open(target, dir)) {
            kind(
                    BackupException.Kind.CANCELLED,
                    () -> r.backup(BackupRequest.of(source), (phase, items, bytes) -> ++steps[0] < 40));
            assertThat(r.check(new CheckRequest(true), Progress.NONE).problems())
                    .isEmpty();
        }
        long saved = target.files().keySet().stream()
                .filter(p -> p.startsWith("data"))
                .count();
        assertThat(saved).as("what was saved before the stop").isGreaterThan(before);
        MemoryTarget fresh = Scratch.emptyRepository("fresh");
        long whole;
        try (Repository r = Scratch.open(fresh, dir)) {
            whole = r.backup(BackupRequest.of(source), Progress.NONE).newBytes();
        }
        try (Repository r = Scratch.open(target, dir)) {
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).newBytes())
                    .isLessThan(whole * 9 / 10);
            assertThat(restore(r, "out").problemCount()).isZero();
        }
        assertThat(Scratch.describe(restored("out"))).isEqualTo(Scratch.describe(source));
    }
}
