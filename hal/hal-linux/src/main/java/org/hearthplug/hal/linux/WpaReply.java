// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.hal.WifiNetworks.Change;

/** What wpa_supplicant answers: lines of {@code name=value}, tables with tabs, and events that begin with a level, {@code <3>}. */
record WpaReply(Map<String, String> values) {
    private static final int MAX_NETWORKS = 256;

    /** A line of LIST_NETWORKS. */
    record Network(String id, String ssid, boolean current) {}

    static WpaReply of(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new WpaReply(values);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    static List<Network> networks(String table) {
        List<Network> found = new ArrayList<>();
        for (String line : table.lines().skip(1).limit(MAX_NETWORKS).toList()) {
            String[] columns = line.split("\t", -1);
            if (columns.length >= 4 && columns[0].matches("\\d{1,6}")) {
                found.add(new Network(columns[0], name(columns[1]), columns[3].contains("[CURRENT]")));
            }
        }
        return found;
    }

    static Optional<Change> change(String event) {
        String said = event.substring(event.indexOf('>') + 1);
        if (said.startsWith("CTRL-EVENT-CONNECTED")) {
            return Optional.of(Change.JOINED);
        }
        if (said.startsWith("CTRL-EVENT-DISCONNECTED")) {
            return Optional.of(Change.LEFT);
        }
        return said.startsWith("CTRL-EVENT-TERMINATING") ? Optional.of(Change.ENDED) : Optional.empty();
    }

    /** A name as it is written in answers: bytes that are not printable ASCII as {@code \xNN}, and some by a letter. */
    static String name(String written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < written.length()) {
            char c = written.charAt(i++);
            if (c != '\\' || i == written.length()) {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char kind = written.charAt(i++);
            if (kind == 'x'
                    && i + 2 <= written.length()
                    && written.substring(i, i + 2).matches("[0-9a-fA-F]{2}")) {
                bytes.write(Integer.parseInt(written.substring(i, i + 2), 16));
                i += 2;
            } else {
                bytes.write(
                        switch (kind) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            case 'e' -> 27;
                            default -> kind;
                        });
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
