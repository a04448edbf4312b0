// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.util.Base64;
import java.util.Map;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/**
 * What the browser says that it asked an authenticator for (Web Authentication, section 5.8.1).
 *
 * @param type {@code webauthn.create} or {@code webauthn.get}
 * @param challenge what was signed
 * @param origin the page that asked
 * @param crossOrigin whether that page was inside another site's
 */
record ClientData(String type, byte[] challenge, String origin, boolean crossOrigin) {
    static ClientData parse(byte[] json) {
        try {
            Map<String, Object> object = Json.readObject(json);
            if (object.get("type") instanceof String type
                    && object.get("challenge") instanceof String challenge
                    && object.get("origin") instanceof String origin) {
                boolean foreign = object.get("topOrigin") != null
                        || !Boolean.FALSE.equals(object.getOrDefault("crossOrigin", Boolean.FALSE));
                return new ClientData(type, Base64.getUrlDecoder().decode(challenge), origin, foreign);
            }
        } catch (Problem | IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidPasskeyException("the browser's data are not what was expected");
    }
}
