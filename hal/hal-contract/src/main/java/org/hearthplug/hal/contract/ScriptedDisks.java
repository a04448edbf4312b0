// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.BlockDevices.Volume;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Mount;

/**
 * Disks that a test plugs and pulls, and what is mounted of them. At first there is {@code sda}, whose volume {@code sda1} holds the btrfs
 * that is mounted at {@code /data}. Mounting needs a folder that is there and shows nothing in it.
 */
public final class ScriptedDisks {
    /** Mount points where a file is open. */
    public final Set<String> open = ConcurrentHashMap.newKeySet();

    /** How mounting ends, by the volume's name; it works where nothing is said. */
    public final Map<String, Kind> mounting = new ConcurrentHashMap<>();

    /** Volumes that can be read and not written. */
    public final Set<String> writeProtected = ConcurrentHashMap.newKeySet();

    /** Mount points that do not answer how much room they have. */
    public final Set<String> silent = ConcurrentHashMap.newKeySet();

    /** What disks expect of themselves; those that are not named expect to go on. */
    public final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

    /** What was done, {@code mount sdb1 ext4 rw}, {@code unmount /x}, {@code detach /x}, {@code format sdb1}, {@code smart sdb}. */
    public final List<String> done = new CopyOnWriteArrayList<>();

    /** Hears what is about to be done, in the words of {@link #done}. */
    public volatile Consumer<String> hears = word -> {};

    private final Set<String> failing;
    private final Map<String, Disk> disks = new TreeMap<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private final Set<String> resting = ConcurrentHashMap.newKeySet();
    private int lastLife;

    ScriptedDisks(Set<String> failing) {
        this.failing = failing;
        Volume first = new Volume("sda1", "8:1", 900, content(ContentType.BTRFS, "Disk", null));
        Volume second = new Volume("sda2", "8:2", 90, Optional.empty());
        plug(new Disk(
                "sda",
                "8:0",
                Optional.of("Model"),
                Optional.empty(),
                1000,
                true,
                false,
                Transport.USB,
                List.of(first, second)));
        // A btrfs mount carries a number of the kernel's own making; only its source names the device.
        mounts.add(new Mount("/proc", "proc", "0:4", "proc", "/", false));
        mounts.add(new Mount("/data", "/dev/sda1", "0:43", "btrfs", "/", false));
        mounts.add(new Mount("/old", "/dev/root", "8:2", "ext4", "/", false));
    }

    /** What a volume holds; each may be null. */
    public static Optional<Content> content(ContentType type, String label, String uuid) {
        return Optional.ofNullable(type)
                .map(one -> new Content(one, Optional.ofNullable(label), Optional.ofNullable(uuid)));
    }

    /** A stick of one partition, {@code name} with a 1 behind. */
    public static Disk stick(String name, Optional<Content> content) {
        String number = "8:" + (name.charAt(name.length() - 1) - 'a') * 16;
        String of = number.substring(0, number.length() - 1);
        return new Disk(
                name,
                number,
                Optional.of("Stick"),
                Optional.of("S-" + name),
                1_000_000,
                true,
                false,
                Transport.USB,
                List.of(new Volume(name + "1", of + (number.charAt(number.length() - 1) - '0' + 1), 999_000, content)));
    }

    /** A disk comes, or another medium under its name. */
    public synchronized void plug(Disk disk) {
        disks.put(disk.name(), disk);
        lives.put(disk.name(), ++lastLife);
    }

    /** A disk goes. What was mounted of it stays mounted, as the kernel leaves it. */
    public synchronized void pull(String name) {
        disks.remove(name);
        lives.remove(name);
    }

    /** Something is mounted by somebody else. */
    public synchronized void mounted(Mount mount) {
        mounts.add(mount);
    }

    /** The kernel finds a file system damaged and writes nothing more to it. */
    public synchronized void turnReadOnly(String mountPoint) {
        mounts.replaceAll(one -> !one.mountPoint().equals(mountPoint)
                ? one
                : new Mount(one.mountPoint(), one.source(), one.number(), one.type(), one.root(), true));
    }

    /** Somebody at a shell takes a mount away. */
    public synchronized void unmountedByHand(String mountPoint) {
        mounts.removeIf(one -> one.mountPoint().equals(mountPoint));
    }

    /** Mount points of people's disks: all that were not there at first. */
    public synchronized List<String> mountPoints() {
        return mounts.stream().map(Mount::mountPoint).skip(3).toList();
    }

    private void note(String word) {
        hears.accept(word);
        done.add(word);
    }

    private static HalException failure(Kind kind, String device) {
        return new HalException(kind, device, "scripted");
    }

    private synchronized Disk disk(String name) {
        return Optional.ofNullable(disks.get(name)).orElseThrow(() -> failure(Kind.GONE, name));
    }

    private synchronized Disk diskOf(String volume) {
        return disks.values().stream()
                .filter(disk ->
                        disk.volumes().stream().anyMatch(one -> one.name().equals(volume)))
                .findFirst()
                .orElseThrow(() -> failure(Kind.GONE, volume));
    }

    private Volume volume(String name) {
        return diskOf(name).volumes().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private synchronized boolean isMounted(String volume) {
        String number = volume(volume).number();
        return mounts.stream()
                .anyMatch(one ->
                        one.source().equals("/dev/" + volume) || one.number().equals(number));
    }

    BlockDevices blockDevices() {
        return () -> {
            if (failing.contains("storage")) {
                throw new HalException(Kind.IO, "storage", 5, "scripted", null);
            }
            synchronized (this) {
                return List.copyOf(disks.values());
            }
        };
    }

    DiskControl control() {
        return new ScriptedDiskControl();
    }

    Mounts mounts() {
        return new ScriptedMounts();
    }

    private final class ScriptedMounts implements Mounts {
        @Override
        public List<Mount> list() {
            synchronized (ScriptedDisks.this) {
                return List.copyOf(mounts);
            }
        }

        @Override
        public Space space(String mountPoint) {
            if (silent.contains(mountPoint)) {
                throw failure(Kind.TIMEOUT, mountPoint);
            }
            if (mountPoint.equals("/old")
                    || list().stream().noneMatch(one -> one.mountPoint().equals(mountPoint))) {
                throw failure(Kind.GONE, mountPoint);
            }
            return new Space(800, 700);
        }

        @Override
        public void mount(
                String volume, String type, String mountPoint, Access access, Optional<Owner> owner, Duration limit) {
            boolean readOnly = access == Access.READ_ONLY;
            Volume found = volume(volume);
            if (isMounted(volume)) {
                throw failure(Kind.BUSY, volume);
            }
            if (!Files.isDirectory(Path.of(mountPoint))) {
                throw failure(Kind.GONE, mountPoint);
            }
            note("mount " + volume + " " + type + (readOnly ? " ro" : " rw")
                    + owner.map(one -> " for " + one.uid()).orElse(""));
            Kind ends = mounting.get(volume);
            if (ends != null || writeProtected.contains(volume) && !readOnly) {
                throw failure(ends == null ? Kind.DENIED : ends, volume);
            }
            mounted(new Mount(mountPoint, "/dev/" + volume, found.number(), type, "/", readOnly));
        }

        @Override
        public void unmount(String mountPoint, Duration limit) {
            if (open.contains(mountPoint) || mountPoint.equals("/data")) {
                throw failure(Kind.BUSY, mountPoint);
            }
            take("unmount ", mountPoint);
        }

        @Override
        public void detach(String mountPoint) {
            if (mountPoint.equals("/data")) {
                throw failure(Kind.BUSY, mountPoint);
            }
            take("detach ", mountPoint);
        }

        private void take(String word, String mountPoint) {
            if (list().stream().noneMatch(one -> one.mountPoint().equals(mountPoint))) {
                throw failure(Kind.GONE, mountPoint);
            }
            note(word + mountPoint);
            unmountedByHand(mountPoint);
        }
    }

    private final class ScriptedDiskControl implements DiskControl {
        @Override
        public Health health(String disk) {
            disk(disk);
            return new Health(1, 2, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        }

        @Override
        public Smart smart(String disk) {
            disk(disk);
            if (resting.contains(disk)) {
                throw failure(Kind.BUSY, disk);
            }
            note("smart " + disk);
            return new Smart(
                    verdicts.getOrDefault(disk, Verdict.GOOD),
                    OptionalInt.of(31),
                    OptionalLong.of(1234),
                    OptionalLong.of(56),
                    OptionalLong.of(0),
                    OptionalLong.of(0),
                    OptionalLong.empty(),
                    OptionalInt.empty());
        }

        @Override
        public boolean resting(String disk) {
            disk(disk);
            return resting.contains(disk);
        }

        @Override
        public void rest(String disk, Optional<Duration> idle) {
            disk(disk);
            if (idle.isPresent() && idle.get().toMillis() < 1000) {
                throw failure(Kind.OUT_OF_RANGE, disk);
            }
            resting.remove(disk);
            idle.ifPresent(time -> resting.add(disk));
        }

        @Override
        public String identity(String volume) {
            Disk disk = diskOf(volume);
            synchronized (ScriptedDisks.this) {
                return String.join(
                        "/",
                        volume,
                        disk.model().orElse("-"),
                        disk.serial().orElse("-"),
                        Long.toString(volume(volume).bytes()),
                        Integer.toString(lives.getOrDefault(disk.name(), 0)));
            }
        }

        @Override
        public Optional<String> confirmation(String volume) {
            return volume(volume).content().map(DiskControl::confirmationOf);
        }

        @Override
        public void format(Format order, Duration limit) {
            String name = order.volume();
            if (!order.identity().equals(identity(name))
                    || !order.confirmation().equals(confirmation(name))) {
                throw failure(Kind.DENIED, name);
            }
            if (isMounted(name)) {
                throw failure(Kind.BUSY, name);
            }
            if (!order.label().matches("[A-Za-z0-9._ -]{1,16}")) {
                throw failure(Kind.OUT_OF_RANGE, name);
            }
            note("format " + name);
            Disk disk = diskOf(name);
            Optional<Content> made = content(order.type(), order.label(), "made-" + (lastLife + 1));
            synchronized (ScriptedDisks.this) {
                disks.put(disk.name(), holding(disk, name, made));
            }
        }

        private static Disk holding(Disk disk, String name, Optional<Content> made) {
            return new Disk(
                    disk.name(),
                    disk.number(),
                    disk.model(),
                    disk.serial(),
                    disk.bytes(),
                    disk.removable(),
                    disk.readOnly(),
                    disk.transport(),
                    disk.volumes().stream()
                            .map(one ->
                                    one.name().equals(name) ? new Volume(name, one.number(), one.bytes(), made) : one)
                            .toList());
        }
    }
}
