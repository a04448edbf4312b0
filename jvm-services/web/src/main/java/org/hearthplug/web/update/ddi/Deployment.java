// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server wants installed. Read from JSON that is not trusted: what has not the form of the protocol is not there.
 *
 * @param action the server's number of it
 * @param forced whether the plug may restart for it without being asked
 * @param name the bundle's file name
 * @param bytes the bundle's length
 * @param sha256 of the bundle, 64 hexadecimal digits
 * @param source where it is
 */
record Deployment(String action, boolean forced, String name, long bytes, String sha256, URI source) {
    private static final Pattern SLEEP = Pattern.compile("(\\d{2}):([0-5]\\d):([0-5]\\d)");
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL = Duration.ofMinutes(5);

    /** How long the server wants the plug to wait, within 30 s and a day. */
    static Duration sleep(Map<?, ?> root) {
        Matcher time = SLEEP.matcher(string(in(root, "config", "polling", "sleep")));
        if (!time.matches()) {
            return USUAL;
        }
        Duration wanted = Duration.ofHours(Long.parseLong(time.group(1)))
                .plusMinutes(Long.parseLong(time.group(2)))
                .plusSeconds(Long.parseLong(time.group(3)));
        return wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }

    /** A link of the answer, when it is an address of the web. */
    static Optional<URI> link(Object node, String name) {
        String text = string(in(node, "_links", name, "href"));
        if (!text.matches("https?://[\\x21-\\x7e]{1,2000}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The one bundle of a deployment; nothing when there is none, or more than one. */
    static Optional<Deployment> of(Map<?, ?> answer) {
        String action = string(answer.get("id"));
        Object update = in(answer, "deployment", "update");
        Deployment found = null;
        for (Object chunk : list(in(answer, "deployment", "chunks"))) {
            for (Object artifact : list(in(chunk, "artifacts"))) {
                Optional<Deployment> one = artifact(action, "forced".equals(update), artifact);
                if (one.isPresent() && found != null) {
                    return Optional.empty();
                }
                found = one.orElse(found);
            }
        }
        return action.matches("[0-9A-Za-z-]{1,64}") ? Optional.ofNullable(found) : Optional.empty();
    }

    private static Optional<Deployment> artifact(String action, boolean forced, Object artifact) {
        String name = string(in(artifact, "filename"));
        String sum = string(in(artifact, "hashes", "sha256"));
        long bytes = in(artifact, "size") instanceof Number size ? size.longValue() : 0;
        Optional<URI> source = link(artifact, "download").or(() -> link(artifact, "download-http"));
        boolean right = name.matches("[0-9A-Za-z+_-][0-9A-Za-z.+_ -]{0,100}\\.raucb")
                && sum.matches("[0-9a-fA-F]{64}")
                && bytes > 0;
        return right ? source.map(uri -> new Deployment(action, forced, name, bytes, sum, uri)) : Optional.empty();
    }

    private static Object in(Object node, String... path) {
        Object here = node;
        for (String name : path) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }

    private static List<?> list(Object node) {
        return node instanceof List<?> list ? list : List.of();
    }

    private static String string(Object node) {
        return node instanceof String text ? text : "";
    }
}
