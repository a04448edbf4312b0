// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.identity.Identity;

/**
 * The plug's word that its owner showed it a bench's report, as lines of text under the plug's own signature. It says nothing of what is in
 * the report: the instruments are not the plug's. Only lines that begin so are ever signed, whatever is asked.
 */
public final class Attestation {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Identity identity;
    private final InstantSource clock;

    /** Signs with that identity. */
    public Attestation(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * Returns {@code text}, {@code signature} (Base64 of the DER of ECDSA with SHA-256 over the text's UTF-8) and {@code publicKey} (PEM):
     * {@code openssl dgst -sha256 -verify key.pem -signature report.sig report.txt} checks it.
     *
     * @param asked {@code sha256}: of the report, 64 lower-case hexadecimal digits
     * @throws Problem 422 when it is none
     */
    Map<String, Object> of(Map<String, Object> asked) {
        if (!(asked.get("sha256") instanceof String sha256)
                || !SHA256.matcher(sha256).matches()) {
            throw new Problem(422, "The report's SHA-256 is 64 lower-case hexadecimal digits.");
        }
        String text = "Hearth power report 1\nkey: " + identity.fingerprint() + "\nissued: "
                + clock.instant().truncatedTo(ChronoUnit.SECONDS) + "\nsha256 of report.json: " + sha256 + "\n";
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("text", text);
        json.put("signature", identity.sign(text.getBytes(StandardCharsets.UTF_8)));
        json.put("publicKey", identity.publicKeyPem());
        return json;
    }
}
