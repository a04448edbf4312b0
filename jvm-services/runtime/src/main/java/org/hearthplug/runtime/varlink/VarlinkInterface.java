// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An interface that a server offers.
 *
 * @param name its reverse-domain name
 * @param description its text in Varlink's interface language
 * @param methods what answers each method, by the method's short name
 */
public record VarlinkInterface(String name, String description, Map<String, Method> methods) {
    public VarlinkInterface {
        methods = Map.copyOf(methods);
    }

    /** Reads the description from the resource {@code <name>.varlink} beside a class. */
    public static String describedBeside(Class<?> owner, String name) {
        try (InputStream text = owner.getResourceAsStream(name + ".varlink")) {
            if (text == null) {
                throw new IllegalStateException("The description of " + name + " is not in the jar.");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Answers the calls of one method. */
    @FunctionalInterface
    public interface Method {
        /**
         * Answers one call, on a virtual thread of its connection. It replies once, or with {@code more} several times
         * and the last time with {@link VarlinkCall#reply}. A {@link VarlinkException} of kind {@code REPLIED} becomes
         * the error reply; anything else that is thrown is logged and ends the connection.
         *
         * @throws IOException when the caller has gone
         * @throws InterruptedException when the server stops
         */
        void answer(VarlinkCall call) throws IOException, InterruptedException;
    }
}
