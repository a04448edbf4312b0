// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is expected in JSON objects. */
final class Shape {
    private Shape() {}

    static String text(Map<String, ?> from, String name) {
        return from.get(name) instanceof String text ? text : "";
    }

    static long number(Map<String, ?> from, String name, long otherwise) {
        return from.get(name) instanceof Number n ? n.longValue() : otherwise;
    }

    static boolean flag(Map<String, ?> from, String name) {
        return Boolean.TRUE.equals(from.get(name));
    }

    /** A copy of an object within, empty when it is missing. */
    static Map<String, Object> object(Map<String, ?> from, String name) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (from.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }

    /** Copies of the objects in a list. */
    static List<Map<String, Object>> objects(Map<String, ?> from, String name) {
        List<Map<String, Object>> all = new ArrayList<>();
        if (from.get(name) instanceof List<?> list) {
            for (Object each : list) {
                all.add(object(Map.of("it", each), "it"));
            }
        }
        return all;
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
