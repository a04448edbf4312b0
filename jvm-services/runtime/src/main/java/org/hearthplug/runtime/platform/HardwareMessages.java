// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.List;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** Names, description and records of {@code org.hearthplug.Hardware}, for both sides of the socket. */
public final class HardwareMessages {
    /** The interface's name. */
    public static final String INTERFACE = "org.hearthplug.Hardware";

    /** Full name of the method. */
    public static final String GET_PARTS = INTERFACE + ".GetParts";

    public static final JsonType<PartsReply> PARTS_REPLY = PlatformMessages.JSON.type(PartsReply.class);

    private HardwareMessages() {}

    /**
     * Reply of GetParts.
     *
     * @param parts what there is
     * @param missing kinds that could not be read now
     */
    @Json
    public record PartsReply(List<Part> parts, List<String> missing) {
        public PartsReply {
            parts = List.copyOf(parts);
            missing = List.copyOf(missing);
        }
    }

    /**
     * A part of the plug, or something plugged into it.
     *
     * @param kind closed word, as the interface's text lists them
     * @param name the kernel's name, unique within its kind
     * @param parent name of the USB hub that it hangs on, or null
     * @param about what it calls itself
     * @param facts what is known of it, in the order to show it
     */
    @Json
    public record Part(String kind, String name, String parent, String about, List<Fact> facts) {
        public Part {
            facts = List.copyOf(facts);
        }
    }

    /**
     * Something known.
     *
     * @param name a word
     * @param value with its unit
     */
    @Json
    public record Fact(String name, String value) {}

    /** The interface's text. */
    public static String description() {
        return VarlinkInterface.describedBeside(HardwareMessages.class, INTERFACE);
    }
}
