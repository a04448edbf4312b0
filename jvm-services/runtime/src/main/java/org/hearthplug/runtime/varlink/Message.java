// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.hearthplug.runtime.varlink.wire.Call;
import org.hearthplug.runtime.varlink.wire.Reply;

/** The envelopes of the protocol and their JSON. Parameters stay text until someone who knows their type reads them. */
final class Message {
    /** Deepest nesting of objects and arrays that is read; the parser recurses, and a thread's stack is finite. */
    static final int MAX_DEPTH = 32;

    private static final Jsonb JSON = Jsonb.builder().build();
    private static final JsonType<Call> CALL = JSON.type(Call.class);
    private static final JsonType<Reply> REPLY = JSON.type(Reply.class);

    private Message() {}

    // Envelopes are written by hand: the JSON writer's raw values (3.11) cut characters beyond ASCII to one byte.

    static byte[] encode(Call call) {
        StringBuilder json = new StringBuilder("{\"method\":").append(quoted(call.method()));
        appendParameters(call.parameters(), json);
        appendFlag("oneway", call.oneway(), json);
        appendFlag("more", call.more(), json);
        return framed(json);
    }

    static byte[] encode(Reply reply) {
        StringBuilder json = new StringBuilder("{");
        if (reply.error() != null) {
            json.append("\"error\":").append(quoted(reply.error()));
        }
        appendParameters(reply.parameters(), json);
        appendFlag("continues", reply.continues(), json);
        return framed(json);
    }

    private static void appendParameters(String parameters, StringBuilder json) {
        if (parameters != null) {
            json.append(json.length() > 1 ? "," : "").append("\"parameters\":").append(parameters);
        }
    }

    private static void appendFlag(String name, Boolean value, StringBuilder json) {
        if (Boolean.TRUE.equals(value)) {
            json.append(json.length() > 1 ? ",\"" : "\"").append(name).append("\":true");
        }
    }

    /** One message on the wire. No NUL can be inside: JSON text escapes it. */
    private static byte[] framed(StringBuilder json) {
        return json.append("}\0").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a call. Throws {@link ProtocolException} on anything that is not one. */
    static Call decodeCall(byte[] frame) throws ProtocolException {
        Call call = decode(CALL, frame);
        if (call.method() == null) {
            throw new ProtocolException("A call has no method.");
        }
        return call;
    }

    static Reply decodeReply(byte[] frame) throws ProtocolException {
        return decode(REPLY, frame);
    }

    private static <T> T decode(JsonType<T> type, byte[] frame) throws ProtocolException {
        checkShape(frame);
        T value;
        try {
            value = type.fromJson(frame);
        } catch (RuntimeException unreadable) {
            throw new ProtocolException("A message is not the JSON object it should be.", unreadable);
        }
        if (value == null) {
            throw new ProtocolException("A message is JSON null.");
        }
        return value;
    }

    /** One object, balanced, at most {@link #MAX_DEPTH} deep; what is inside is the parser's business. */
    static void checkShape(byte[] frame) throws ProtocolException {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < frame.length; i++) {
            byte b = frame[i];
            if (inString) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    inString = false;
                }
                continue;
            }
            switch (b) {
                case '"' -> inString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case ' ', '\t', '\r', '\n' -> {
                    continue;
                }
                default -> {
                    if (depth == 0) {
                        throw new ProtocolException("A message is not a JSON object.");
                    }
                }
            }
            if (depth < 0 || depth > MAX_DEPTH) {
                throw new ProtocolException("A message is unbalanced or nested deeper than " + MAX_DEPTH + ".");
            }
        }
        if (depth != 0 || inString || frame.length == 0) {
            throw new ProtocolException("A message ends in the middle.");
        }
    }

    /** The text of a JSON string, quoted and escaped. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < 0x20 || Character.isSurrogate(c) && !isPaired(text, i)) {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static boolean isPaired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
