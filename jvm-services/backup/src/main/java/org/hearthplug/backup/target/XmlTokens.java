// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.hearthplug.backup.BackupException;

/**
 * Starts, ends and texts of an XML document in UTF-8, one after another: what listings need. No document types, no entities but the five
 * and numbers; attributes are passed over. (The JDK's own reader would cost the plug's runtime 5 MB.)
 */
final class XmlTokens {
    private static final int MAX_TEXT = 64 * 1024;

    /** What comes next. */
    enum Kind {
        START,
        END,
        TEXT,
        DONE
    }

    private final Reader in;
    private int c;
    private String value = "";
    private boolean closing;

    XmlTokens(InputStream utf8) throws IOException {
        in = new InputStreamReader(utf8, StandardCharsets.UTF_8);
        c = in.read();
        if (c == 0xfeff) {
            c = in.read();
        }
    }

    /** The local name of a START or END, the text of a TEXT. */
    String value() {
        return value;
    }

    Kind next() throws IOException {
        if (closing) {
            closing = false;
            return Kind.END; // of an element that was empty; its name is still there
        }
        while (true) {
            if (c < 0) {
                return Kind.DONE;
            }
            if (c != '<') {
                value = text();
                return Kind.TEXT;
            }
            read();
            switch (c) {
                case '?' -> skipPast("?>");
                case '!' -> {
                    read();
                    if (c == '[') {
                        value = characters();
                        return Kind.TEXT;
                    }
                    comment();
                }
                case '/' -> {
                    read();
                    value = name();
                    skipBlanks();
                    expect('>');
                    return Kind.END;
                }
                default -> {
                    value = name();
                    attributes();
                    return Kind.START;
                }
            }
        }
    }

    private void read() throws IOException {
        c = in.read();
        if (c < 0) {
            throw malformed();
        }
    }

    private void expect(int wanted) throws IOException {
        if (c != wanted) {
            throw malformed();
        }
        c = in.read();
    }

    private static BackupException malformed() {
        return BackupException.damaged("a listing is not well-formed XML");
    }

    private String name() throws IOException {
        StringBuilder name = new StringBuilder();
        while (c != '>' && c != '/' && c > ' ') {
            if (c == '<' || name.length() > 200) {
                throw malformed();
            }
            if (c == ':') {
                name.setLength(0); // The prefix does not matter.
            } else {
                name.append((char) c);
            }
            read();
        }
        if (name.isEmpty()) {
            throw malformed();
        }
        return name.toString();
    }

    private void skipBlanks() throws IOException {
        while (c <= ' ') {
            read();
        }
    }

    private void attributes() throws IOException {
        while (true) {
            skipBlanks();
            switch (c) {
                case '>' -> {
                    c = in.read();
                    return;
                }
                case '/' -> {
                    read();
                    expect('>');
                    closing = true;
                    return;
                }
                case '"', '\'' -> {
                    int quote = c;
                    do {
                        read();
                    } while (c != quote);
                    read();
                }
                case '<' -> throw malformed();
                default -> read();
            }
        }
    }

    private void comment() throws IOException {
        if (c != '-') {
            throw malformed(); // A document type, which no listing has.
        }
        read();
        skipPast("-->");
    }

    private void skipPast(String end) throws IOException {
        int matched = 0;
        while (matched < end.length()) {
            read();
            matched =
                    c == end.charAt(matched) ? matched + 1 : c == end.charAt(0) ? Math.max(1, matched == 2 ? 2 : 1) : 0;
        }
        c = in.read();
    }

    private String characters() throws IOException {
        for (char wanted : "[CDATA[".toCharArray()) {
            if (c != wanted) {
                throw malformed();
            }
            read();
        }
        StringBuilder text = new StringBuilder();
        while (!(c == '>'
                && text.length() >= 2
                && text.charAt(text.length() - 1) == ']'
                && text.charAt(text.length() - 2) == ']')) {
            add(text, c);
            read();
        }
        c = in.read();
        text.setLength(text.length() - 2);
        return text.toString();
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        while (c >= 0 && c != '<') {
            if (c == '&') {
                reference(text);
            } else {
                add(text, c);
            }
            c = in.read();
        }
        return text.toString();
    }

    private static void add(StringBuilder text, int unit) {
        if (text.length() >= MAX_TEXT) {
            throw new BackupException(BackupException.Kind.LIMIT, "a listing has a text that does not end");
        }
        text.append((char) unit);
    }

    private void reference(StringBuilder text) throws IOException {
        StringBuilder name = new StringBuilder();
        for (read(); c != ';'; read()) {
            if (name.length() > 8) {
                throw malformed();
            }
            name.append((char) c);
        }
        switch (name.toString()) {
            case "lt" -> text.append('<');
            case "gt" -> text.append('>');
            case "amp" -> text.append('&');
            case "quot" -> text.append('"');
            case "apos" -> text.append('\'');
            default -> text.appendCodePoint(number(name.toString()));
        }
    }

    private static int number(String name) {
        try {
            boolean hex = name.startsWith("#x");
            int code = name.startsWith("#") ? Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10) : -1;
            if (Character.isValidCodePoint(code) && code > 0) {
                return code;
            }
        } catch (NumberFormatException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a listing is not well-formed XML", e);
        }
        throw malformed();
    }
}
