// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request is addressed to, decoded once and strictly: nothing is normalised, so {@code ..} and {@code %2F} stay visible to
 * whoever checks the names.
 *
 * @param segments the path's parts, decoded; a trailing slash is not a part
 * @param folder whether the path ends with a slash
 * @param query the query's parameters, decoded; a name without {@code =} has an empty value
 */
public record Target(List<String> segments, boolean folder, Map<String, String> query) {
    private static final int MAX_PARAMETERS = 16;

    /** Decodes a path and query; problem 400 when it is no proper one. */
    public static Target parse(String pathQuery) {
        if (pathQuery == null || !pathQuery.startsWith("/")) {
            throw new Problem(400, "The address must begin with a slash. Check it.");
        }
        int mark = pathQuery.indexOf('?');
        String path = mark < 0 ? pathQuery : pathQuery.substring(0, mark);
        boolean folder = path.endsWith("/");
        List<String> segments = new ArrayList<>();
        String inner = path.substring(1, folder && path.length() > 1 ? path.length() - 1 : path.length());
        if (!inner.isEmpty()) {
            for (String raw : inner.split("/", -1)) {
                segments.add(decode(raw, false));
            }
        }
        return new Target(
                List.copyOf(segments), folder, mark < 0 ? Map.of() : parseQuery(pathQuery.substring(mark + 1)));
    }

    private static Map<String, String> parseQuery(String query) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (found.putIfAbsent(name, value) != null || found.size() > MAX_PARAMETERS) {
                throw new Problem(400, "The address has a parameter twice, or too many of them. Send each once.");
            }
        }
        return found;
    }

    /** Decodes percent signs to UTF-8; in a query a plus sign is a blank. */
    static String decode(String raw, boolean plusIsBlank) {
        if (raw.indexOf('%') < 0 && (!plusIsBlank || raw.indexOf('+') < 0) && isAscii(raw)) {
            return raw;
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                boolean whole = i + 2 < in.length;
                int high = whole ? Character.digit(in[i + 1], 16) : -1;
                int low = whole ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw badEscape();
                }
                out.put((byte) (high << 4 | low));
                i += 2;
            } else {
                out.put(plusIsBlank && in[i] == '+' ? (byte) ' ' : in[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(out.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw badEscape();
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static Problem badEscape() {
        return new Problem(400, "The address is not UTF-8 with percent signs as RFC 3986 has them. Encode it again.");
    }
}
