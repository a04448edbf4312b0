// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.web.http.Problem;

/** The {@code If} header, RFC 4918 section 10.4: lock tokens that a request carries, and states that must hold. */
final class IfHeader {
    private static final int MAX_CONDITIONS = 64;

    /**
     * One condition.
     *
     * @param negated whether it must not hold
     * @param token a lock token, or null
     * @param etag an entity tag with its quotes, or null
     */
    record Condition(boolean negated, String token, String etag) {}

    /**
     * Conditions that must all hold.
     *
     * @param resource what they are about, as sent; empty for the request's own
     */
    record Conditions(Optional<String> resource, List<Condition> all) {}

    final List<Conditions> alternatives;
    final Set<String> tokens = new HashSet<>();

    private IfHeader(List<Conditions> alternatives) {
        this.alternatives = alternatives;
        for (Conditions conditions : alternatives) {
            for (Condition condition : conditions.all()) {
                if (condition.token() != null) {
                    tokens.add(condition.token());
                }
            }
        }
    }

    /** Reads the header; without one there is nothing to hold. Problem 400 when it is malformed. */
    static IfHeader parse(String header) {
        List<Conditions> found = new ArrayList<>();
        if (header == null) {
            return new IfHeader(found);
        }
        int[] at = {0};
        int count = 0;
        Optional<String> resource = Optional.empty();
        skip(header, at);
        while (at[0] < header.length()) {
            if (header.charAt(at[0]) == '<') {
                resource = Optional.of(until(header, at, '<', '>'));
            } else {
                Conditions conditions = new Conditions(resource, conditions(header, at));
                count += conditions.all().size();
                found.add(conditions);
            }
            if (count > MAX_CONDITIONS) {
                throw malformed();
            }
            skip(header, at);
        }
        if (found.isEmpty()) {
            throw malformed();
        }
        return new IfHeader(found);
    }

    private static List<Condition> conditions(String header, int[] at) {
        if (header.charAt(at[0]++) != '(') {
            throw malformed();
        }
        List<Condition> all = new ArrayList<>();
        while (true) {
            skip(header, at);
            if (at[0] >= header.length()) {
                throw malformed();
            }
            if (header.charAt(at[0]) == ')') {
                at[0]++;
                if (all.isEmpty()) {
                    throw malformed();
                }
                return all;
            }
            boolean negated = header.regionMatches(true, at[0], "Not", 0, 3);
            if (negated) {
                at[0] += 3;
                skip(header, at);
            }
            all.add(condition(header, at, negated));
        }
    }

    private static Condition condition(String header, int[] at, boolean negated) {
        if (at[0] < header.length() && header.charAt(at[0]) == '<') {
            return new Condition(negated, until(header, at, '<', '>'), null);
        }
        return new Condition(negated, null, until(header, at, '[', ']'));
    }

    private static String until(String header, int[] at, char open, char close) {
        int end = at[0] < header.length() && header.charAt(at[0]) == open ? header.indexOf(close, at[0]) : -1;
        if (end < 0) {
            throw malformed();
        }
        String inner = header.substring(at[0] + 1, end);
        at[0] = end + 1;
        return inner;
    }

    private static void skip(String header, int[] at) {
        while (at[0] < header.length() && " \t".indexOf(header.charAt(at[0])) >= 0) {
            at[0]++;
        }
    }

    private static Problem malformed() {
        return new Problem(400, "The “If” header cannot be read. Use another WebDAV client, or report this one.");
    }
}
