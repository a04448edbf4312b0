// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.BackupException;

/** Reads the two XML listings that matter, S3's and WebDAV's: by local names, no DTD, no entities. */
final class XmlListing {
    private XmlListing() {}

    /** ListObjectsV2. @return the token of the next page, or nothing */
    static String s3(InputStream in, ObjLongConsumer<String> object) {
        return read(in, "Contents", "Key", "Size", object);
    }

    /** A multi-status of PROPFIND: paths as sent, with lengths; folders have none. */
    static void webDav(InputStream in, ObjLongConsumer<String> resource) {
        read(in, "response", "href", "getcontentlength", resource);
    }

    private static String read(
            InputStream in, String item, String nameElement, String sizeElement, ObjLongConsumer<String> consumer) {
        String token = "";
        try {
            XmlTokens xml = new XmlTokens(in);
            String name = "";
            long size = -1;
            int depth = 0;
            for (XmlTokens.Kind kind = xml.next(); kind != XmlTokens.Kind.DONE; kind = xml.next()) {
                if (kind == XmlTokens.Kind.START) {
                    depth++;
                    String element = xml.value();
                    if (element.equals(nameElement)) {
                        name = text(xml);
                        depth--;
                    } else if (element.equals(sizeElement)) {
                        size = length(text(xml));
                        depth--;
                    } else if (element.equals("NextContinuationToken")) {
                        token = text(xml);
                        depth--;
                    }
                } else if (kind == XmlTokens.Kind.END) {
                    depth--;
                    if (xml.value().equals(item)) {
                        consumer.accept(name, size);
                        name = "";
                        size = -1;
                    }
                }
            }
            if (depth != 0) {
                throw BackupException.damaged("a listing is cut short");
            }
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a listing cannot be read", e);
        }
        return token;
    }

    /** The text of the element that has begun, to its end. */
    private static String text(XmlTokens xml) throws IOException {
        StringBuilder text = new StringBuilder();
        for (XmlTokens.Kind kind = xml.next(); kind != XmlTokens.Kind.END; kind = xml.next()) {
            if (kind != XmlTokens.Kind.TEXT) {
                throw BackupException.damaged("a listing is not well-formed XML");
            }
            text.append(xml.value());
        }
        return text.toString();
    }

    private static long length(String text) {
        if (text.isBlank()) {
            return -1; // a folder's
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw BackupException.damaged("a listing has an impossible length");
        }
        return Long.parseLong(text);
    }
}
