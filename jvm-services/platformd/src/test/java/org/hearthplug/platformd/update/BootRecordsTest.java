// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootRecordsTest {
    @TempDir
    Path folder;

    /** A record as U-Boot writes one. */
    static byte[] record(String... strings) {
        ByteBuffer record = ByteBuffer.allocate(BootRecords.RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        record.position(4);
        for (String string : strings) {
            record.put(string.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
        }
        CRC32 sum = new CRC32();
        sum.update(record.array(), 4, BootRecords.RECORD_BYTES - 4);
        return record.putInt(0, (int) sum.getValue()).array();
    }

    static Path card(Path folder, byte[] first, byte[] second) throws IOException {
        Path card = folder.resolve("card");
        try (RandomAccessFile out = new RandomAccessFile(card.toFile(), "rw")) {
            out.seek(BootRecords.PLACES[0]);
            out.write(first);
            out.seek(BootRecords.PLACES[1]);
            out.write(second);
        }
        return card;
    }

    @Test
    void readsWhatTheBootLoaderWroteInWhateverOrder() {
        BootRecords found = BootRecords.parse(
                        record("A_LEFT=2", "A_TRIAL=0", "B_LEFT=0", "B_TRIAL=1", "ORDER=B A", "SEQ=1f"))
                .orElseThrow();
        assertThat(found).isEqualTo(new BootRecords(0x1f, "B", 2, 0, false, true));
        assertThat(found.left("A")).isEqualTo(2);
        assertThat(found.onTrial("B")).isTrue();
    }

    @Test
    void theValidRecordWithTheHigherNumberCounts() throws IOException {
        byte[] torn = record("SEQ=9", "ORDER=A B", "A_LEFT=1");
        torn[2000] ^= 1;
        Path card = card(folder, record("SEQ=2", "ORDER=B A", "B_LEFT=3"), torn);
        assertThat(BootRecords.read(card).sequence()).isEqualTo(2);
        card(folder, record("SEQ=a", "ORDER=B A"), record("SEQ=9", "ORDER=A B"));
        assertThat(BootRecords.read(card).preferred()).isEqualTo("B");
    }

    @Test
    void garbageAndAShortCardAreAFreshCard() throws IOException {
        byte[] noise = new byte[BootRecords.RECORD_BYTES];
        new Random(1).nextBytes(noise);
        assertThat(BootRecords.read(card(folder, noise, new byte[10]))).isEqualTo(BootRecords.FRESH);
    }

    /** Whatever lies on a card, with a right checksum or without: a value within its bounds, and no exception. */
    @Test
    void noBytesAtAllMakeItFail() {
        Random random = new Random(20_261_124);
        String[] pieces = {
            "SEQ=", "ORDER=", "A", "B", " ", "=", "A_LEFT=", "B_TRIAL=", "\0", "9", "f", "ffffffff", "\n", "é", "-1"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            BootRecords.parse(record(text.toString())).ifPresent(found -> {
                assertThat(found.sequence()).isBetween(0L, 0xffff_ffffL);
                assertThat(found.preferred()).isIn("A", "B");
                assertThat(found.aLeft()).isBetween(0, 9);
                assertThat(found.bLeft()).isBetween(0, 9);
            });
        }
    }
}
