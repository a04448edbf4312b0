// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Byte ranges, RFC 9110 section 14. A single range is served; several at once are answered with the whole file, which the RFC allows
 * and which no player needs. Units other than bytes are ignored, as the RFC demands; ranges that make no sense are refused.
 */
final class Ranges {
    private static final Pattern SINGLE = Pattern.compile("(\\d{1,18})?\\s*-\\s*(\\d{1,18})?");
    private static final int MAX_RANGES = 64;

    private Ranges() {}

    /**
     * Bytes of a file.
     *
     * @param first the first one's position
     * @param length how many, at least 1
     */
    record Range(long first, long length) {
        String header(long size) {
            return "bytes " + first + "-" + (first + length - 1) + "/" + size;
        }
    }

    /** The header asks for nothing that the file has. */
    static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1L;

        Unsatisfiable() {
            super("no such range", null, false, false);
        }
    }

    /**
     * Reads a {@code Range} header for a file of a size in bytes; empty means: send the whole file.
     *
     * @throws Unsatisfiable when it makes no sense or lies outside the file: 416
     */
    static Optional<Range> parse(String header, long size) throws Unsatisfiable {
        if (header == null) {
            return Optional.empty();
        }
        int equals = header.indexOf('=');
        if (equals < 0) {
            throw new Unsatisfiable();
        }
        if (!header.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
            return Optional.empty();
        }
        String[] specs = header.substring(equals + 1).split(",", -1);
        if (specs.length > MAX_RANGES) {
            throw new Unsatisfiable();
        }
        Optional<Range> only = Optional.empty();
        boolean satisfiable = false;
        for (String spec : specs) {
            Optional<Range> range = parseOne(spec.strip(), size);
            satisfiable |= range.isPresent();
            only = specs.length == 1 ? range : Optional.empty();
        }
        if (!satisfiable) {
            throw new Unsatisfiable();
        }
        return only;
    }

    /** Returns a range clipped to the file, or nothing when it lies behind its end. */
    private static Optional<Range> parseOne(String spec, long size) throws Unsatisfiable {
        Matcher parts = SINGLE.matcher(spec);
        if (!parts.matches() || parts.group(1) == null && parts.group(2) == null) {
            throw new Unsatisfiable();
        }
        if (parts.group(1) == null) {
            long suffix = Math.min(Long.parseLong(parts.group(2)), size);
            return suffix == 0 ? Optional.empty() : Optional.of(new Range(size - suffix, suffix));
        }
        long first = Long.parseLong(parts.group(1));
        long last = parts.group(2) == null ? Long.MAX_VALUE : Long.parseLong(parts.group(2));
        if (last < first) {
            throw new Unsatisfiable();
        }
        if (first >= size) {
            return Optional.empty();
        }
        return Optional.of(new Range(first, Math.min(last, size - 1) - first + 1));
    }
}
