// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import io.avaje.json.mapper.JsonMapper;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.BackupException;

/** JSON objects as maps, and what is expected in them. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static Map<String, Object> read(String text) {
        return MAPPER.fromJsonObject(text);
    }

    static String write(Map<String, ?> object) {
        return MAPPER.toJson(object);
    }

    /** A text; empty when it is missing. */
    static String text(Map<String, ?> from, String name) {
        return from.get(name) instanceof String text ? text : "";
    }

    /** A text that must be there. @throws BackupException INVALID */
    static String need(Map<String, ?> from, String name) {
        String text = text(from, name);
        if (text.isEmpty()) {
            throw new BackupException(BackupException.Kind.INVALID, name + " is missing");
        }
        return text;
    }

    static long number(Map<String, ?> from, String name, long otherwise) {
        return from.get(name) instanceof Number n ? n.longValue() : otherwise;
    }

    /** A number with a fraction; 0 when it is missing. */
    static double decimal(Map<String, ?> from, String name) {
        return from.get(name) instanceof Number n ? n.doubleValue() : 0;
    }

    static boolean flag(Map<String, ?> from, String name) {
        return Boolean.TRUE.equals(from.get(name));
    }

    @SuppressWarnings("unchecked") // JSON objects have texts for names.
    static Map<String, Object> object(Map<String, ?> from, String name) {
        return from.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @SuppressWarnings("unchecked") // as above
    static List<Map<String, Object>> objects(Map<String, ?> from, String name) {
        return from.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(m -> (Map<String, Object>) m)
                        .toList()
                : List.of();
    }

    static List<String> texts(Map<String, ?> from, String name) {
        return from.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
