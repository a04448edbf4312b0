// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.List;
import java.util.Set;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** Names, description and records of {@code org.hearthplug.Disks}, for both sides of the socket, and the file that says what is used. */
public final class DisksMessages {
    /** The interface's name. */
    public static final String INTERFACE = "org.hearthplug.Disks";

    /** Full names of the methods. */
    public static final String LIST = INTERFACE + ".List";

    public static final String USE = INTERFACE + ".Use";
    public static final String RELEASE = INTERFACE + ".Release";
    public static final String FORGET = INTERFACE + ".Forget";
    public static final String PREPARE = INTERFACE + ".Prepare";

    /** Full names of the errors. */
    public static final String NO_DISK = INTERFACE + ".NoDisk";

    public static final String BUSY = INTERFACE + ".Busy";
    public static final String REFUSED = INTERFACE + ".Refused";

    /** What the page may call: all of it. */
    public static final Set<String> ALL = Set.of(LIST, USE, RELEASE, FORGET, PREPARE);

    /** Name and version of {@link UsedDisks}, its {@code format}. */
    public static final String USED_FORMAT = "hearth-disks/1";

    public static final JsonType<ListReply> LIST_REPLY = PlatformMessages.JSON.type(ListReply.class);
    public static final JsonType<DiskReply> DISK_REPLY = PlatformMessages.JSON.type(DiskReply.class);
    public static final JsonType<UseRequest> USE_REQUEST = PlatformMessages.JSON.type(UseRequest.class);
    public static final JsonType<VolumeRequest> VOLUME_REQUEST = PlatformMessages.JSON.type(VolumeRequest.class);
    public static final JsonType<PrepareRequest> PREPARE_REQUEST = PlatformMessages.JSON.type(PrepareRequest.class);
    public static final JsonType<Refusal> REFUSAL = PlatformMessages.JSON.type(Refusal.class);
    public static final JsonType<UsedDisks> USED_DISKS = PlatformMessages.JSON.type(UsedDisks.class);

    private DisksMessages() {}

    /**
     * Reply of List.
     *
     * @param disks by the volumes' names
     */
    @Json
    public record ListReply(List<Disk> disks) {
        public ListReply {
            disks = disks == null ? List.of() : List.copyOf(disks);
        }
    }

    /**
     * Reply of all other methods.
     *
     * @param disk how it is now
     */
    @Json
    public record DiskReply(Disk disk) {}

    /**
     * A volume: a partition, or a disk without partition table.
     *
     * @param id names its file system for good, {@code [0-9a-z-]{1,64}}; empty while it has none with an identity
     * @param volume the kernel's name now, {@code sda1}
     * @param disk the disk it is on, {@code sda}
     * @param model what the disk calls itself, or null
     * @param serial its serial number, or null
     * @param transport {@code usb}, {@code mmc} or {@code other}
     * @param bytes size of the volume
     * @param fileSystem as mount names it; null when none is known
     * @param label its name, or null
     * @param state {@code offered}, {@code used}, {@code released} or {@code failed}
     * @param known true when it is mounted by itself from now on
     * @param mountPoint where, while it is used; else null
     * @param readOnly true while it is used and nothing can be stored on it
     * @param totalBytes size of the file system while it is used and answers; else null
     * @param freeBytes of it, what can still be stored
     * @param problem {@code unknown-format}, {@code unsupported}, {@code damaged}, {@code foreign}, {@code read-only}, {@code failing} or
     *     {@code not-answering}; else null
     * @param identity names the volume in this life of it, to be repeated
     * @param confirmation what a person must type before Prepare; null when nothing known is on it
     */
    @Json
    public record Disk(
            String id,
            String volume,
            String disk,
            String model,
            String serial,
            String transport,
            long bytes,
            String fileSystem,
            String label,
            String state,
            boolean known,
            String mountPoint,
            boolean readOnly,
            Long totalBytes,
            Long freeBytes,
            String problem,
            String identity,
            String confirmation) {}

    /**
     * Parameters of Use.
     *
     * @param volume the kernel's name
     * @param identity as List told it
     */
    @Json
    public record UseRequest(String volume, String identity) {}

    /**
     * Parameters of Release and Forget.
     *
     * @param volume the kernel's name
     */
    @Json
    public record VolumeRequest(String volume) {}

    /**
     * Parameters of Prepare.
     *
     * @param volume the kernel's name
     * @param identity as List told it
     * @param confirmation as a person typed it; null when List told none
     * @param label name of the new file system
     */
    @Json
    public record PrepareRequest(String volume, String identity, String confirmation, String label) {}

    /**
     * Parameters of the error Refused.
     *
     * @param reason a sentence
     */
    @Json
    public record Refusal(String reason) {}

    /**
     * The file {@code used.json}: what is mounted for people's files now.
     *
     * @param format {@link #USED_FORMAT}
     * @param disks in the order in which they came
     */
    @Json
    public record UsedDisks(String format, List<UsedDisk> disks) {
        public UsedDisks {
            disks = disks == null ? List.of() : List.copyOf(disks);
        }
    }

    /**
     * One of them.
     *
     * @param id names its file system for good
     * @param mountPoint absolute path
     * @param fileSystem as mount names it
     * @param label its name; empty when it has none
     * @param readOnly true when nothing can be stored on it
     */
    @Json
    public record UsedDisk(String id, String mountPoint, String fileSystem, String label, boolean readOnly) {}

    /** The interface's text. */
    public static String description() {
        return VarlinkInterface.describedBeside(DisksMessages.class, INTERFACE);
    }
}
