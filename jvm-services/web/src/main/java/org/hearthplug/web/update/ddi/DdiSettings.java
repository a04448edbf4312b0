// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.web.http.Problem;

/**
 * Which server is asked, and as whom.
 *
 * @param address of the tenant, {@code https://hawkbit.example/DEFAULT}, without a slash at the end
 * @param controllerId the plug's name there
 * @param token the target's security token
 */
record DdiSettings(URI address, String controllerId, String token) {
    private static final int MAX_TEXT = 256;

    /** Reads a form; problem 422 says what is wrong. */
    static DdiSettings of(Map<String, Object> form) {
        String address = text(form, "address").replaceAll("/+$", "");
        String controller = text(form, "controllerId");
        String token = text(form, "token");
        URI uri = uri(address);
        if (uri == null) {
            throw wrong(
                    "address",
                    "Give the server's whole address with its tenant, such as https://hawkbit.example/DEFAULT.");
        }
        if (!controller.matches("[0-9A-Za-z._-]{1,128}")) {
            throw wrong(
                    "controllerId", "The plug's name on the server has letters, digits, dots, dashes and underscores.");
        }
        if (!token.matches("[\\x21-\\x7e]{1,256}")) {
            throw wrong("token", "Copy the target's security token from the server.");
        }
        return new DdiSettings(uri, controller, token);
    }

    private static URI uri(String address) {
        try {
            URI uri = URI.create(address);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null ? uri : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String text(Map<String, Object> form, String name) {
        return form.get(name) instanceof String text && text.length() <= MAX_TEXT ? text.strip() : "";
    }

    private static Problem wrong(String field, String detail) {
        return new Problem(422, detail, java.util.List.of(new Problem.Field(field, detail)));
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("address", address.toString());
        json.put("controllerId", controllerId);
        json.put("token", token);
        return json;
    }
}
