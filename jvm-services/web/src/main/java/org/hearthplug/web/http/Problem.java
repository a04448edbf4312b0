// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that is not what was asked for: RFC 9457, with a {@code detail} that says what to do. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * What is wrong with one field of a form.
     *
     * @param field its name in the request
     * @param detail what is wrong and what would be right
     */
    public record Field(String field, String detail) {}

    private final int status;
    private final transient List<Field> fields;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    /** Makes a problem with an HTTP status (400 to 599) and a sentence for the person. */
    public Problem(int status, String detail) {
        this(status, detail, List.of());
    }

    /** Makes a problem that says which fields are wrong. */
    public Problem(int status, String detail, List<Field> fields) {
        super(detail, null, false, false);
        this.status = status;
        this.fields = fields;
    }

    /** Adds a header to the answer. */
    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a member of the problem's own (RFC 9457, section 3.2). */
    public Problem with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** Asks the client to come again after so many seconds (at least 1). */
    public Problem retryAfter(long seconds) {
        return header("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the headers that the answer carries besides. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body as {@code application/problem+json}. */
    public byte[] body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", Statuses.reason(status));
        body.put("status", status);
        body.put("detail", getMessage());
        if (fields != null && !fields.isEmpty()) {
            body.put(
                    "errors",
                    fields.stream()
                            .map(f -> Map.of("field", f.field(), "detail", f.detail()))
                            .toList());
        }
        body.putAll(members);
        return Json.write(body);
    }
}
