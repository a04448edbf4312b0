// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.Test;

/** A target that returns other bytes than it was given. */
class LyingTargetTest extends BentRepository {
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
}
