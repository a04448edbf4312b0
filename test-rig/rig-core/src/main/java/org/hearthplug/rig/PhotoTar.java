// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Any number of small photos, each another file, as a camera would have written them: JPEG, EXIF with orientation, a time of its own
 * and a preview. As a tar file in ustar format, which a plug unpacks from a disk.
 */
public final class PhotoTar {
    private static final int BLOCK = 512;
    private static final int TIFF_HEAD = 160;
    private static final LocalDateTime FIRST = LocalDateTime.of(2009, 1, 1, 8, 0);
    private static final DateTimeFormatter EXIF_TIME = DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss");
    private static final String[] SUBJECTS = {
        "beach", "garden", "Oma", "birthday", "harbour", "snow", "kitchen", "mountain", "school", "cat"
    };

    private final byte[] picture;
    private final byte[] preview;

    /** Paints the picture that all of them show. */
    public PhotoTar() {
        picture = paint(96, 64);
        preview = paint(48, 32);
    }

    /** The name of a photo, with its folder: 500 in each. */
    public static String name(int number) {
        return String.format(
                Locale.ROOT, "roll-%04d/%s %06d.jpg", number / 500, SUBJECTS[number * 7 % SUBJECTS.length], number);
    }

    /** Writes photos number 0 to {@code count}−1. Blocks on the disk: some 3 KB each. */
    public void write(Path tar, int count) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16)) {
            for (int number = 0; number < count; number++) {
                byte[] photo = photo(number);
                out.write(head(name(number), photo.length));
                out.write(photo);
                out.write(new byte[(BLOCK - photo.length % BLOCK) % BLOCK]);
            }
            out.write(new byte[2 * BLOCK]);
        } catch (IOException e) {
            throw RigException.io("writing " + tar.getFileName(), e);
        }
    }

    /** The bytes of one photo; no two are the same. */
    public byte[] photo(int number) {
        byte[] tiff = tiff(FIRST.plusMinutes(97L * number));
        byte[] comment = ("photo " + number).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
        segment(out, 0xE1, concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiff));
        segment(out, 0xFE, comment);
        out.write(picture, 2, picture.length - 2);
        return out.toByteArray();
    }

    private byte[] tiff(LocalDateTime taken) {
        ByteBuffer tiff = ByteBuffer.allocate(TIFF_HEAD + preview.length).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 2);
        field(tiff, 0x0112, 3, 1, 1);
        field(tiff, 0x8769, 4, 1, 64);
        tiff.putInt(120);
        tiff.position(64).putShort((short) 1);
        field(tiff, 0x9003, 2, 20, 90);
        tiff.putInt(0);
        tiff.position(90).put((EXIF_TIME.format(taken) + "\0").getBytes(StandardCharsets.US_ASCII));
        tiff.position(120).putShort((short) 2);
        field(tiff, 0x0201, 4, 1, TIFF_HEAD);
        field(tiff, 0x0202, 4, 1, preview.length);
        tiff.putInt(0);
        tiff.position(TIFF_HEAD).put(preview);
        return tiff.array();
    }

    private static void field(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] content) {
        int length = content.length + 2;
        out.write(0xFF);
        out.write(marker);
        out.write(length >> 8);
        out.write(length);
        out.writeBytes(content);
    }

    private static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }

    private static byte[] head(String name, int bytes) {
        ByteBuffer head = ByteBuffer.allocate(BLOCK);
        head.put(name.getBytes(StandardCharsets.US_ASCII));
        octal(head, 100, 8, 0644);
        octal(head, 108, 8, 800);
        octal(head, 116, 8, 800);
        octal(head, 124, 12, bytes);
        octal(head, 136, 12, 1_767_225_600L);
        head.put(156, (byte) '0').position(257);
        head.put("ustar\00000".getBytes(StandardCharsets.US_ASCII));
        head.position(148).put("        ".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte b : head.array()) {
            sum += b & 0xFF;
        }
        octal(head, 148, 7, sum);
        return head.array();
    }

    private static void octal(ByteBuffer head, int at, int width, long value) {
        String text = String.format(Locale.ROOT, "%0" + (width - 1) + "o", value);
        head.position(at).put(text.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    }

    private static byte[] paint(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D brush = image.createGraphics();
        brush.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        brush.fillRect(0, 0, width, height);
        brush.dispose();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", jpeg);
        } catch (IOException e) {
            throw RigException.io("painting a picture", e);
        }
        return jpeg.toByteArray();
    }
}
