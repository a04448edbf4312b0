// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

/** Words of WebDAV's XML. */
final class Xml {
    static final String DAV = "DAV:";
    static final String TYPE = "application/xml; charset=utf-8";
    static final String PROLOGUE = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

    private Xml() {}

    /** Returns the text as it may stand between tags and in quotes; what XML cannot hold becomes a question mark. */
    static String escape(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, plain);
        for (int at = plain; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> out.appendCodePoint(isCharacter(c) ? c : '?');
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0xD800 && c != '<' && c != '>' && c != '&' && c != '"';
    }

    /** XML 1.0, production 2. */
    static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000 && c <= 0x10FFFF;
    }
}
