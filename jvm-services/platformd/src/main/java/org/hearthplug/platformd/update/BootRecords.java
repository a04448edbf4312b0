// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The boot state on the card (format: {@code buildroot-external/ota/README.md}): which slot is preferred, how many tries each has
 * left and which is on trial.
 *
 * @param sequence the record's number; 0 when there is no valid record
 * @param preferred {@code A} or {@code B}
 * @param aLeft tries left of slot A
 * @param bLeft tries left of slot B
 * @param aTrial whether slot A is on trial
 * @param bTrial whether slot B is on trial
 */
record BootRecords(long sequence, String preferred, int aLeft, int bLeft, boolean aTrial, boolean bTrial) {
    static final int RECORD_BYTES = 4096;
    static final long[] PLACES = {4L << 20, 8L << 20};

    /** What a card without a valid record is taken for. */
    static final BootRecords FRESH = new BootRecords(0, "A", 3, 3, false, false);

    private static final Pattern SEQUENCE = Pattern.compile("(?:^|\\x00)SEQ=([0-9a-f]{1,8})\\x00");
    private static final Pattern ORDER = Pattern.compile("(?:^|\\x00)ORDER=([AB])(?: [AB])?\\x00");

    /** Reads both records; blocks on the card. */
    static BootRecords read(Path card) throws IOException {
        BootRecords newest = FRESH;
        try (FileChannel in = FileChannel.open(card, StandardOpenOption.READ)) {
            for (long place : PLACES) {
                ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
                while (record.hasRemaining() && in.read(record, place + record.position()) > 0) {
                    // Until it is whole, or the card ends.
                }
                BootRecords found = parse(record.array()).orElse(FRESH);
                newest = found.sequence > newest.sequence ? found : newest;
            }
        }
        return newest;
    }

    /** A record, when its checksum is right and it has a number. */
    static Optional<BootRecords> parse(byte[] record) {
        if (record.length != RECORD_BYTES) {
            return Optional.empty();
        }
        CRC32 sum = new CRC32();
        sum.update(record, 4, RECORD_BYTES - 4);
        int wanted = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getInt();
        String all = new String(record, 4, RECORD_BYTES - 4, StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\0\0");
        String strings = end < 0 ? all : all.substring(0, end + 1);
        Matcher sequence = SEQUENCE.matcher(strings);
        if ((int) sum.getValue() != wanted || !sequence.find()) {
            return Optional.empty();
        }
        Matcher order = ORDER.matcher(strings);
        return Optional.of(new BootRecords(
                Long.parseLong(sequence.group(1), 16),
                order.find() ? order.group(1) : "A",
                digit(strings, "A_LEFT"),
                digit(strings, "B_LEFT"),
                digit(strings, "A_TRIAL") == 1,
                digit(strings, "B_TRIAL") == 1));
    }

    private static int digit(String strings, String name) {
        String text = "\0" + strings;
        int at = text.indexOf("\0" + name + "=");
        int value = at < 0 ? -1 : at + name.length() + 2;
        boolean one = value > 0 && value + 1 < text.length() && text.charAt(value + 1) == 0;
        return one ? Math.max(0, Character.digit(text.charAt(value), 10)) : 0;
    }

    /** Tries that a slot has left. */
    int left(String slot) {
        return slot.equals("A") ? aLeft : bLeft;
    }

    /** Whether a slot waits to be found healthy. */
    boolean onTrial(String slot) {
        return slot.equals("A") ? aTrial : bTrial;
    }
}
