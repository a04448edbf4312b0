// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.List;
import java.util.Locale;

/** The library of traces, and a generator of ones that nobody has seen. All are invented households; none was recorded. */
public final class Traces {
    /** Length of the library's traces, in s. */
    public static final int SECONDS = 300;

    private Traces() {}

    /** The library for a board: boards without the watts for a spinning disk get flash. */
    public static List<Trace> library(BoardParameters board) {
        return List.of(
                idleHousehold(board),
                eveningStreaming(board),
                firstBackup(board),
                photoImport(board),
                everythingAtOnce(board),
                summerHeat(board),
                hostileDevice(board));
    }

    /** The trace of that name. */
    public static Trace named(String name, BoardParameters board) {
        return library(board).stream()
                .filter(trace -> trace.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no trace " + name));
    }

    private static UsbProfile first(BoardParameters board) {
        return switch (board.name()) {
            case "virt-lab" -> UsbProfile.DISK_5W;
            case "zero2w" -> UsbProfile.DISK_4W5;
            default -> UsbProfile.SSD;
        };
    }

    private static UsbProfile second(BoardParameters board) {
        return switch (board.name()) {
            case "virt-lab" -> UsbProfile.DISK_4W5;
            case "zero2w" -> UsbProfile.SSD;
            default -> UsbProfile.SSD_FAST;
        };
    }

    private static LoadSpec browsing() {
        return LoadSpec.compute("browsing", WorkClass.INTERACTIVE, 60, 2)
                .net(1.5)
                .reads(0, 0.15);
    }

    private static LoadSpec page() {
        return LoadSpec.compute("page", WorkClass.INTERACTIVE, 25, 2).net(0.4).card(0.002);
    }

    private static LoadSpec stream() {
        return LoadSpec.compute("stream", WorkClass.INTERACTIVE, 18, 1).net(8).reads(0, 1);
    }

    private static LoadSpec thumbnails() {
        return LoadSpec.compute("thumbnails", WorkClass.BACKGROUND, 900, 4)
                .reads(0, 4)
                .card(0.02)
                .intensity(1.1);
    }

    private static LoadSpec backup() {
        return LoadSpec.compute("backup", WorkClass.DEFERRABLE, 150, 4)
                .reads(0, 1)
                .writes(1, 0.7)
                .intensity(1.05)
                .worth(2);
    }

    /** Worth less than the backup for each cycle, because a backup's cycle also moves bytes on two disks. */
    private static LoadSpec index() {
        return LoadSpec.compute("index", WorkClass.DEFERRABLE, 400, 4)
                .card(0.01)
                .intensity(0.9);
    }

    /** A quiet day: pages now and then, one look at a photo, the night's chores. */
    public static Trace idleHousehold(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("idle household", SECONDS);
        t.plug(2, 0, first(board));
        int page = t.load(page());
        int browse = t.load(browsing());
        int index = t.load(index());
        for (int s = 20; s < SECONDS; s += 35) {
            t.burst(s, page, 6);
        }
        t.rate(120, browse, 2).rate(140, browse, 0);
        t.burst(200, index, 60);
        return t.build();
    }

    /** Three streams, thumbnails, and a backlog that fills what is left. */
    public static Trace eveningStreaming(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("evening streaming", SECONDS);
        t.plug(1, 0, first(board));
        int stream = t.load(stream());
        int page = t.load(page());
        int thumbs = t.load(thumbnails());
        int index = t.load(index());
        t.rate(20, stream, 0.9).rate(60, stream, 1.8).rate(150, stream, 2.7).rate(260, stream, 0.9);
        t.rate(30, page, 1.5);
        t.burst(40, thumbs, 900);
        t.burst(10, index, 5000);
        return t.build();
    }

    /** Disk to disk, as fast as possible, while somebody looks around. */
    public static Trace firstBackup(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("first backup", SECONDS);
        t.plug(2, 0, first(board)).plug(4, 1, second(board));
        int backup = t.load(backup());
        int browse = t.load(browsing());
        int index = t.load(index());
        t.burst(12, backup, 100_000);
        t.rate(60, browse, 4).rate(80, browse, 0).rate(180, browse, 6).rate(200, browse, 0);
        t.burst(1, index, 4000);
        return t.build();
    }

    /** A camera's card in a stick; pictures are scaled, recognised and filed. */
    public static Trace photoImport(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("photo import", SECONDS);
        t.plug(2, 0, first(board)).plug(15, 1, UsbProfile.STICK);
        int photos = t.load(LoadSpec.compute("photos", WorkClass.BACKGROUND, 1500, 4)
                .reads(1, 5)
                .writes(0, 6)
                .intensity(1.12));
        int page = t.load(page());
        int browse = t.load(browsing());
        t.burst(18, photos, 2000);
        t.rate(25, page, 3).rate(70, page, 0.5);
        t.rate(100, browse, 5).rate(140, browse, 1);
        t.pull(280, 1);
        return t.build();
    }

    /** Everybody home, both disks at the same moment, every service busy. */
    public static Trace everythingAtOnce(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("everything at once", SECONDS);
        t.plug(30, 0, first(board)).plug(30, 1, second(board));
        if (board.ports() > 2) {
            t.plug(90, 2, UsbProfile.DISK_5W);
        }
        int stream = t.load(stream());
        int page = t.load(page());
        int browse = t.load(browsing());
        int thumbs = t.load(thumbnails());
        int backup = t.load(backup());
        int index = t.load(index());
        t.rate(5, page, 4).rate(35, stream, 1.5).rate(50, browse, 4);
        for (int s = 60; s < SECONDS; s += 20) {
            t.rate(s, browse, 8).rate(s + 6, browse, 1);
        }
        t.burst(10, thumbs, 3000).burst(10, backup, 100_000).burst(3, index, 8000);
        return t.build();
    }

    /** A heat wave, a case that is hot already, and much to compute. */
    public static Trace summerHeat(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("summer heat", SECONDS);
        t.climate(38, 56);
        t.plug(2, 0, first(board));
        int page = t.load(page());
        int index = t.load(index().intensity(1.1));
        int thumbs = t.load(thumbnails());
        t.rate(10, page, 3);
        t.burst(3, index, 9000).burst(15, thumbs, 3000);
        return t.build();
    }

    /** While a backup fills the watts, a gadget is plugged in that lies, and later one that does not even ask. */
    public static Trace hostileDevice(BoardParameters board) {
        Trace.Builder t = new Trace.Builder("hostile device", SECONDS);
        t.plug(2, 0, first(board))
                .plug(60, 1, UsbProfile.HOSTILE)
                .pull(130, 1)
                .plug(160, 1, UsbProfile.HOSTILE_AT_ONCE)
                .pull(220, 1)
                .plug(230, 1, UsbProfile.HOSTILE);
        int page = t.load(page());
        int index = t.load(index());
        int thumbs = t.load(thumbnails());
        t.rate(10, page, 2);
        t.burst(3, index, 9000).burst(15, thumbs, 3000);
        return t.build();
    }

    /** A household that nobody designed: services, bursts and devices drawn from the seed. */
    public static Trace unseen(BoardParameters board, long seed) {
        Noise noise = new Noise(seed ^ 0x5DEECE66DL);
        Trace.Builder t = new Trace.Builder(String.format(Locale.ROOT, "unseen %d", seed), SECONDS);
        double air = noise.between(15, 40);
        t.climate(air, air + noise.between(3, 20));
        UsbProfile[] devices = {
            UsbProfile.DISK_5W,
            UsbProfile.DISK_4W5,
            UsbProfile.SSD,
            UsbProfile.SSD_FAST,
            UsbProfile.STICK,
            UsbProfile.SERIAL,
            UsbProfile.HOSTILE,
            UsbProfile.HOSTILE_AT_ONCE
        };
        for (int port = 0; port < board.ports(); port++) {
            double at = noise.between(0, 120);
            t.plug(at, port, devices[noise.below(devices.length)]);
            if (noise.uniform() < 0.4) {
                t.pull(at + noise.between(40, 100), port);
                t.plug(at + noise.between(105, 160), port, devices[noise.below(devices.length)]);
            }
        }
        LoadSpec[] specs = {stream(), page(), browsing(), thumbnails(), backup(), index()};
        for (LoadSpec spec : specs) {
            if (noise.uniform() < 0.7) {
                int load = t.load(spec.intensity(noise.between(0.8, 1.15)));
                arrivals(t, noise, load, spec);
            }
        }
        return t.build();
    }

    private static void arrivals(Trace.Builder t, Noise noise, int load, LoadSpec spec) {
        if (spec.workClass() != WorkClass.INTERACTIVE) {
            t.burst(noise.between(0, 100), load, noise.between(100, 20_000));
            return;
        }
        double at = noise.between(0, 30);
        while (at < SECONDS) {
            t.rate(at, load, noise.uniform() < 0.3 ? 0 : noise.between(0.2, 8));
            at += noise.between(0.5, 30);
        }
    }
}
