// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.List;
import java.util.Set;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** Names, description and parameter records of {@code org.hearthplug.Update}, for both sides of the socket. */
public final class UpdateMessages {
    /** The interface's name. */
    public static final String INTERFACE = "org.hearthplug.Update";

    /** Full names of the methods. */
    public static final String GET_STATE = INTERFACE + ".GetState";

    public static final String MONITOR = INTERFACE + ".Monitor";
    public static final String LOOK = INTERFACE + ".Look";
    public static final String INSTALL = INTERFACE + ".Install";
    public static final String RESTART = INTERFACE + ".Restart";
    public static final String FACTORY_RESET = INTERFACE + ".FactoryReset";

    /** Full names of the errors. */
    public static final String BUSY = INTERFACE + ".Busy";

    public static final String NOT_POSSIBLE = INTERFACE + ".NotPossible";

    /** What the page may call: all of it. What may be installed is decided by signatures, not by who asks. */
    public static final Set<String> ALL = Set.of(GET_STATE, MONITOR, LOOK, INSTALL, RESTART, FACTORY_RESET);

    public static final JsonType<StateReply> STATE_REPLY = PlatformMessages.JSON.type(StateReply.class);
    public static final JsonType<InstallRequest> INSTALL_REQUEST = PlatformMessages.JSON.type(InstallRequest.class);
    public static final JsonType<ResetRequest> RESET_REQUEST = PlatformMessages.JSON.type(ResetRequest.class);

    private UpdateMessages() {}

    /**
     * Reply of most methods.
     *
     * @param state how things are
     */
    @Json
    public record StateReply(UpdateState state) {}

    /**
     * How updates are.
     *
     * @param supported false for a plug that does not start from a card with two slots
     * @param version of Hearth, which runs
     * @param slot {@code A} or {@code B}, which runs; null without slots
     * @param onTrial true until the running version has been found healthy after an update
     * @param phase {@code idle}, {@code checking}, {@code writing}, {@code installed} (waits for a restart) or {@code failed}
     * @param source the bundle's name as its owner knows it; null before the first
     * @param newVersion version in the bundle, once it is known
     * @param percent of the phase, 0 to 100
     * @param problem closed word for why it failed: {@code signature}, {@code damaged}, {@code board}, {@code size}, {@code older},
     *     {@code missing}, {@code slots}, {@code write}, {@code state} or {@code stopped}; null otherwise
     * @param detail a sentence in English; null without one
     * @param last how the last update that was installed ended; null when there was none
     * @param bundles found on sticks at the last look
     */
    @Json
    public record UpdateState(
            boolean supported,
            String version,
            String slot,
            boolean onTrial,
            String phase,
            String source,
            String newVersion,
            int percent,
            String problem,
            String detail,
            LastUpdate last,
            List<FoundBundle> bundles) {
        public UpdateState {
            bundles = bundles == null ? List.of() : List.copyOf(bundles);
        }
    }

    /**
     * The last update that was installed.
     *
     * @param version it brought
     * @param from version that ran before
     * @param outcome {@code waiting} (for a restart), {@code trial}, {@code good}, or {@code rolled-back}
     */
    @Json
    public record LastUpdate(String version, String from, String outcome) {}

    /**
     * A bundle on a stick.
     *
     * @param device the kernel's name of the partition, {@code sda1}
     * @param name file name
     * @param bytes size in bytes
     */
    @Json
    public record FoundBundle(String device, String name, long bytes) {}

    /**
     * Parameters of Install.
     *
     * @param from {@code upload} or {@code stick}
     * @param device partition of the stick
     * @param name the bundle's file name
     * @param allowOlder true to go back to an older version on purpose
     */
    @Json
    public record InstallRequest(String from, String device, String name, Boolean allowOlder) {}

    /**
     * Parameters of FactoryReset.
     *
     * @param really must be true
     */
    @Json
    public record ResetRequest(Boolean really) {}

    /** The interface's text. */
    public static String description() {
        return VarlinkInterface.describedBeside(UpdateMessages.class, INTERFACE);
    }
}
