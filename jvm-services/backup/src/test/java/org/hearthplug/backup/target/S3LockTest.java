// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.RetentionPolicy;
import org.hearthplug.backup.Scratch;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Buckets that keep what was written, on a real server that enforces it: {@code src/test/s3/lock} starts Ceph's and names it by
 * {@code HEARTH_S3_LOCK}. A thief with the plug's key deletes what he can; the bucket's owner has it back, and stock restic reads it.
 */
@Tag("campaign")
class S3LockTest extends TargetContract {
    private static final String SERVER = System.getenv().getOrDefault("HEARTH_S3_LOCK", "");
    private static final String WORD = "a word of the household";
    private static final String KEY_ID = "AKIDEXAMPLE";
    private static final String SECRET = "geheim/und+so";
    private static final String REGION = "us-east-1";
    private static final Pattern VERSION =
            Pattern.compile("(?s)<(Version|DeleteMarker)>.*?<Key>(.*?)</Key>.*?<VersionId>(.*?)</VersionId>.*?</\\1>");

    @TempDir
    Path dir;

    private final String bucket = "hearth-" + UUID.randomUUID().toString().substring(0, 13);
    private final S3Signer signer = new S3Signer(KEY_ID, SECRET.toCharArray(), REGION);
    private final HttpClient http = HttpClient.newHttpClient();

    /** A version of an object, or what hides it. */
    private record Version(boolean marker, String key, String id) {
        boolean lock() {
            return key.startsWith("plug/locks/");
        }
    }

    @Override
    Target target() throws Exception {
        Target target = bucket(Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 30)));
        target.prepare();
        return target;
    }

    private Target bucket(Optional<ObjectLock> lock) {
        Assumptions.assumeFalse(SERVER.isEmpty(), "src/test/s3/lock starts a server for this");
        return new S3Target(URI.create(SERVER), REGION, bucket, "plug", true, KEY_ID, SECRET.toCharArray(), lock);
    }

    /** Whatever whoever has the key may ask for. */
    private HttpResponse<String> ask(String method, String path, Map<String, String> extra) throws Exception {
        URI uri = URI.create(SERVER + "/" + bucket + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        signer.sign(method, uri, S3Signer.EMPTY, extra, Instant.now()).forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private List<Version> versions() throws Exception {
        List<Version> all = new ArrayList<>();
        String page = ask("GET", "?versions=", Map.of()).body();
        assertThat(page).contains("<IsTruncated>false");
        for (MatchResult m : VERSION.matcher(page).results().toList()) {
            all.add(new Version(m.group(1).equals("DeleteMarker"), m.group(2), m.group(3)));
        }
        return all;
    }

    /** Asks for the removal of a version for good. @return the status */
    private int destroy(Version version, Map<String, String> extra) throws Exception {
        return ask("DELETE", "/" + version.key() + "?versionId=" + version.id(), extra)
                .statusCode();
    }

    private void backup(Target target, int seed) throws Exception {
        Path source = Files.createDirectories(dir.resolve("source"));
        Scratch.fill(source, seed, 25, false);
        BackupEngine engine = BackupEngine.load();
        try (Passphrase word = Passphrase.machineMade(WORD.toCharArray())) {
            if (seed == 1) {
                engine.init(target, word);
            }
            try (Repository repository = engine.open(target, word, RepositoryOptions.defaults())) {
                assertThat(repository
                                .backup(BackupRequest.of(source), Progress.NONE)
                                .problemCount())
                        .isZero();
                repository.forget(RetentionPolicy.newest(1), false);
                repository.prune(new PruneRequest(0, false), Progress.NONE);
            }
        }
    }

    @Test
    void aThiefWithThePlugsKeyHidesWhatTheOwnerHasBack() throws Exception {
        Assumptions.assumeTrue(Scratch.hasRestic(), "apt-get install restic");
        try (Target target = target()) {
            backup(target, 1);
            backup(target, 2);
            assertThat(restic("check", "--read-data").out())
                    .as("what prune deleted is hidden from restic, too")
                    .contains("no errors were found");
            List<Version> before = versions();
            assertThat(before).anyMatch(v -> v.marker() && v.key().startsWith("plug/data/"));
            Instant good = Instant.now();
            Thread.sleep(1000); // Versions are told apart by the second.

            for (FileType type : FileType.values()) {
                List<FileRef> files = new ArrayList<>();
                target.list(type, (file, size) -> files.add(file));
                files.forEach(target::delete);
            }
            assertThat(restic("snapshots").code()).as("nothing is to be seen").isNotZero();
            int refused = 0;
            for (Version version : before) {
                if (!version.marker()) {
                    int status = destroy(version, Map.of("x-amz-bypass-governance-retention", "true"));
                    assertThat(status).as(version.key()).isEqualTo(version.lock() ? 204 : 403);
                    refused += version.lock() ? 0 : 1;
                }
            }
            assertThat(refused).isGreaterThan(10);

            assertThat(asItWas(good)).contains("no errors were found");
            for (Version version : versions()) {
                if (version.marker() && !before.contains(version)) {
                    assertThat(destroy(version, Map.of())).isEqualTo(204);
                }
            }
            assertThat(restic("check", "--read-data").out()).contains("no errors were found");
            assertThat(restic(
                                    "restore",
                                    "latest",
                                    "--target",
                                    dir.resolve("out").toString())
                            .code())
                    .isZero();
            Path source = dir.resolve("source");
            assertThat(Scratch.describe(dir.resolve("out" + source))).isEqualTo(Scratch.describe(source));
        }
    }

    @Test
    void aPromiseIsMadeAnewAndNeverShortened() throws Exception {
        Content content = Content.of("a pack".getBytes(StandardCharsets.UTF_8));
        FileRef file = FileRef.of(FileType.PACK, content.sha256());
        try (Target month = target();
                Target season = bucket(Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 90)))) {
            month.write(file, content);
            Instant first = until(file);
            season.renew(file);
            Instant second = until(file);
            assertThat(second).isAfter(first.plusSeconds(59 * 86_400L));
            month.renew(file);
            assertThat(until(file)).isEqualTo(second);
        }
    }

    @Test
    void whoMayBypassGovernanceDoes() throws Exception {
        Content content = Content.of("a pack".getBytes(StandardCharsets.UTF_8));
        try (Target target = bucket(Optional.of(new ObjectLock(ObjectLock.Mode.GOVERNANCE, 7)))) {
            target.prepare();
            target.write(FileRef.of(FileType.PACK, content.sha256()), content);
        }
        Version version = versions().getFirst();
        assertThat(destroy(version, Map.of())).isEqualTo(403);
        assertThat(destroy(version, Map.of("x-amz-bypass-governance-retention", "true")))
                .isEqualTo(204);
    }

    @Test
    void aBucketWithoutObjectLockIsNamed() {
        bucket(Optional.empty()).prepare();
        Target target = bucket(Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 30)));
        assertThatThrownBy(target::prepare)
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.UNSUPPORTED));
    }

    /** Without changing the bucket: rclone copies it as it was at a time, and restic reads that. @return what restic says */
    private String asItWas(Instant time) {
        Path copy = dir.resolve("copy");
        Scratch.Ran rclone = Scratch.run(
                List.of(
                        "env",
                        // rclone 1.60 does not start with one.
                        "--unset=AWS_CA_BUNDLE",
                        "RCLONE_CONFIG=" + dir.resolve("none"),
                        "RCLONE_S3_PROVIDER=Ceph",
                        "RCLONE_S3_ENDPOINT=" + SERVER,
                        "RCLONE_S3_ACCESS_KEY_ID=" + KEY_ID,
                        "RCLONE_S3_SECRET_ACCESS_KEY=" + SECRET,
                        "rclone",
                        "copy",
                        "--s3-version-at",
                        time.toString(),
                        ":s3:" + bucket + "/plug",
                        copy.toString()),
                dir);
        assertThat(rclone.code()).as(rclone.out()).isZero();
        return Scratch.run(
                        List.of(
                                "env",
                                "RESTIC_PASSWORD=" + WORD,
                                Scratch.RESTIC,
                                "--no-cache",
                                "--no-lock",
                                "-r",
                                copy.toString(),
                                "check",
                                "--read-data"),
                        dir)
                .out();
    }

    private Instant until(FileRef file) throws Exception {
        return Instant.parse(ask("HEAD", "/plug/" + file.path(), Map.of())
                .headers()
                .firstValue("x-amz-object-lock-retain-until-date")
                .orElseThrow());
    }

    private Scratch.Ran restic(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "AWS_ACCESS_KEY_ID=" + KEY_ID,
                "AWS_SECRET_ACCESS_KEY=" + SECRET,
                "RESTIC_PASSWORD=" + WORD,
                Scratch.RESTIC,
                "--no-cache",
                "--no-lock",
                "-r",
                "s3:" + SERVER + "/" + bucket + "/plug"));
        command.addAll(List.of(arguments));
        return Scratch.run(command, dir);
    }
}
