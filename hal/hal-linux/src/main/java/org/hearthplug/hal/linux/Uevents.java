// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.hal.DeviceEvents.Action;
import org.hearthplug.hal.DeviceEvents.Event;

/**
 * Reads the kernel's events: {@code action@path}, then {@code KEY=value} strings, each ended by a NUL (kobject_uevent.c).
 */
final class Uevents {
    /** {@code UEVENT_BUFFER_SIZE} of the kernel, and its header. */
    static final int MAX_BYTES = 8192;

    private static final int MAX_PROPERTIES = 64;

    private Uevents() {}

    /** One datagram; empty when it is not a kernel's event of an action we know. */
    static Optional<Event> parse(ByteBuffer datagram) {
        Map<String, String> properties = new HashMap<>();
        byte[] bytes = new byte[Math.min(datagram.remaining(), MAX_BYTES)];
        datagram.get(datagram.position(), bytes);
        int from = endOfString(bytes, 0) + 1;
        while (from < bytes.length && properties.size() < MAX_PROPERTIES) {
            int end = endOfString(bytes, from);
            String pair = new String(bytes, from, end - from, StandardCharsets.UTF_8);
            int equals = pair.indexOf('=');
            if (equals > 0) {
                properties.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            from = end + 1;
        }
        return event(properties);
    }

    private static int endOfString(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end;
    }

    private static Optional<Event> event(Map<String, String> properties) {
        Optional<Action> action = action(properties.getOrDefault("ACTION", ""));
        String path = properties.getOrDefault("DEVPATH", "");
        String subsystem = properties.getOrDefault("SUBSYSTEM", "");
        long sequence = Text.number(properties.getOrDefault("SEQNUM", "")).orElse(0);
        if (action.isEmpty() || !path.startsWith("/") || subsystem.isEmpty() || sequence <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Event(sequence, action.get(), path, subsystem, properties));
    }

    private static Optional<Action> action(String word) {
        if (word.equals("rescan")) {
            return Optional.empty();
        }
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
