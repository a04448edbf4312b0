// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;
import io.avaje.json.stream.JsonStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON objects to and from bytes; for small ones. */
public final class Json {
    /** How deep arrays and objects may be nested in what is read. */
    private static final int MAX_DEPTH = 8;

    private static final JsonStream STREAM =
            JsonStream.builder().serializeEmpty(true).build();
    private static final JsonMapper MAPPER =
            JsonMapper.builder().jsonStream(STREAM).build();

    private Json() {}

    /** Returns the streaming reader and writer, for what is not small. */
    public static JsonStream stream() {
        return STREAM;
    }

    /** Returns the object as UTF-8. */
    public static byte[] write(Map<String, ?> object) {
        return MAPPER.toJson(object).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads an object; problem 400 when the bytes are no JSON object or are nested too deep. */
    public static Map<String, Object> readObject(byte[] utf8) {
        try {
            String text = new String(utf8, StandardCharsets.UTF_8);
            if (text.isBlank() || text.strip().charAt(0) != '{' || depth(text) > MAX_DEPTH) {
                throw notJson();
            }
            return MAPPER.fromJsonObject(text);
        } catch (JsonException | NumberFormatException e) {
            throw notJson();
        }
    }

    private static Problem notJson() {
        return new Problem(
                400, "The request's body is not the JSON object that was expected. Check it and send it again.");
    }

    /** Counts brackets outside strings, so that nesting is bounded before the parser recurses into it. */
    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return deepest;
    }
}
