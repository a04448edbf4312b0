// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.json.GoQuote;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.json.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static Node node(byte[] name, NodeType type, Instant time) {
        return new Node(
                name,
                type,
                04755,
                time,
                time,
                time,
                7,
                -1,
                "user",
                "gr<o>up",
                5,
                6,
                type == NodeType.FILE ? 3 : 0,
                2,
                type == NodeType.SYMLINK ? new byte[] {'a', (byte) 0xff} : new byte[0],
                List.of(new Node.Xattr("user.x".getBytes(StandardCharsets.UTF_8), new byte[] {0, 1, (byte) 0x80})),
                0,
                type == NodeType.FILE ? List.of(ObjectId.hashOf(name)) : List.of(),
                type == NodeType.DIRECTORY ? ObjectId.hashOf(name) : null);
    }

    @Test
    void nodesComeBackAsTheyWere() {
        SplittableRandom r = new SplittableRandom(11);
        for (int round = 0; round < 2000; round++) {
            byte[] name = new byte[1 + r.nextInt(20)];
            r.nextBytes(name);
            NodeType type = NodeType.values()[r.nextInt(7)];
            Instant time = Instant.ofEpochSecond(r.nextLong(-62135596800L, 253402300799L), r.nextInt(1_000_000_000));
            Node in = node(name, type, time);
            TreeWriter writer = new TreeWriter(round % 2 == 0 ? UTC : ZoneId.of("Asia/Kathmandu"), Path.of("."));
            writer.add(in);
            JsonWriter json = writer.finish();
            Node out = new TreeReader(json.array(), 0, json.length()).next();
            assertThat(out).usingRecursiveComparison().isEqualTo(in);
        }
    }

    @Test
    void timesAreGos() {
        JsonWriter out = new JsonWriter(64);
        new GoTime(UTC).write(out, "t", -157766399, 876543210);
        assertThat(new String(out.copy(), StandardCharsets.UTF_8)).isEqualTo("\"t\":\"1965-01-01T00:00:01.87654321Z\"");
        SplittableRandom r = new SplittableRandom(4);
        for (int i = 0; i < 5000; i++) {
            Instant t = Instant.ofEpochSecond(r.nextLong(-62135596800L, 253402300799L), r.nextInt(1_000_000_000));
            assertThat(GoTime.parse(t.toString().getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(t);
        }
        assertThat(GoTime.parse(
                        "2024-02-29T23:59:60+05:45".replace(":60", ":59").getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(OffsetDateTime.parse("2024-02-29T23:59:59+05:45").toInstant());
    }

    @Test
    void theLastDaysOfMonthsAreDays() {
        for (int year : new int[] {1900, 2000, 2023, 2024}) {
            Instant t = Instant.parse(year + "-01-01T12:34:56.7Z");
            for (int day = 0; day < 366; day++) {
                Instant then = t.plusSeconds(day * 86400L);
                assertThat(GoTime.parse(then.toString().getBytes(StandardCharsets.US_ASCII)))
                        .isEqualTo(then);
            }
        }
        for (String none : new String[] {"1900-02-29", "2023-02-29", "2024-02-30", "2024-04-31", "2024-12-32"}) {
            assertThatThrownBy(() -> GoTime.parse((none + "T00:00:00Z").getBytes(StandardCharsets.US_ASCII)))
                    .as(none)
                    .hasMessageContaining("malformed time");
        }
    }

    @Test
    void namesAreSpeltAsGoSpellsThem() {
        assertThat(quoted("bad\u00ff".getBytes(StandardCharsets.ISO_8859_1))).isEqualTo("bad\\xff");
        assertThat(quoted("a\"b\\c\n\t\u0007".getBytes(StandardCharsets.UTF_8))).isEqualTo("a\\\"b\\\\c\\n\\t\\a");
        assertThat(quoted("größe 🙂".getBytes(StandardCharsets.UTF_8))).isEqualTo("größe 🙂");
        assertThat(quoted("\u00a0\u200b\u007f".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("\\u00a0\\u200b\\x7f");
    }

    private static String quoted(byte[] name) {
        byte[] text = GoQuote.quote(name);
        assertThat(GoQuote.unquote(text)).isEqualTo(name);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Test
    void unsafeNamesAreSeen() {
        for (String bad : List.of("", ".", "..", "a/b", "/", "a\0b")) {
            assertThat(node(bad.getBytes(StandardCharsets.UTF_8), NodeType.FILE, Instant.EPOCH)
                            .safeName())
                    .isFalse();
        }
    }

    @Test
    void brokenJsonIsDamageAndNothingElse() {
        TreeWriter writer = new TreeWriter(UTC, Path.of("."));
        writer.add(node("name".getBytes(StandardCharsets.UTF_8), NodeType.FILE, Instant.EPOCH));
        byte[] whole = writer.finish().copy();
        SplittableRandom r = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bent = Arrays.copyOf(whole, r.nextInt(whole.length + 1));
            for (int k = r.nextInt(3); k > 0 && bent.length > 0; k--) {
                bent[r.nextInt(bent.length)] = (byte) r.nextInt(256);
            }
            try {
                TreeReader reader = new TreeReader(bent, 0, bent.length);
                while (reader.next() != null) {
                    // Whatever is left is a tree.
                }
            } catch (BackupException e) {
                assertThat(e.kind()).isIn(BackupException.Kind.DAMAGED, BackupException.Kind.LIMIT);
            }
        }
    }

    /** Whether it is in memory or in a file, a listing is the same bytes. */
    @Test
    void aLongListingIsInAFileAndTheSame(@TempDir Path dir) throws Exception {
        TreeWriter writer = new TreeWriter(UTC, dir);
        for (int round = 0; round < 2; round++) {
            ByteArrayOutputStream nodes = new ByteArrayOutputStream();
            for (int i = 0; i < 20_000; i++) {
                Node node = node("n%06d".formatted(i).getBytes(StandardCharsets.UTF_8), NodeType.FILE, Instant.EPOCH);
                writer.add(node);
                TreeWriter one = new TreeWriter(UTC, dir);
                one.add(node);
                byte[] alone = one.finish().copy();
                nodes.write(i == 0 ? '[' : ',');
                nodes.write(alone, 10, alone.length - 13);
            }
            byte[] expected =
                    ("{\"nodes\":" + nodes.toString(StandardCharsets.UTF_8) + "]}\n").getBytes(StandardCharsets.UTF_8);
            assertThat(expected.length).isGreaterThan(TreeWriter.IN_MEMORY);
            assertThat(writer.finish()).isNull();
            assertThat(writer.spooled().stream().readAllBytes()).isEqualTo(expected);
            assertThat(writer.spooledId()).isEqualTo(ObjectId.hashOf(expected));
            assertThat(dir).isEmptyDirectory();
            writer.again();
            assertThat(writer.spooled()).isNull();
        }
        writer.add(node("a".getBytes(StandardCharsets.UTF_8), NodeType.FILE, Instant.EPOCH));
        assertThat(new String(writer.finish().copy(), StandardCharsets.UTF_8))
                .startsWith("{\"nodes\":[{\"name\":\"a\"");
    }

    @Test
    void aListingBeyondItsBoundIsAnErrorOfItsOwnKind(@TempDir Path dir) {
        Node node = node(new byte[] {'a'}, NodeType.FILE, Instant.EPOCH)
                .withContent(Collections.nCopies(12_000, ObjectId.hashOf(new byte[0])), 1);
        try (TreeWriter writer = new TreeWriter(UTC, dir)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            writer.add(node.withName("%03d".formatted(i).getBytes(StandardCharsets.UTF_8)));
                        }
                    })
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("256 MiB")
                    .extracting("kind")
                    .isEqualTo(BackupException.Kind.LIMIT);
        }
    }

    @Test
    void depthIsBounded() {
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> new JsonReader(deep, 0, deep.length, 100).skip())
                .isInstanceOf(BackupException.class);
    }
}
