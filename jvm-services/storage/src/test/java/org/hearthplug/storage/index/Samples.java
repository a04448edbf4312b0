// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files as cameras and programs write them, made byte by byte. */
public final class Samples {
    private Samples() {}

    /** A JPEG with EXIF: orientation, time, and a preview of eight bytes. */
    public static byte[] jpeg(String taken, int turn, int width, int height) {
        ByteBuffer tiff = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 2);
        field(tiff, 0x0112, 3, 1, turn);
        field(tiff, 0x8769, 4, 1, 64);
        tiff.putInt(110); // The folder of the preview.
        tiff.position(64).putShort((short) 1);
        field(tiff, 0x9003, 2, 20, 90);
        tiff.putInt(0);
        tiff.position(90).put((taken + "\0").getBytes(StandardCharsets.US_ASCII));
        tiff.position(110).putShort((short) 2);
        field(tiff, 0x0201, 4, 1, 150);
        field(tiff, 0x0202, 4, 1, 8);
        tiff.putInt(0);
        tiff.position(150).put(new byte[] {(byte) 0xFF, (byte) 0xD8, 1, 2, 3, 4, (byte) 0xFF, (byte) 0xD9});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
        out.writeBytes(ByteBuffer.allocate(10)
                .put(new byte[] {(byte) 0xFF, (byte) 0xE1})
                .putShort((short) (2 + 6 + 158))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .array());
        out.write(tiff.array(), 0, 158);
        out.writeBytes(ByteBuffer.allocate(10)
                .put(new byte[] {(byte) 0xFF, (byte) 0xC0})
                .putShort((short) 8)
                .put((byte) 8)
                .putShort((short) height)
                .putShort((short) width)
                .put((byte) 0)
                .array());
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9, 0, 0});
        return out.toByteArray();
    }

    private static void field(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    /** The beginning of a PNG. */
    public static byte[] png(int width, int height) {
        return ByteBuffer.allocate(48)
                .putInt(0x89504E47)
                .putInt(0x0D0A1A0A)
                .putInt(13)
                .putInt(0x49484452)
                .putInt(width)
                .putInt(height)
                .array();
    }
}
