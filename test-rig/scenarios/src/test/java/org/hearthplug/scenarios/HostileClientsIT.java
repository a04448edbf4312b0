// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.net.ssl.SSLSocket;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All at once on the booted plug: guests who read a byte at a time, locks that nobody releases, XML that wants to be gigabytes, pictures
 * and films that lie, a crowd of clients (500 in the campaign). Another person is served the whole time, and cloudd's memory has an end.
 */
@Order(9)
@Household
class HostileClientsIT {
    /** How many, in make test and in the campaign. */
    private static final Numbers FEW = new Numbers(60, 60);

    private static final Numbers ALL = new Numbers(500, 300);

    /** As many as guests may have transfers. */
    private static final int SLOW_GUESTS = 24;

    private static final int FILM_BYTES = 24 << 20;
    private static final long ALLOWED_KIB = 64 * 1024;
    private static final String PID = "$(cat /run/service/cloudd/supervise/pid)";
    private static final String LOCK =
            "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:shared/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>";

    private record Numbers(int crowd, int locks) {}

    @Test
    @Timeout(1800)
    void memoryHasAnEndAndAnotherPersonIsServed(Plug plug) throws Exception {
        besiege(plug, FEW);
    }

    @Test
    @Timeout(1800)
    @Tag("campaign")
    void memoryHasAnEndWithFiveHundredClients(Plug plug) throws Exception {
        besiege(plug, ALL);
    }

    private static void besiege(Plug plug, Numbers numbers) throws Exception {
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner();
                PlugClient served = plug.owner()) {
            Folder folder = Folder.at(owner, "Hostile/");
            assertThat(folder.put("film.bin", Content.of(3, FILM_BYTES)).status())
                    .isEqualTo(201);
            AppPassword program = AppPassword.of(owner, Plug.OWNER, "hostile");
            String link = "/api/v1/shared/" + share(owner, "/Hostile/film.bin") + "/files/film.bin";
            String pid = shell.check("echo " + PID);
            long before = peakKibAnew(shell);
            List<Socket> sockets = new ArrayList<>();
            try (Served other = new Served(served)) {
                slowGuests(owner, link, sockets);
                locks(owner, program, numbers.locks());
                bombs(owner, program);
                lyingMedia(folder);
                int answered = crowd(owner, sockets, numbers.crowd());
                other.end();
                assertThat(index(owner))
                        .as("lying pictures are in the timeline, as files that they are")
                        .isTrue();
                long peak = peakKib(shell);
                System.out.printf(
                        "hostile clients: cloudd's peak %d KiB, %d before; %d of %d in the crowd answered; another person's %d files, the slowest %d ms%n",
                        peak, before, answered, numbers.crowd() / 5, other.files.get(), other.slowestMillis.get());
                assertThat(peak - before).as("growth of cloudd's peak in KiB").isLessThan(ALLOWED_KIB);
                assertThat(other.files.get())
                        .as("files stored and read meanwhile")
                        .isGreaterThan(10);
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            assertThat(shell.check("echo " + PID))
                    .as("cloudd is still the same process")
                    .isEqualTo(pid);
            Deadline.seconds(120)
                    .awaitTrue(
                            "room for a guest again",
                            () -> owner.send("GET", link, BodyPublishers.noBody(), Map.of("Range", "bytes=0-0"))
                                            .status()
                                    == 206);
            assertThat(folder.delete("film.bin").status())
                    .as("a backup that follows would carry it")
                    .isEqualTo(200);
        }
    }

    /** Stores and reads a small file over and over; whatever fails is told at the end. */
    private static final class Served implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger files = new AtomicInteger();
        private final AtomicLong slowestMillis = new AtomicLong();
        private final List<String> failures = new ArrayList<>();
        private final Thread thread;

        Served(PlugClient client) {
            thread = Thread.ofVirtual().start(() -> {
                Folder mine = Folder.at(client, "Meanwhile/");
                for (int i = 0; !over.get(); i++) {
                    long began = System.nanoTime();
                    try {
                        Content content = Content.of(i, 2000);
                        int status = mine.put("note.txt", content).status();
                        mine.assertHolds("note.txt", content);
                        if (status != 200 && status != 201) {
                            failures.add("status " + status);
                        }
                        files.incrementAndGet();
                    } catch (RuntimeException | AssertionError e) {
                        failures.add(e.toString());
                    }
                    slowestMillis.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
                }
            });
        }

        void end() throws InterruptedException {
            over.set(true);
            thread.join();
            assertThat(failures).as("what another person met").isEmpty();
        }

        @Override
        public void close() {
            over.set(true);
        }
    }

    private static String share(PlugClient owner, String path) {
        PlugClient.Answer made = owner.sendJson("POST", "/api/v1/shares", Map.of("path", path, "mode", "read"));
        assertThat(made.status()).as("%s", made).isEqualTo(201);
        return made.json().get("token").string();
    }

    /** As many as may; each takes its first bytes and then one more now and then. */
    private static void slowGuests(PlugClient client, String link, List<Socket> sockets) throws IOException {
        for (int i = 0; i < SLOW_GUESTS; i++) {
            SSLSocket socket = client.connect();
            sockets.add(socket);
            socket.getOutputStream().write(RawHttp.bytes("GET " + link + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    private static void locks(PlugClient client, AppPassword program, int locks) {
        int last = 0;
        for (int i = 0; i < locks && last != 503; i++) {
            last = client.send(
                            "LOCK",
                            "/dav/Hostile/film.bin",
                            BodyPublishers.ofString(LOCK),
                            Map.of("Authorization", program.basic(), "Timeout", "Infinite"))
                    .status();
            assertThat(last).isIn(200, 503);
        }
    }

    /** A billion laughs, an element in an element a hundred thousand times, and attributes without end. */
    private static void bombs(PlugClient client, AppPassword program) {
        StringBuilder laughs = new StringBuilder("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'lol'>");
        for (char c = 'b'; c < 'k'; c++) {
            laughs.append("<!ENTITY ")
                    .append(c)
                    .append(" '")
                    .append(("&" + (char) (c - 1) + ";").repeat(10))
                    .append("'>");
        }
        laughs.append("]><D:propfind xmlns:D='DAV:'><D:prop><x>&j;</x></D:prop></D:propfind>");
        String deep = "<D:propfind xmlns:D='DAV:'>" + "<a>".repeat(100_000);
        String wide = "<D:propfind xmlns:D='DAV:' " + "a='b' ".repeat(100_000) + "/>";
        for (String bomb : List.of(laughs.toString(), deep, wide)) {
            assertThat(client.send(
                                    "PROPFIND",
                                    "/dav/Hostile/",
                                    BodyPublishers.ofString(bomb),
                                    Map.of("Authorization", program.basic(), "Depth", "1"))
                            .status())
                    .isBetween(400, 413);
        }
    }

    private static void lyingMedia(Folder folder) throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(folder.put("bomb" + i + ".png", new Content(pngBomb())).status())
                    .isEqualTo(201);
            assertThat(folder.put("exif" + i + ".jpg", new Content(exifOfFourGigabytes()))
                            .status())
                    .isEqualTo(201);
            assertThat(folder.put("film" + i + ".mp4", new Content(filmOfAges()))
                            .status())
                    .isEqualTo(201);
        }
    }

    /** 60,000 by 60,000 pixels in 100 kB: 10 GB when somebody unpacks it. */
    private static byte[] pngBomb() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(60_000)
                        .putInt(60_000)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        Deflater deflater = new Deflater(9);
        deflater.setInput(new byte[100 << 20]);
        deflater.finish();
        byte[] packed = new byte[256 * 1024];
        int length = deflater.deflate(packed);
        deflater.end();
        chunk(png, "IDAT", java.util.Arrays.copyOf(packed, length));
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(name);
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    /** A TIFF directory that says of its values that they are 4 GB, and where they are not. */
    private static byte[] exifOfFourGigabytes() {
        ByteBuffer exif = ByteBuffer.allocate(65_000);
        exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(8)
                .putShort((short) 5000);
        while (exif.remaining() >= 12) {
            exif.putShort((short) 0x0132).putShort((short) 2).putInt(-1).putInt(-16);
        }
        ByteBuffer jpeg = ByteBuffer.allocate(exif.capacity() + 6);
        jpeg.putShort((short) 0xFFD8)
                .putShort((short) 0xFFE1)
                .putShort((short) (exif.capacity() + 2))
                .put(exif.array());
        return jpeg.array();
    }

    /** A film whose boxes are longer than any disk, and which plays for longer than the world will last. */
    private static byte[] filmOfAges() {
        ByteBuffer film = ByteBuffer.allocate(256);
        film.putInt(20)
                .put("ftypisom".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .put("isom".getBytes(StandardCharsets.US_ASCII));
        film.putInt(1).put("moov".getBytes(StandardCharsets.US_ASCII)).putLong(Long.MAX_VALUE);
        film.putInt(120).put("mvhd".getBytes(StandardCharsets.US_ASCII)).putInt(1 << 24);
        film.putLong(0).putLong(0).putInt(1).putLong(Long.MAX_VALUE);
        return film.array();
    }

    /** Most say nothing, every fifth asks for something; returns how many of these got an answer. */
    private static int crowd(PlugClient client, List<Socket> sockets, int crowd) throws IOException {
        List<SSLSocket> asking = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
            if (i % 5 != 0) {
                sockets.add(client.dial());
                continue;
            }
            SSLSocket socket = client.connect();
            sockets.add(socket);
            try {
                socket.getOutputStream().write(RawHttp.bytes("GET /api/v1/setup HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                asking.add(socket);
            } catch (IOException e) {
                // Sent away: an answer of a plug that has no room.
            }
        }
        int answered = 0;
        for (SSLSocket socket : asking) {
            try {
                answered += socket.getInputStream().read() == 'H' ? 1 : 0;
            } catch (IOException e) {
                // As above.
            }
        }
        assertThat(answered).as("of %d who asked were answered", asking.size()).isGreaterThan(asking.size() / 4);
        return answered;
    }

    private static boolean index(PlugClient owner) {
        return Deadline.seconds(180).await("the index to have read the lying files", () -> {
            PlugClient.Answer photos = owner.send("GET", "/api/v1/photos?limit=500");
            if (photos.status() != 200 || !photos.json().get("complete").bool()) {
                return java.util.Optional.empty();
            }
            String text = photos.text();
            return java.util.Optional.of(text.contains("/Hostile/bomb0.png")
                    && text.contains("/Hostile/exif3.jpg")
                    && text.contains("/Hostile/film3.mp4"));
        });
    }

    /** Has the kernel count the peak from now on; returns what is resident. */
    private static long peakKibAnew(Shell shell) {
        shell.check("echo 5 >/proc/" + PID + "/clear_refs");
        return peakKib(shell);
    }

    private static long peakKib(Shell shell) {
        return Long.parseLong(shell.check("awk '/^VmHWM/{print $2}' /proc/" + PID + "/status"));
    }
}
