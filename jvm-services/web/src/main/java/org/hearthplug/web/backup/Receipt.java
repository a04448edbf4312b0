// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.web.identity.Identity;

/** What the plug can prove of its backup today, as lines of text under the plug's own signature. */
final class Receipt {
    private Receipt() {}

    /**
     * Returns {@code text}, {@code signature} (Base64 of the DER of ECDSA with SHA-256 over the text's UTF-8) and {@code publicKey} (PEM):
     * {@code openssl dgst -sha256 -verify key.pem -signature receipt.sig receipt.txt} checks it.
     */
    static Map<String, Object> of(Book book, String plugName, Identity identity, Instant now) {
        StringBuilder text = new StringBuilder("Hearth backup receipt 1\n");
        text.append("plug: ").append(oneLine(plugName)).append('\n');
        text.append("key: ").append(identity.fingerprint()).append('\n');
        text.append("issued: ").append(now).append('\n');
        Map<String, Object> last = Shape.object(book.state(), "last");
        Map<String, Object> backup = Shape.object(last, "backup");
        text.append("snapshot: ")
                .append(Shape.text(Shape.object(backup, "snapshot"), "id"))
                .append(" of ")
                .append(Shape.text(Shape.object(backup, "snapshot"), "time"))
                .append(", ")
                .append(Shape.number(backup, "files", 0))
                .append(" files, ")
                .append(Shape.number(backup, "bytes", 0))
                .append(" bytes\n");
        Map<String, Object> known = Shape.object(book.state(), "targets");
        for (Map<String, Object> target : book.targets()) {
            Map<String, Object> seen = Shape.object(known, Shape.text(target, "id"));
            text.append("target: ").append(oneLine(Shape.text(target, "label")));
            text.append("; ").append(Shape.text(seen, "state").toLowerCase(java.util.Locale.ROOT));
            text.append("; newest ").append(orNever(seen, "newest"));
            text.append("; proved ").append(orNever(seen, "provedAt"));
            text.append("; drilled ").append(orNever(seen, "drilledAt")).append('\n');
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("text", text.toString());
        json.put("signature", identity.sign(text.toString().getBytes(StandardCharsets.UTF_8)));
        json.put("publicKey", identity.publicKeyPem());
        return json;
    }

    private static String orNever(Map<String, Object> from, String name) {
        String time = Shape.text(from, name);
        return time.isEmpty() ? "never" : time;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl};]", " ");
    }
}
