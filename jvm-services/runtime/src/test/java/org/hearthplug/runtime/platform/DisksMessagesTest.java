// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.runtime.platform.DisksMessages.Disk;
import org.hearthplug.runtime.platform.DisksMessages.ListReply;
import org.hearthplug.runtime.platform.DisksMessages.UsedDisk;
import org.hearthplug.runtime.platform.DisksMessages.UsedDisks;
import org.junit.jupiter.api.Test;

/** The frozen wire format and the frozen file, which another process reads. */
class DisksMessagesTest {
    private static final Disk USED = new Disk(
            "2f1c-0a9b",
            "sda1",
            "sda",
            "Stick",
            "1-2",
            "usb",
            1L << 39,
            "exfat",
            "Ferien ü",
            "used",
            true,
            "/run/hearth/disks/2f1c-0a9b",
            false,
            9L,
            8L,
            "failing",
            "sda1/Stick/1-2/549755813888/7",
            "erase exfat Ferien ü");
    private static final Disk BLANK = new Disk(
            "",
            "mmcblk1",
            "mmcblk1",
            null,
            null,
            "mmc",
            0,
            null,
            null,
            "offered",
            false,
            null,
            false,
            null,
            null,
            "unknown-format",
            "mmcblk1/-/-/0/9",
            null);

    private static String golden(String name) throws IOException {
        try (InputStream in = DisksMessagesTest.class.getResourceAsStream("golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void aListIsAsItWasFrozen() throws IOException {
        ListReply reply = new ListReply(List.of(USED, BLANK));
        assertThat(DisksMessages.LIST_REPLY.toJson(reply)).isEqualTo(golden("disks.json"));
        assertThat(DisksMessages.LIST_REPLY.fromJson(golden("disks.json"))).isEqualTo(reply);
    }

    @Test
    void theFileOfUsedDisksIsAsItWasFrozen() throws IOException {
        UsedDisks used = new UsedDisks(
                DisksMessages.USED_FORMAT,
                List.of(
                        new UsedDisk("2f1c-0a9b", "/run/hearth/disks/2f1c-0a9b", "exfat", "Ferien ü", false),
                        new UsedDisk("a-1", "/run/hearth/disks/a-1", "ext4", "", true)));
        assertThat(DisksMessages.USED_DISKS.toJson(used)).isEqualTo(golden("used.json"));
        assertThat(DisksMessages.USED_DISKS.fromJson(golden("used.json"))).isEqualTo(used);
        assertThat(DisksMessages.USED_DISKS.toJson(new UsedDisks(DisksMessages.USED_FORMAT, List.of())))
                .isEqualTo("{\"format\":\"hearth-disks/1\",\"disks\":[]}");
    }

    @Test
    void theDescriptionIsFrozenAndAgreesWithTheRecord() throws IOException {
        assertThat(DisksMessages.description().strip()).isEqualTo(golden("org.hearthplug.Disks.varlink"));
        Matcher type = Pattern.compile("(?s)type Disk \\((.*?)\\)\n").matcher(DisksMessages.description());
        assertThat(type.find()).isTrue();
        List<String> described = Arrays.stream(type.group(1).strip().split(",\\s*"))
                .map(field -> field.replace("?", ""))
                .toList();
        assertThat(Arrays.stream(Disk.class.getRecordComponents()).map(DisksMessagesTest::field))
                .containsExactlyElementsOf(described);
        for (String method : DisksMessages.ALL) {
            assertThat(DisksMessages.description())
                    .contains("method " + method.substring(method.lastIndexOf('.') + 1) + "(");
        }
    }

    private static String field(RecordComponent component) {
        return component.getName() + ": "
                + switch (component.getType().getSimpleName()) {
                    case "long", "Long" -> "int";
                    case "boolean" -> "bool";
                    default -> "string";
                };
    }
}
