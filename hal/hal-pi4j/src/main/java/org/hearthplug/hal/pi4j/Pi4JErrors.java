// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import java.util.Map;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** Pi4J keeps the kernel's error number only in its messages, as the C library's text or as a number: it is found there. */
final class Pi4JErrors {
    private static final Map<String, Integer> BY_TEXT = Map.ofEntries(
            Map.entry("No such file or directory", 2),
            Map.entry("Input/output error", 5),
            Map.entry("No such device or address", 6),
            Map.entry("Permission denied", 13),
            Map.entry("Operation not permitted", 1),
            Map.entry("Device or resource busy", 16),
            Map.entry("No such device", 19),
            Map.entry("Invalid argument", 22),
            Map.entry("Remote I/O error", 121),
            Map.entry("Connection timed out", 110),
            Map.entry("Operation not supported", 95));

    private Pi4JErrors() {}

    static HalException of(String device, String operation, Throwable failure) {
        int errno = errno(failure);
        Kind kind = switch (errno) {
            case 2, 6, 19, 121 -> Kind.GONE;
            case 1, 13 -> Kind.DENIED;
            case 16 -> Kind.BUSY;
            case 22 -> Kind.OUT_OF_RANGE;
            case 95 -> Kind.UNSUPPORTED;
            case 110 -> Kind.TIMEOUT;
            default -> Kind.IO;
        };
        return new HalException(kind, device, errno, operation + " failed", failure);
    }

    /** 0 when no message tells. */
    static int errno(Throwable failure) {
        int found = 0;
        int longest = 0;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            for (Map.Entry<String, Integer> text : BY_TEXT.entrySet()) {
                // "No such device" is the beginning of "No such device or address": the longer one counts.
                if (message.contains(text.getKey()) && text.getKey().length() > longest) {
                    found = text.getValue();
                    longest = text.getKey().length();
                }
            }
        }
        return found;
    }
}
