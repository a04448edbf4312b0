// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Images of USB sticks, made on the host. */
final class Sticks {
    private Sticks() {}

    /** A stick with one ext4 file system over the whole of it. */
    static Path ext4(Path image, String label, int mebibytes) {
        return ext4(image, label, mebibytes, null);
    }

    /** The same with what is in a folder, or empty for null. */
    static Path ext4(Path image, String label, int mebibytes, Path content) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(mebibytes * 1024L * 1024);
            Path mkfs = Files.exists(Path.of("/sbin/mkfs.ext4")) ? Path.of("/sbin/mkfs.ext4") : Path.of("mkfs.ext4");
            List<String> command = new ArrayList<>(List.of(mkfs.toString(), "-q", "-F", "-L", label));
            if (content != null) {
                command.addAll(List.of("-d", content.toString()));
            }
            command.add(image.toString());
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertThat(process.waitFor()).as("mkfs.ext4").isZero();
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A stick with one FAT file system and a file on it. */
    static Path vfat(Path image, int mebibytes, Path file) throws IOException, InterruptedException {
        return vfat(image, "STICK", mebibytes, file);
    }

    /** The same with a label, up to 11 capitals. */
    static Path vfat(Path image, String label, int mebibytes, Path file) throws IOException, InterruptedException {
        try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
            out.setLength(mebibytes * 1024L * 1024);
        }
        run("/usr/sbin/mkfs.vfat", "-n", label, image.toString());
        run("mcopy", "-i", image.toString(), file.toString(), "::" + file.getFileName());
        return image;
    }

    /** A stick with nothing on it. */
    static Path blank(Path image, int mebibytes) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(mebibytes * 1024L * 1024);
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file on a FAT stick holds, as another computer reads it; the stick is in no plug. */
    static byte[] onFat(Path image, String path) throws IOException, InterruptedException {
        return output("mtype", "-i", image.toString(), "::" + path);
    }

    /** The same on an ext4 stick. */
    static byte[] onExt4(Path image, String path) throws IOException, InterruptedException {
        String debugfs = Files.exists(Path.of("/sbin/debugfs")) ? "/sbin/debugfs" : "debugfs";
        return output(debugfs, "-R", "cat \"" + path + "\"", image.toString());
    }

    private static byte[] output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as("%s", String.join(" ", command)).isZero();
        return said;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).as("%s", command[0]).isZero();
    }
}
