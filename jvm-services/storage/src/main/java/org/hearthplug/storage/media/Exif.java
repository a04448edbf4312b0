// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/**
 * The few EXIF fields that a timeline needs.
 *
 * @param taken when, as the camera's clock showed it
 * @param turn 1 to 8
 * @param previewAt position in the file of the small JPEG
 * @param previewBytes its length, 0 for none
 */
record Exif(OptionalLong taken, int turn, long previewAt, int previewBytes) {
    static final Exif NONE = new Exif(OptionalLong.empty(), 1, 0, 0);

    private static final int MAX_FIELDS = 200;
    private static final int ORIENTATION = 0x0112;
    private static final int CHANGED = 0x0132;
    private static final int PREVIEW_AT = 0x0201;
    private static final int PREVIEW_BYTES = 0x0202;
    private static final int EXIF_FOLDER = 0x8769;
    private static final int TAKEN = 0x9003;

    /** How a camera writes a moment, with zeros for its digits. */
    private static final String MOMENT = "0000:00:00 00:00:00";

    /** Reads a TIFF block that begins at {@code base} in the file. Whatever in it makes no sense is passed over. */
    static Exif parse(ByteBuffer tiff, long base) {
        if (tiff.limit() < 14) {
            return NONE;
        }
        switch (tiff.getShort(0)) {
            case 0x4949 -> tiff.order(ByteOrder.LITTLE_ENDIAN);
            case 0x4D4D -> tiff.order(ByteOrder.BIG_ENDIAN);
            default -> {
                return NONE;
            }
        }
        if (tiff.getShort(2) != 42) {
            return NONE;
        }
        Reader reader = new Reader(tiff);
        long next = reader.folder(tiff.getInt(4) & 0xFFFFFFFFL, true);
        if (reader.exifFolder > 0) {
            reader.folder(reader.exifFolder, false);
        }
        if (next > 0) {
            reader.folder(next, false);
        }
        boolean preview = reader.previewAt > 0
                && reader.previewBytes > 4
                && reader.previewAt + reader.previewBytes <= tiff.limit()
                && (tiff.get((int) reader.previewAt) & 0xFF) == 0xFF
                && (tiff.get((int) reader.previewAt + 1) & 0xFF) == 0xD8;
        OptionalLong taken = reader.taken.isPresent() ? reader.taken : reader.changed;
        return new Exif(
                taken, reader.turn, preview ? base + reader.previewAt : 0, preview ? (int) reader.previewBytes : 0);
    }

    private static final class Reader {
        private final ByteBuffer tiff;
        private OptionalLong taken = OptionalLong.empty();
        private OptionalLong changed = OptionalLong.empty();
        private int turn = 1;
        private long exifFolder;
        private long previewAt;
        private long previewBytes;

        Reader(ByteBuffer tiff) {
            this.tiff = tiff;
        }

        /** Reads an image file directory; returns where the next one is, 0 for none. */
        long folder(long at, boolean first) {
            if (at < 8 || at + 2 > tiff.limit()) {
                return 0;
            }
            int count = tiff.getShort((int) at) & 0xFFFF;
            if (count > MAX_FIELDS || at + 2 + 12L * count > tiff.limit()) {
                return 0;
            }
            for (int i = 0; i < count; i++) {
                field((int) at + 2 + 12 * i, first);
            }
            long end = at + 2 + 12L * count;
            return end + 4 <= tiff.limit() ? tiff.getInt((int) end) & 0xFFFFFFFFL : 0;
        }

        private void field(int at, boolean first) {
            int tag = tiff.getShort(at) & 0xFFFF;
            long count = tiff.getInt(at + 4) & 0xFFFFFFFFL;
            long value = tiff.getInt(at + 8) & 0xFFFFFFFFL;
            switch (tag) {
                case ORIENTATION -> {
                    int asked = tiff.getShort(at + 8);
                    turn = first && asked >= 1 && asked <= 8 ? asked : turn;
                }
                case EXIF_FOLDER -> exifFolder = first ? value : exifFolder;
                case PREVIEW_AT -> previewAt = value;
                case PREVIEW_BYTES -> previewBytes = value;
                case CHANGED -> changed = first ? time(value, count) : changed;
                case TAKEN -> taken = time(value, count);
                default -> {
                    // Of no use to a timeline.
                }
            }
        }

        /** A moment as {@link #MOMENT} has it; empty for what is none. Read digit by digit: a life's photos are many. */
        private OptionalLong time(long at, long count) {
            if (count < MOMENT.length() || count > 64 || at + MOMENT.length() > tiff.limit()) {
                return OptionalLong.empty();
            }
            int start = (int) at;
            for (int i = 0; i < MOMENT.length(); i++) {
                int c = tiff.get(start + i);
                if (MOMENT.charAt(i) == '0' ? c < '0' || c > '9' : c != MOMENT.charAt(i)) {
                    return OptionalLong.empty();
                }
            }
            try {
                LocalDateTime time = LocalDateTime.of(
                        number(start, 4),
                        number(start + 5, 2),
                        number(start + 8, 2),
                        number(start + 11, 2),
                        number(start + 14, 2),
                        number(start + 17, 2));
                return time.getYear() < 1826
                        ? OptionalLong.empty()
                        : OptionalLong.of(time.toInstant(ZoneOffset.UTC).toEpochMilli());
            } catch (DateTimeException e) {
                return OptionalLong.empty();
            }
        }

        private int number(int at, int digits) {
            int number = 0;
            for (int i = 0; i < digits; i++) {
                number = number * 10 + tiff.get(at + i) - '0';
            }
            return number;
        }
    }
}
