// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** Block devices from {@code /sys/block} (Documentation/ABI/stable/sysfs-block). */
final class LinuxBlockDevices implements BlockDevices {
    private static final String BLOCK = "sys/block/";

    /** {@code size} counts these, whatever the device's own sector is. */
    private static final long BYTES_PER_SECTOR = 512;

    /** More than any hub full of sticks has. */
    private static final int MAX_DISKS = 64;

    private static final int MAX_VOLUMES = 128;

    private final KernelFiles files;
    private final VolumeProber prober;

    LinuxBlockDevices(KernelFiles files, VolumeProber prober) {
        this.files = files;
        this.prober = prober;
    }

    @Override
    public List<Disk> list() {
        List<Found> disks = find();
        Set<VolumeProber.Key> keys = new HashSet<>();
        disks.forEach(found -> keys.addAll(found.volumes()));
        prober.keepOnly(keys);
        // All are asked before any is waited for, and all are waited for until the same moment.
        keys.forEach(prober::ask);
        VolumeProber.Wait wait = prober.beginWait();
        return disks.stream()
                .map(found -> disk(found, key -> prober.result(key, wait)))
                .toList();
    }

    /** The same, as if nothing were on the volumes: for who wants their names and sizes, and no waiting for a slow one. */
    List<Disk> listWithoutLooking() {
        return find().stream()
                .map(found -> disk(found, key -> Optional.empty()))
                .toList();
    }

    private List<Found> find() {
        List<Found> disks = new ArrayList<>();
        for (String name : files.names(BLOCK)) {
            if (disks.size() < MAX_DISKS && !isVolatile(name)) {
                find(name).ifPresent(disks::add);
            }
        }
        return disks;
    }

    /**
     * What is on a volume now, read anew.
     *
     * @throws HalException GONE; TIMEOUT when it does not answer by the limit
     */
    Optional<Content> lookAgain(String disk, String volume, Duration limit) {
        VolumeProber.Key key = find(disk).stream()
                .flatMap(found -> found.volumes().stream())
                .filter(one -> one.name().equals(volume))
                .findFirst()
                .orElseThrow(() -> new HalException(Kind.GONE, volume, "there is no such volume"));
        return prober.lookAgain(key, limit);
    }

    /** Forgets what was found on a disk: somebody wrote over it. */
    void forget(String disk) {
        prober.forget(disk);
    }

    private static boolean isVolatile(String name) {
        return name.startsWith("loop") || name.startsWith("ram") || name.startsWith("zram");
    }

    /** A disk before its volumes are looked into. */
    private record Found(String name, String number, long bytes, boolean partitioned, List<VolumeProber.Key> volumes) {}

    /** Empty for a drive without a medium and for one that has just gone. */
    private Optional<Found> find(String name) {
        long bytes = bytes(BLOCK + name);
        Optional<String> number = files.label(BLOCK + name + "/dev");
        if (bytes == 0 || number.isEmpty()) {
            return Optional.empty();
        }
        String generation = files.label(BLOCK + name + "/diskseq").orElse("");
        List<VolumeProber.Key> volumes = new ArrayList<>();
        for (String child : files.names(BLOCK + name)) {
            String path = BLOCK + name + "/" + child;
            if (child.startsWith(name) && volumes.size() < MAX_VOLUMES && files.exists(path + "/partition")) {
                files.label(path + "/dev")
                        .ifPresent(n -> volumes.add(new VolumeProber.Key(child, n, bytes(path), generation)));
            }
        }
        boolean partitioned = !volumes.isEmpty();
        if (!partitioned) {
            volumes.add(new VolumeProber.Key(name, number.get(), bytes, generation));
        }
        return Optional.of(new Found(name, number.get(), bytes, partitioned, volumes));
    }

    private long bytes(String path) {
        long sectors = files.number(path + "/size").orElse(0);
        return sectors < 0 || sectors > Long.MAX_VALUE / BYTES_PER_SECTOR ? 0 : sectors * BYTES_PER_SECTOR;
    }

    private Disk disk(Found found, Function<VolumeProber.Key, Optional<Content>> content) {
        String path = BLOCK + found.name();
        Path device = files.real(path).orElse(files.path(path));
        Transport transport = transport(device.toString());
        List<Volume> volumes = found.volumes().stream()
                .map(key -> new Volume(key.name(), key.number(), key.bytes(), content.apply(key)))
                .toList();
        return new Disk(
                found.name(),
                found.number(),
                model(path, device),
                serial(path, device),
                found.bytes(),
                files.flag(path + "/removable") || transport == Transport.USB || transport == Transport.MMC,
                files.flag(path + "/ro"),
                transport,
                volumes);
    }

    static Transport transport(String devicePath) {
        // Innermost first: a card reader on USB is USB, whatever bus its host controller sits on.
        if (devicePath.contains("/usb")) {
            return Transport.USB;
        }
        if (devicePath.contains("/mmc_host/")) {
            return Transport.MMC;
        }
        return devicePath.contains("/virtio") ? Transport.VIRTIO : Transport.OTHER;
    }

    private Optional<String> model(String path, Path device) {
        Optional<String> model = files.label(path + "/device/model").or(() -> files.label(path + "/device/name"));
        return model.isPresent() ? model : usbAttribute(device, "product");
    }

    private Optional<String> serial(String path, Path device) {
        return files.label(path + "/serial")
                .or(() -> files.label(path + "/device/serial"))
                .or(() -> usbAttribute(device, "serial"));
    }

    /** An attribute of the USB device above: the nearest directory upwards that has {@code idVendor}. */
    private Optional<String> usbAttribute(Path device, String attribute) {
        Path at = device;
        for (int i = 0; i < 12 && at != null; i++) {
            if (files.exists(at.resolve("idVendor").toString())) {
                return files.label(at.resolve(attribute).toString());
            }
            at = at.getParent();
        }
        return Optional.empty();
    }
}
