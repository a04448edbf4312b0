// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** Names, description and parameter records of {@code org.hearthplug.Platform}, for both sides of the socket. */
public final class PlatformMessages {
    /** The interface's name. */
    public static final String INTERFACE = "org.hearthplug.Platform";

    /** Full name of the method that tells the plug once. */
    public static final String GET_SNAPSHOT = INTERFACE + ".GetSnapshot";

    /** Full name of the method that keeps telling. */
    public static final String MONITOR = INTERFACE + ".Monitor";

    /** Shortest and longest interval that Monitor takes, in milliseconds. */
    public static final int MIN_INTERVAL_MILLIS = 100;

    public static final int MAX_INTERVAL_MILLIS = 60_000;

    /** Events were lost: look at everything again. */
    public static final DeviceEvent RESCAN = new DeviceEvent(0, "rescan", "", "", null);

    /** JSON of the records, made at build time. */
    public static final Jsonb JSON = Jsonb.builder().build();

    public static final JsonType<Update> UPDATE = JSON.type(Update.class);
    public static final JsonType<MonitorRequest> MONITOR_REQUEST = JSON.type(MonitorRequest.class);
    public static final JsonType<HardwareFailed> HARDWARE_FAILED = JSON.type(HardwareFailed.class);

    private PlatformMessages() {}

    /**
     * Reply of both methods.
     *
     * @param snapshot the plug, or null
     * @param event what happened, or null
     */
    @Json
    public record Update(Snapshot snapshot, DeviceEvent event) {}

    /**
     * Parameters of Monitor.
     *
     * @param intervalMillis milliseconds between snapshots; null is refused
     */
    @Json
    public record MonitorRequest(Integer intervalMillis) {}

    /**
     * Parameters of the error HardwareFailed.
     *
     * @param kind closed word for the reason
     * @param device the kernel's name of what failed
     * @param errno the kernel's error number, if it gave one
     * @param retryable whether trying again can help
     */
    @Json
    public record HardwareFailed(String kind, String device, Integer errno, boolean retryable) {}

    /** The interface's text. */
    public static String description() {
        return VarlinkInterface.describedBeside(PlatformMessages.class, INTERFACE);
    }
}
