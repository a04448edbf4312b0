// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.web.http.Json;

/**
 * The owner's account, as {@code account.json} holds it.
 *
 * @param plugName what the owner calls the plug
 * @param ownerName what the owner is called, and signs in with
 * @param space the account's folder of files, {@code [a-z0-9-]}
 * @param passphrase the passphrase's hash, PHC string format
 * @param claimed when the plug was claimed
 */
record Account(String plugName, String ownerName, String space, String passphrase, Instant claimed) {
    private static final String FORMAT = "hearth-account/1";

    byte[] toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("plugName", plugName);
        json.put("ownerName", ownerName);
        json.put("space", space);
        json.put("passphrase", passphrase);
        json.put("claimed", claimed.toString());
        return Json.write(json);
    }

    /** Reads the file; IllegalArgumentException when it is of another format. */
    static Account fromJson(byte[] bytes) {
        Map<String, Object> json = Json.readObject(bytes);
        if (!FORMAT.equals(json.get("format"))) {
            throw new IllegalArgumentException("not a " + FORMAT + " file");
        }
        return new Account(
                text(json, "plugName"),
                text(json, "ownerName"),
                text(json, "space"),
                text(json, "passphrase"),
                Instant.parse(text(json, "claimed")));
    }

    private static String text(Map<String, Object> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}
