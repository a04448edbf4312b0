// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.junit.jupiter.api.Test;

class XmlListingTest {
    private final Map<String, Long> found = new LinkedHashMap<>();

    private static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsS3() {
        String token =
                XmlListing.s3(utf8("""
                \ufeff<?xml version="1.0" encoding="UTF-8"?>
                <!-- a > comment --->
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name a='1>2' b = "x"/><Empty/>
                <Contents><Key>a&amp;b/&#228;&#xe4;</Key><Size>12</Size></Contents>
                <Contents><Size> </Size><Key><![CDATA[c<d]]]></Key></Contents>
                <NextContinuationToken>1/x==</NextContinuationToken></ListBucketResult>
                """.replace(" comment --->", " comment -->")), (key, size) -> found.put(key, size));
        assertThat(token).isEqualTo("1/x==");
        assertThat(found).isEqualTo(Map.of("a&b/ää", 12L, "c<d]", -1L));
    }

    @Test
    void readsWebDavWhateverThePrefix() {
        XmlListing.webDav(
                utf8(
                        "<D:multistatus xmlns:D='DAV:'><D:response><D:href>/x/</D:href></D:response><D:response><D:href>/x/y</D:href>"
                                + "<D:propstat><D:prop><lp1:getcontentlength>7</lp1:getcontentlength></D:prop></D:propstat></D:response></D:multistatus>"),
                (href, size) -> found.put(href, size));
        assertThat(found).containsExactly(Map.entry("/x/", -1L), Map.entry("/x/y", 7L));
    }

    @Test
    void whatIsNoListingIsRefused() {
        for (String wrong : new String[] {
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>",
            "<a><response><href>x</href></response>",
            "<a><href>x<b/></href></a>",
            "<a>&nbsp;</a>",
            "<a>&#xffffff;</a>",
            "<a b='",
            "<a><getcontentlength>-1</getcontentlength></a>",
            "<",
            "<a><![CDATA[x"
        }) {
            assertThatThrownBy(() -> XmlListing.webDav(utf8(wrong), (href, size) -> {}))
                    .as(wrong)
                    .isInstanceOf(BackupException.class);
        }
    }
}
