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

    /** Returns the DER of the block with this label; IllegalArgumentException when the text has no such block, or is damaged. */
    static byte[] decode(String label, byte[] pem) {
        String text = new String(pem, StandardCharsets.US_ASCII).strip();
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end, Math.max(from, 0));
        if (from < 0 || to < 0 || !text.startsWith("-----BEGIN ") || !text.endsWith("-----")) {
            throw new IllegalArgumentException("not a PEM file of " + label);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    /** Returns whether the text has a block with this label. */
    static boolean has(String label, byte[] pem) {
        return new String(pem, StandardCharsets.US_ASCII).contains("-----BEGIN " + label + "-----");
    }
}
