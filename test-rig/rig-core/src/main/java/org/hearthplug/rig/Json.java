// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value that the rig reads without knowing its classes: what it needs is asked for by path. */
public final class Json {
    private static final JsonType<Object> ANY = Jsonb.instance().type(Object.class);

    private final Object value;

    private Json(Object value) {
        this.value = value;
    }

    /**
     * Reads a text.
     *
     * @throws RigException {@code PROTOCOL} when it is not JSON
     */
    public static Json parse(String text) {
        try {
            return new Json(ANY.fromJson(text));
        } catch (JsonException | IllegalStateException e) {
            throw new RigException(RigException.Kind.PROTOCOL, "not JSON: " + abbreviate(text), e);
        }
    }

    /** Writes maps, lists, strings, numbers and booleans. */
    public static String write(Object value) {
        return ANY.toJson(value);
    }

    /** The member or element at {@code path}, segments separated by dots, list elements by number; empty when absent or null. */
    public Optional<Json> at(String path) {
        Object here = value;
        for (String segment : path.split("\\.")) {
            here = step(here, segment);
            if (here == null) {
                return Optional.empty();
            }
        }
        return Optional.of(new Json(here));
    }

    private static Object step(Object here, String segment) {
        if (here instanceof Map<?, ?> map) {
            return map.get(segment);
        }
        if (here instanceof List<?> list && segment.chars().allMatch(Character::isDigit)) {
            int index = Integer.parseInt(segment);
            return index < list.size() ? list.get(index) : null;
        }
        return null;
    }

    /** As {@link #at}, for what must be there. */
    public Json get(String path) {
        return at(path).orElseThrow(() ->
                new RigException(RigException.Kind.PROTOCOL, "no " + path + " in " + abbreviate(write(value))));
    }

    /** The elements of a list. */
    public List<Json> list() {
        List<?> elements = as(List.class, "a list");
        return elements.stream().map(element -> new Json(element)).toList();
    }

    /** The text of a string. */
    public String string() {
        return as(String.class, "a string");
    }

    /** A number as a long, a fraction cut off. */
    public long longValue() {
        return as(Number.class, "a number").longValue();
    }

    /** A number. */
    public double doubleValue() {
        return as(Number.class, "a number").doubleValue();
    }

    /** A truth. */
    public boolean bool() {
        return as(Boolean.class, "a boolean");
    }

    private <T> T as(Class<T> type, String name) {
        if (!type.isInstance(value)) {
            throw new RigException(RigException.Kind.PROTOCOL, "not " + name + ": " + abbreviate(write(value)));
        }
        return type.cast(value);
    }

    private static String abbreviate(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }

    @Override
    public String toString() {
        return write(value);
    }
}
