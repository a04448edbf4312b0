// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.InputStream;
import java.util.function.ObjLongConsumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.hearthplug.backup.BackupException;

/** Reads the two XML listings that matter, S3's and WebDAV's: by local names, no DTD, no entities. */
final class XmlListing {
    private XmlListing() {}

    private static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory.createXMLStreamReader(in);
    }

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
            XMLStreamReader xml = reader(in);
            String name = "";
            long size = -1;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String element = xml.getLocalName();
                    if (element.equals(nameElement)) {
                        name = xml.getElementText();
                    } else if (element.equals(sizeElement)) {
                        size = length(xml.getElementText());
                    } else if (element.equals("NextContinuationToken")) {
                        token = xml.getElementText();
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals(item)) {
                    consumer.accept(name, size);
                    name = "";
                    size = -1;
                }
            }
        } catch (XMLStreamException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a listing is not well-formed XML", e);
        }
        return token;
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
