// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What browsers are asked, in the JSON that {@code PublicKeyCredential.parse…FromJSON} reads. */
final class Questions {
    private Questions() {}

    static Map<String, Object> creation(
            byte[] challenge, String handle, String name, String plugName, Site site, List<Passkey> mine) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("challenge", Base64s.encode(challenge));
        json.put("rp", Map.of("id", site.rpId(), "name", plugName));
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", handle);
        user.put("name", name);
        user.put("displayName", name);
        json.put("user", user);
        json.put(
                "pubKeyCredParams",
                CoseKey.ALGORITHMS.stream()
                        .map(algorithm -> Map.of("type", "public-key", "alg", algorithm))
                        .toList());
        json.put("timeout", Challenges.LIFE.toMillis());
        json.put("attestation", "none");
        json.put("authenticatorSelection", Map.of("residentKey", "preferred", "userVerification", "preferred"));
        json.put(
                "excludeCredentials",
                describe(mine.stream()
                        .filter(one -> one.rpId().equals(site.rpId()))
                        .toList()));
        json.put("extensions", Map.of("credProps", true));
        return json;
    }

    static Map<String, Object> request(byte[] challenge, Site site, String verification, List<Passkey> allowed) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("challenge", Base64s.encode(challenge));
        json.put("rpId", site.rpId());
        json.put("timeout", Challenges.LIFE.toMillis());
        json.put("userVerification", verification);
        json.put("allowCredentials", describe(allowed));
        return json;
    }

    private static List<Map<String, Object>> describe(List<Passkey> passkeys) {
        return passkeys.stream()
                .map(one -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("type", "public-key");
                    json.put("id", one.credential());
                    json.put("transports", one.transports());
                    return json;
                })
                .toList();
    }
}
