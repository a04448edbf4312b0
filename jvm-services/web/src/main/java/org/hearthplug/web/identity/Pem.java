// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** RFC 7468 text around DER; one block a file. */
final class Pem {
    private Pem() {}

    static byte[] encode(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String text = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the DER; IllegalArgumentException when the text is not one block with this label. */
    static byte[] decode(String label, byte[] pem) {
        String text = new String(pem, StandardCharsets.US_ASCII).strip();
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        if (!text.startsWith(begin) || !text.endsWith(end)) {
            throw new IllegalArgumentException("not a PEM file of " + label);
        }
        return Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
    }
}
