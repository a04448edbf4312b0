// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A life's photos on a disk that is brought along: they are indexed by when they were taken, in the 512 MB plug, cloudd's memory has an
 * end, and the owner stores files meanwhile. {@code -Dhearth.photos=} for another number than 100,000.
 */
@Order(70)
@BootTarget
@Tag("campaign")
class ManyPhotosIT {
    private static final int PHOTOS = Integer.getInteger("hearth.photos", 100_000);
    private static final int IN_A_FOLDER = 500;
    private static final long ALLOWED_KIB = 176 * 1024;
    private static final String PID = "$(cat /run/service/cloudd/supervise/pid)";
    private static final DateTimeFormatter EXIF = DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss");

    @TempDir
    private Path work;

    @Test
    @Timeout(7200)
    void aLifesPhotosAreIndexedWithinMemory(Plug plug) throws Exception {
        Path disk = disk();
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Photos/");
            shell.check("modprobe -a xhci_pci usb_storage sd_mod");
            plug.target().plugUsbStick("photos", disk);
            Deadline.seconds(60)
                    .awaitTrue(
                            "the disk",
                            () -> !shell.check("ls /sys/block | grep ^sd || true")
                                    .isBlank());
            shell.check("mount -o ro /dev/$(ls /sys/block | grep ^sd | head -n 1) /data/files/ada/Photos");
            String before = shell.check("echo " + PID);
            shell.check("printf t >/run/service/cloudd/supervise/control");
            Deadline.seconds(120)
                    .awaitTrue(
                            "another cloudd",
                            () -> shell.run("[ " + PID + " != " + before + " ] && [ -d /proc/" + PID + " ]")
                                            .exitCode()
                                    == 0);
            plug.awaitPage();
            shell.check("echo 5 >/proc/" + PID + "/clear_refs");
            double ticks = ticks(shell);
            long began = System.nanoTime();
            long slowest = 0;
            int files = 0;
            Folder mine = Folder.at(owner, "Meanwhile/");
            while (!complete(owner)) {
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as("time for all")
                        .isLessThan(Duration.ofHours(2));
                long asked = System.nanoTime();
                Content content = Content.of(files, 1000);
                assertThat(mine.put("note.txt", content).status()).isIn(200, 201);
                mine.assertHolds("note.txt", content);
                slowest = Math.max(slowest, (System.nanoTime() - asked) / 1_000_000);
                files++;
                Thread.sleep(5000);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            long peak = Long.parseLong(shell.check("awk '/^VmHWM/{print $2}' /proc/" + PID + "/status"));
            System.out.printf(
                    "%d photos: indexed in %.0f s, %.0f s of cloudd's processor, peak %d KiB; %d files stored and read meanwhile, the slowest %d ms%n",
                    PHOTOS, seconds, (ticks(shell) - ticks) / 100, peak, files, slowest);
            assertThat(sum(owner)).isEqualTo(PHOTOS);
            assertThat(peak).as("cloudd's peak in KiB").isLessThan(ALLOWED_KIB);
        }
    }

    private static boolean complete(PlugClient owner) {
        PlugClient.Answer answer = owner.send("GET", "/api/v1/photos?limit=1");
        return answer.status() == 200 && answer.json().get("complete").bool();
    }

    /** How many there are in all months. */
    private static int sum(PlugClient owner) {
        String months = owner.send("GET", "/api/v1/photos/months").text();
        return java.util.regex.Pattern.compile("\"\\d{4}-\\d\\d\":(\\d+)")
                .matcher(months)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    /** Processor time of cloudd, in hundredths of a second. */
    private static double ticks(Shell shell) {
        return Double.parseDouble(shell.check("awk '{print $14 + $15}' /proc/" + PID + "/stat"));
    }

    /** An ext4 disk of small photos, each taken an hour after the one before. */
    private Path disk() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(work.resolve("tree"));
        LocalDateTime taken = LocalDateTime.of(2000, 1, 1, 0, 0);
        for (int i = 0; i < PHOTOS; i++) {
            Path folder = tree.resolve("Roll %03d".formatted(i / IN_A_FOLDER));
            if (i % IN_A_FOLDER == 0) {
                Files.createDirectory(folder);
            }
            Files.write(folder.resolve("IMG_%06d.jpg".formatted(i)), photo(EXIF.format(taken.plusHours(i)), i));
        }
        Path image = work.resolve("photos.img");
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((64L << 20) + PHOTOS * 2048L);
        }
        String mkfs = Optional.of("/sbin/mkfs.ext4")
                .filter(path -> Files.exists(Path.of(path)))
                .orElse("mkfs.ext4");
        Process process = new ProcessBuilder(
                        mkfs,
                        "-q",
                        "-F",
                        "-b",
                        "1024",
                        "-N",
                        Integer.toString(PHOTOS + PHOTOS / 100 + 1000),
                        "-d",
                        tree.toString(),
                        image.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).as("mkfs.ext4").isZero();
        return image;
    }

    /** A JPEG of 4000 by 3000 pixels that has a moment and nothing to show; each differs from the others. */
    private static byte[] photo(String taken, int number) {
        ByteBuffer exif = ByteBuffer.allocate(120);
        exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
        exif.putShort((short) 1);
        field(exif, 0x8769, 4, 1, 26).putInt(0);
        exif.putShort((short) 1);
        field(exif, 0x9003, 2, 20, 44).putInt(0);
        exif.put((taken + "\0").getBytes(StandardCharsets.US_ASCII)).putInt(number);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        jpeg.writeBytes(ByteBuffer.allocate(6)
                .putShort((short) 0xFFD8)
                .putShort((short) 0xFFE1)
                .putShort((short) (exif.position() + 2))
                .array());
        jpeg.write(exif.array(), 0, exif.position());
        jpeg.writeBytes(ByteBuffer.allocate(12)
                .putShort((short) 0xFFC0)
                .putShort((short) 8)
                .put((byte) 8)
                .putShort((short) 3000)
                .putShort((short) 4000)
                .put((byte) 0)
                .putShort((short) 0xFFD9)
                .array());
        return jpeg.toByteArray();
    }

    private static ByteBuffer field(ByteBuffer tiff, int tag, int type, int count, int value) {
        return tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
