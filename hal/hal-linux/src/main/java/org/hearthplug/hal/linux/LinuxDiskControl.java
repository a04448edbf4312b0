// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Volume;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts;

/**
 * Counters of {@code /sys/block/X/stat} (Documentation/block/stat.rst) and of the SCSI layer, rest by the kernel's runtime
 * power management of SCSI disks, formatting by the formats' own tools.
 */
final class LinuxDiskControl implements DiskControl {
    private static final String BLOCK = "sys/block/";
    private static final Pattern DISK = Pattern.compile("[a-z]{1,8}[a-z0-9]{0,16}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._ -]{1,16}");
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final int FAT_LABEL_CHARS = 11;
    private static final int BYTES_PER_SECTOR = 512;

    // Fields of stat: reads, merged, sectors read, ticks, writes, merged, sectors written.
    private static final int SECTORS_READ = 2;
    private static final int SECTORS_WRITTEN = 6;

    private final KernelFiles files;
    private final LinuxBlockDevices devices;
    private final Mounts mounts;
    private final LinuxSmart smart;

    LinuxDiskControl(KernelFiles files, LinuxBlockDevices devices, Mounts mounts, LinuxSmart smart) {
        this.files = files;
        this.smart = smart;
        this.devices = devices;
        this.mounts = mounts;
    }

    private String existing(String disk) {
        if (!DISK.matcher(disk).matches() || !files.exists(BLOCK + disk)) {
            throw new HalException(Kind.GONE, Text.clean(disk), "there is no such disk");
        }
        return BLOCK + disk + "/";
    }

    @Override
    public Health health(String disk) {
        String path = existing(disk);
        List<String> fields = files.text(path + "stat").map(Text::words).orElse(List.of());
        return new Health(
                sectors(fields, SECTORS_READ),
                sectors(fields, SECTORS_WRITTEN),
                hex(path + "device/iorequest_cnt"),
                hex(path + "device/ioerr_cnt"),
                hex(path + "device/iotmo_cnt"));
    }

    private static long sectors(List<String> fields, int index) {
        long sectors = index < fields.size() ? Text.number(fields.get(index)).orElse(0) : 0;
        return Math.max(0, sectors) * BYTES_PER_SECTOR;
    }

    /** The SCSI layer writes {@code 0x1f}. */
    private OptionalLong hex(String path) {
        try {
            Optional<String> text = files.text(path);
            return text.isPresent() ? OptionalLong.of(Long.decode(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException malformed) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Smart smart(String disk) {
        existing(disk);
        return smart.read(disk);
    }

    @Override
    public boolean resting(String disk) {
        String path = existing(disk);
        String status = files.text(path + "device/power/runtime_status").orElse("unsupported");
        if (status.equals("unsupported")) {
            throw new HalException(Kind.UNSUPPORTED, disk, "the kernel does not tell");
        }
        return status.equals("suspended");
    }

    @Override
    public void rest(String disk, Optional<Duration> idle) {
        String path = existing(disk) + "device/";
        long millis = idle.map(Duration::toMillis).orElse(0L);
        if (idle.isPresent() && (millis < 1000 || millis > Integer.MAX_VALUE)) {
            throw new HalException(Kind.OUT_OF_RANGE, disk, "an idle time of " + idle.get());
        }
        String power = path + "power/";
        if (!files.exists(power + "autosuspend_delay_ms")) {
            throw new HalException(Kind.UNSUPPORTED, disk, "the kernel cannot let this kind of disk rest");
        }
        Bounded.run(disk, () -> {
            if (idle.isEmpty()) {
                files.write(power + "control", "on");
                return;
            }
            // Since Linux 6.7 the disk is only stopped for it when that is asked for,
            // scsi_disk/manage_runtime_start_stop.
            for (String scsi : files.names(path + "scsi_disk")) {
                String manage = path + "scsi_disk/" + scsi + "/manage_runtime_start_stop";
                if (files.exists(manage)) {
                    files.write(manage, "1");
                }
            }
            files.write(power + "autosuspend_delay_ms", Long.toString(millis));
            files.write(power + "control", "auto");
        });
    }

    /** A volume with the disk it is on. */
    private record Found(Disk disk, Volume volume) {}

    private Found find(String volume) {
        for (Disk disk : devices.listWithoutLooking()) {
            for (Volume one : disk.volumes()) {
                if (one.name().equals(volume)) {
                    return new Found(disk, one);
                }
            }
        }
        throw new HalException(Kind.GONE, Text.clean(volume), "there is no such volume");
    }

    @Override
    public String identity(String volume) {
        return identity(find(volume));
    }

    private String identity(Found found) {
        return String.join(
                "/",
                found.volume().name(),
                found.disk().model().orElse("-"),
                found.disk().serial().orElse("-"),
                Long.toString(found.volume().bytes()),
                files.label(BLOCK + found.disk().name() + "/diskseq").orElse("-"));
    }

    @Override
    public Optional<String> confirmation(String volume) {
        return confirmation(find(volume));
    }

    private Optional<String> confirmation(Found found) {
        return devices.lookAgain(found.disk().name(), found.volume().name(), LOOK)
                .map(DiskControl::confirmationOf);
    }

    @Override
    public void format(Format order, Duration limit) {
        Found found = find(order.volume());
        if (!order.identity().equals(identity(found))) {
            throw new HalException(Kind.DENIED, order.volume(), "the identity that was repeated is another device's");
        }
        if (!order.confirmation().equals(confirmation(found))) {
            throw new HalException(
                    Kind.DENIED, order.volume(), "what is on it was not confirmed in the words that it takes");
        }
        checkFree(found);
        boolean fat = order.type() == ContentType.FAT;
        if (!fat && order.type() != ContentType.EXT4) {
            throw new HalException(
                    Kind.UNSUPPORTED, order.volume(), order.type().label() + " cannot be made here");
        }
        if (!LABEL.matcher(order.label()).matches() || fat && order.label().length() > FAT_LABEL_CHARS) {
            throw new HalException(Kind.OUT_OF_RANGE, order.volume(), "the label " + Text.clean(order.label()));
        }
        try {
            FormatTool.run(order, limit);
        } finally {
            // Of its old life the kernel's number of the medium still tells nothing new.
            devices.forget(found.disk().name());
        }
    }

    private void checkFree(Found found) {
        String name = found.volume().name();
        boolean readOnly = found.disk().readOnly();
        boolean mounted = mounts.list().stream()
                .anyMatch(mount -> mount.number().equals(found.volume().number())
                        || mount.source().equals("/dev/" + name)
                        || mount.source().equals("/dev/" + found.disk().name()));
        boolean held = !files.names("sys/class/block/" + name + "/holders").isEmpty();
        boolean swapped =
                files.text("proc/swaps").orElse("").lines().anyMatch(line -> line.startsWith("/dev/" + name + " "));
        if (readOnly) {
            throw new HalException(Kind.DENIED, name, "it is write-protected");
        }
        if (mounted || held || swapped) {
            throw new HalException(Kind.BUSY, name, "it is in use");
        }
    }
}
