// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.http.Target;

/** Between paths in a space and WebDAV's addresses. */
final class DavPaths {
    private static final String ROOT = "/dav/";
    private static final boolean[] PLAIN = plain();

    private DavPaths() {}

    /** Returns the address of an entry, percent-encoded; folders end with a slash. */
    static String href(FilePath path, boolean folder) {
        StringBuilder href = new StringBuilder(ROOT);
        for (String name : path.names()) {
            encode(name, href);
            href.append('/');
        }
        if (!folder && !path.isRoot()) {
            href.setLength(href.length() - 1);
        }
        return href.toString();
    }

    /** Appends a name as {@link #href} has it: what needs no percent sign at once. */
    static void encode(String name, StringBuilder out) {
        int from = 0;
        int length = name.length();
        for (int at = 0; at < length; at++) {
            char c = name.charAt(at);
            if (c < PLAIN.length && PLAIN[c]) {
                continue;
            }
            out.append(name, from, at);
            from = at;
            if (c >= PLAIN.length) {
                break;
            }
            escape(c, out);
            from++;
        }
        if (from == length || name.charAt(from) < PLAIN.length) {
            out.append(name, from, length);
            return;
        }
        for (byte b : name.substring(from).getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && PLAIN[b]) {
                out.append((char) b);
            } else {
                escape(b, out);
            }
        }
    }

    private static void escape(int b, StringBuilder out) {
        out.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[128];
        for (int c = 0; c < plain.length; c++) {
            plain[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
        }
        return plain;
    }

    /** Returns the path of a decoded address below {@code /dav}. */
    static FilePath of(Target target) throws StorageException {
        List<String> parts = target.segments();
        return FilePath.of(parts.subList(1, parts.size()));
    }

    /** Returns where an absolute or relative address of this plug leads; problem 400 or 502 when it leads elsewhere. */
    static FilePath resolve(Exchange exchange, String address) throws StorageException {
        if (address == null) {
            throw new Problem(400, "The “Destination” is missing. Say where to.");
        }
        String path = address;
        int scheme = address.indexOf("://");
        if (scheme >= 0) {
            int slash = address.indexOf('/', scheme + 3);
            String authority = address.substring(scheme + 3, slash < 0 ? address.length() : slash);
            if (!authority.equalsIgnoreCase(exchange.request().getHttpURI().getAuthority())) {
                throw new Problem(502, "The “Destination” is on another server. Copy it there with your own program.");
            }
            path = slash < 0 ? "/" : address.substring(slash);
        }
        Target target = Target.parse(path);
        if (target.segments().isEmpty() || !target.segments().getFirst().equals("dav")) {
            throw new Problem(502, "The “Destination” is outside of “/dav/”. Choose one inside.");
        }
        return of(target);
    }
}
