// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a real server that verifies each request's signature: {@code src/test/s3/run} starts one and names it by
 * {@code HEARTH_S3}. Stock restic's own S3 client opens what came there.
 */
@Tag("campaign")
class S3TargetTest extends TargetContract {
    private static final String WORD = "a word of the household";

    @TempDir
    Path dir;

    /** A server of its own would be a hundred jars in everybody's build. */
    private static final String SERVER = System.getenv().getOrDefault("HEARTH_S3", "");

    private static final String KEY_ID = "AKIDEXAMPLE";
    private static final String SECRET = "geheim/und+so";

    private final String bucket = "hearth-" + UUID.randomUUID().toString().substring(0, 13);

    @Override
    Target target() throws Exception {
        Target target = bucket(SECRET, Optional.empty());
        target.prepare();
        return target;
    }

    private Target bucket(String secret, Optional<ObjectLock> lock) {
        Assumptions.assumeFalse(SERVER.isEmpty(), "src/test/s3/run starts a server for this");
        return new S3Target(
                URI.create(SERVER),
                "eu-central-1",
                bucket,
                "a folder/plug+1",
                true,
                KEY_ID,
                secret.toCharArray(),
                lock);
    }

    @Test
    void aWrongSecretIsRefusedAndSaidSo() throws Exception {
        try (Target target = bucket("wrong", Optional.empty())) {
            assertThatThrownBy(target::prepare)
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.REFUSED));
        }
    }

    @Test
    void aServerWithoutObjectLockIsNamed() throws Exception {
        target().close();
        try (Target target = bucket(SECRET, Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 30)))) {
            assertThatThrownBy(target::examine)
                    .isInstanceOfSatisfying(
                            BackupException.class,
                            e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.UNSUPPORTED));
        }
    }

    @Test
    void moreThanOnePageIsListed() throws Exception {
        try (Target target = target()) {
            int many = 1203;
            for (int i = 0; i < many; i++) {
                Content content = Content.of(new byte[] {(byte) i, (byte) (i >> 8)});
                target.write(FileRef.of(FileType.PACK, content.sha256()), content);
            }
            long[] seen = {0};
            target.list(FileType.PACK, (file, size) -> seen[0] += size);
            assertThat(seen[0]).isEqualTo(2L * many);
        }
    }

    @Test
    void resticReadsOverS3WhatWasWrittenOverS3() throws Exception {
        Peer.needs("/usr/bin/restic", "restic");
        Path files = Files.createDirectories(dir.resolve("files"));
        Files.write(files.resolve("large.bin"), new byte[3_000_000]);
        Files.writeString(files.resolve("L\u00e9tter.txt"), "Dear all");
        BackupEngine engine = BackupEngine.load();
        try (Target target = target();
                Passphrase word = Passphrase.machineMade(WORD.toCharArray())) {
            engine.init(target, word);
            try (Repository repository = engine.open(target, word, RepositoryOptions.defaults())) {
                assertThat(repository
                                .backup(BackupRequest.of(files), Progress.NONE)
                                .problemCount())
                        .isZero();
            }
        }
        assertThat(restic("check", "--read-data")).contains("no errors were found");
        restic("restore", "latest", "--target", dir.resolve("out").toString());
        Path out = dir.resolve("out" + files);
        assertThat(out.resolve("L\u00e9tter.txt")).hasContent("Dear all");
        assertThat(out.resolve("large.bin")).hasBinaryContent(new byte[3_000_000]);
    }

    private String restic(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                "/usr/bin/restic",
                "--no-cache",
                "-o",
                "s3.region=eu-central-1",
                "-r",
                "s3:" + SERVER + "/" + bucket + "/a folder/plug+1"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", KEY_ID,
                        "AWS_SECRET_ACCESS_KEY", SECRET,
                        "RESTIC_PASSWORD", WORD));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
