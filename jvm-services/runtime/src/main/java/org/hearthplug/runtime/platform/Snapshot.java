// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * The plug at one instant, as platformd tells it over Varlink and as the page receives it.
 *
 * <p>A component that is {@code null} is one this plug does not have or did not tell; it is left out of the JSON. Closed
 * sets of words travel as strings, so that an older reader survives a newer writer.
 *
 * @param model the board's name from its device tree
 * @param lab true when the plug runs on simulated hardware
 * @param uptimeSeconds whole seconds since the kernel started
 * @param bootId a UUID, new at each boot
 * @param hostname the kernel's host name
 * @param versions what runs
 * @param cpu the processor
 * @param thermal the thermal zones, in the kernel's order
 * @param memory main memory and swap
 * @param storage whole block devices, without loop, RAM and zram devices
 * @param network network interfaces, in the order of their names
 * @param services supervised services, in the order of their names
 */
@Json
public record Snapshot(
        String model,
        boolean lab,
        long uptimeSeconds,
        String bootId,
        String hostname,
        Versions versions,
        Cpu cpu,
        List<ThermalZone> thermal,
        Memory memory,
        List<Disk> storage,
        List<Link> network,
        List<Service> services) {

    public Snapshot {
        thermal = thermal == null ? List.of() : List.copyOf(thermal);
        storage = storage == null ? List.of() : List.copyOf(storage);
        network = network == null ? List.of() : List.copyOf(network);
        services = services == null ? List.of() : List.copyOf(services);
    }

    /**
     * What runs on the plug.
     *
     * @param hearth version of Hearth
     * @param image {@code lab} or {@code product}
     * @param build the image's build identity
     * @param kernel release of the running kernel
     * @param java version of the Java runtime
     */
    @Json
    public record Versions(String hearth, String image, String build, String kernel, String java) {}

    /**
     * The processor.
     *
     * @param cores cores the kernel knows
     * @param online cores that run
     * @param usage share of the online cores that was busy since the snapshot before, 0 to 1
     * @param frequencyHz current operating point of the first policy, in Hz
     * @param minHz lowest frequency the policy may choose, in Hz
     * @param maxHz highest frequency the policy may choose, in Hz
     * @param operatingPointsHz the frequencies the hardware has, ascending, in Hz; empty without cpufreq
     * @param governor name of the cpufreq governor
     */
    @Json
    public record Cpu(
            int cores,
            int online,
            double usage,
            Long frequencyHz,
            Long minHz,
            Long maxHz,
            List<Long> operatingPointsHz,
            String governor) {
        public Cpu {
            operatingPointsHz = operatingPointsHz == null ? List.of() : List.copyOf(operatingPointsHz);
        }
    }

    /**
     * One thermal zone.
     *
     * @param zone the kernel's name of the zone, {@code thermal_zone0}
     * @param type the driver's name of the sensor
     * @param milliCelsius temperature in thousandths of a degree Celsius
     */
    @Json
    public record ThermalZone(String zone, String type, long milliCelsius) {}

    /**
     * Main memory and swap, in bytes.
     *
     * @param totalBytes memory the kernel manages
     * @param availableBytes the kernel's estimate of what new programs can take without swapping
     * @param swapTotalBytes swap there is
     * @param swapFreeBytes swap not in use
     */
    @Json
    public record Memory(long totalBytes, long availableBytes, long swapTotalBytes, long swapFreeBytes) {}

    /**
     * A whole block device.
     *
     * @param name the kernel's name, {@code vda}
     * @param model what the device calls itself
     * @param serial the device's serial number
     * @param bytes capacity
     * @param removable true for media a person can take out
     * @param readOnly true when the kernel refuses writes
     * @param transport {@code usb}, {@code mmc}, {@code virtio} or {@code other}
     * @param partitions its partitions; a device without a partition table has one entry with its own name
     */
    @Json
    public record Disk(
            String name,
            String model,
            String serial,
            long bytes,
            boolean removable,
            boolean readOnly,
            String transport,
            List<Partition> partitions) {
        public Disk {
            partitions = partitions == null ? List.of() : List.copyOf(partitions);
        }
    }

    /**
     * A partition, or a whole device that carries a file system itself.
     *
     * @param name the kernel's name, {@code vda1}
     * @param bytes capacity
     * @param fileSystem {@code ext4}, {@code btrfs}, {@code vfat}, {@code exfat}, {@code ntfs}, {@code squashfs},
     *     {@code crypto_LUKS}, {@code swap}, or null when none is recognised
     * @param label the file system's label
     * @param mountPoint where it is mounted first
     * @param usableBytes size of the mounted file system
     * @param freeBytes what an unprivileged writer can still store
     */
    @Json
    public record Partition(
            String name,
            long bytes,
            String fileSystem,
            String label,
            String mountPoint,
            Long usableBytes,
            Long freeBytes) {}

    /**
     * A network interface.
     *
     * @param name the kernel's name, {@code eth0}
     * @param kind {@code ethernet}, {@code wifi}, {@code loopback} or {@code other}
     * @param mac hardware address, lower case with colons
     * @param carrier true when the other side of the link is there
     * @param speedMbps negotiated speed in megabits a second
     * @param addresses addresses with their prefix length, {@code 10.0.2.15/24}
     * @param rxBytes bytes received since the interface appeared
     * @param txBytes bytes sent since the interface appeared
     */
    @Json
    public record Link(
            String name,
            String kind,
            String mac,
            boolean carrier,
            Integer speedMbps,
            List<String> addresses,
            long rxBytes,
            long txBytes) {
        public Link {
            addresses = addresses == null ? List.of() : List.copyOf(addresses);
        }
    }

    /**
     * A supervised service.
     *
     * @param name the supervision directory's name
     * @param state {@code running}, {@code starting}, {@code backoff} or {@code down}
     * @param pid process id while it runs
     * @param uptimeSeconds seconds since this process started
     * @param residentBytes resident memory of the process
     * @param restarts how often it died since boot
     * @param lastExit how it ended last, in words
     * @param nextTrySeconds seconds until the supervisor tries again, in {@code backoff}
     */
    @Json
    public record Service(
            String name,
            String state,
            Integer pid,
            Long uptimeSeconds,
            Long residentBytes,
            int restarts,
            String lastExit,
            Long nextTrySeconds) {}
}
