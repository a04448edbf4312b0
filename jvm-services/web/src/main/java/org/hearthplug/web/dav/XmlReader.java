// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.http.Problem;

/**
 * Reads WebDAV's small XML bodies: XML 1.0 with namespaces, in UTF-8, without a document type. There is nothing to expand, so nothing
 * can explode; depth and number of elements are bounded. Whatever it does not understand is problem 400.
 */
final class XmlReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ELEMENTS = 2000;
    private static final String XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

    private final String text;
    private final Deque<Map<String, String>> scopes = new ArrayDeque<>();
    private int at;
    private int elements;

    private XmlReader(String text) {
        this.text = text;
        scopes.push(Map.of("xml", XML_NAMESPACE, "", ""));
    }

    /** Returns the root element; nothing for an empty body. */
    static Optional<XmlElement> read(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return Optional.of(new XmlReader(text.startsWith("\uFEFF") ? text.substring(1) : text).document());
        } catch (CharacterCodingException e) {
            throw malformed("it is not UTF-8");
        }
    }

    private XmlElement document() {
        if (text.startsWith("<?xml")) {
            skipTo("?>");
        }
        skipMisc();
        XmlElement root = element(0);
        skipMisc();
        if (at < text.length()) {
            throw malformed("something follows its end");
        }
        return root;
    }

    private void skipMisc() {
        boolean more = true;
        while (more) {
            skipBlanks();
            if (looking("<!--")) {
                skipTo("-->");
            } else if (looking("<?")) {
                skipTo("?>");
            } else {
                more = false;
            }
        }
        if (looking("<!")) {
            throw malformed("document types are not taken");
        }
    }

    private XmlElement element(int depth) {
        if (depth > MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            throw malformed("it has too many elements");
        }
        expect('<');
        String tag = name();
        Map<String, String> attributes = attributes();
        Map<String, String> scope = scope(attributes);
        scopes.push(scope);
        XmlElement element = new XmlElement(namespaceOf(tag), local(tag), attributes.get("xml:lang"));
        boolean empty = looking("/>");
        if (empty) {
            at += 2;
        } else {
            expect('>');
            content(element, depth);
            String end = name();
            if (!end.equals(tag)) {
                throw malformed("an element is not closed");
            }
            skipBlanks();
            expect('>');
        }
        scopes.pop();
        return element;
    }

    /** Reads up to and including the {@code </} of the end tag. */
    private void content(XmlElement element, int depth) {
        while (true) {
            int next = text.indexOf('<', at);
            if (next < 0) {
                throw malformed("it ends too early");
            }
            if (next > at) {
                element.add(unescape(text.substring(at, next)));
                at = next;
            }
            if (looking("</")) {
                at += 2;
                return;
            } else if (looking("<!--")) {
                skipTo("-->");
            } else if (looking("<![CDATA[")) {
                int begin = at + "<![CDATA[".length();
                skipTo("]]>");
                element.add(checked(text.substring(begin, at - 3)));
            } else if (looking("<?")) {
                skipTo("?>");
            } else if (looking("<!")) {
                throw malformed("declarations are not taken");
            } else {
                element.add(element(depth + 1));
            }
        }
    }

    private Map<String, String> attributes() {
        Map<String, String> found = new HashMap<>();
        while (true) {
            int before = at;
            skipBlanks();
            if (looking(">") || looking("/>")) {
                return found;
            }
            if (before == at) {
                throw malformed("a tag is not closed");
            }
            String name = name();
            skipBlanks();
            expect('=');
            skipBlanks();
            char quote = next();
            int end = quote == '"' || quote == '\'' ? text.indexOf(quote, at) : -1;
            if (end < 0 || text.substring(at, end).indexOf('<') >= 0) {
                throw malformed("an attribute is not closed");
            }
            if (found.put(name, unescape(text.substring(at, end))) != null || found.size() > 64) {
                throw malformed("an attribute comes twice");
            }
            at = end + 1;
        }
    }

    private Map<String, String> scope(Map<String, String> attributes) {
        Map<String, String> scope = new HashMap<>(scopes.peek());
        attributes.forEach((name, value) -> {
            if (name.equals("xmlns")) {
                scope.put("", value);
            } else if (name.startsWith("xmlns:")) {
                if (value.isEmpty()) {
                    throw malformed("a prefix stands for nothing");
                }
                scope.put(name.substring(6), value);
            }
        });
        if (scope.size() > 64) {
            throw malformed("it has too many namespaces");
        }
        return scope;
    }

    private String namespaceOf(String tag) {
        int colon = tag.indexOf(':');
        String namespace = scopes.peek().get(colon < 0 ? "" : tag.substring(0, colon));
        if (namespace == null || colon == 0 || colon == tag.length() - 1) {
            throw malformed("a prefix is not declared");
        }
        return namespace;
    }

    private static String local(String tag) {
        return tag.substring(tag.indexOf(':') + 1);
    }

    private String name() {
        int begin = at;
        while (at < text.length() && isNameCharacter(text.charAt(at))) {
            at++;
        }
        if (begin == at
                || Character.isDigit(text.charAt(begin))
                || text.charAt(begin) == '-'
                || text.charAt(begin) == '.') {
            throw malformed("a name is missing");
        }
        return text.substring(begin, at);
    }

    private static boolean isNameCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':' || Character.isSurrogate(c);
    }

    private static String unescape(String raw) {
        if (raw.indexOf('&') < 0) {
            return checked(raw);
        }
        StringBuilder out = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i);
            if (c != '&') {
                out.append(c);
                i++;
                continue;
            }
            int end = raw.indexOf(';', i);
            if (end < 0 || end - i > 10) {
                throw malformed("an entity is not closed");
            }
            int referred = entity(raw.substring(i + 1, end));
            if (!Xml.isCharacter(referred)) {
                throw malformed("it has characters that XML cannot hold");
            }
            out.appendCodePoint(referred);
            i = end + 1;
        }
        return checked(out.toString());
    }

    private static int entity(String name) {
        return switch (name) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> character(name);
        };
    }

    private static int character(String reference) {
        try {
            if (reference.startsWith("#x")) {
                return Integer.parseUnsignedInt(reference.substring(2), 16);
            }
            if (reference.startsWith("#")) {
                return Integer.parseUnsignedInt(reference.substring(1));
            }
        } catch (NumberFormatException e) {
            throw malformed("a character reference is no number");
        }
        throw malformed("only XML's own entities are taken");
    }

    private static String checked(String plain) {
        if (!plain.codePoints().allMatch(Xml::isCharacter)) {
            throw malformed("it has characters that XML cannot hold");
        }
        return plain;
    }

    private boolean looking(String token) {
        return text.startsWith(token, at);
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void skipTo(String token) {
        int found = text.indexOf(token, at);
        if (found < 0) {
            throw malformed("it ends too early");
        }
        at = found + token.length();
    }

    private void expect(char c) {
        if (next() != c) {
            throw malformed("a tag is not closed");
        }
    }

    private char next() {
        if (at >= text.length()) {
            throw malformed("it ends too early");
        }
        return text.charAt(at++);
    }

    private static Problem malformed(String why) {
        return new Problem(
                400, "The request's XML cannot be read: " + why + ". Use another WebDAV client, or report this one.");
    }
}
