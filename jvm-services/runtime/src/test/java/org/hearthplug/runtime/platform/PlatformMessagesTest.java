// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.runtime.platform.PlatformMessages.Update;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frozen wire format: what today's code writes and reads is what {@code golden/} holds. */
class PlatformMessagesTest {
    private static final Snapshot FULL = new Snapshot(
            "Hearth lab",
            true,
            93,
            "c8900e84-b08e-4451-a0f4-55c53ebe5e29",
            "plug",
            new Snapshot.Versions("0.1.0", "lab", "4f2a", "6.12.48", "25.0.1"),
            new Snapshot.Cpu(
                    2,
                    2,
                    0.125,
                    800_000_000L,
                    600_000_000L,
                    1_000_000_000L,
                    List.of(600_000_000L, 1_000_000_000L),
                    "ondemand"),
            List.of(new Snapshot.ThermalZone("thermal_zone0", "cpu", 48_312)),
            new Snapshot.Memory(492_457_984, 409_600_000, 0, 0),
            List.of(new Snapshot.Disk(
                    "sda",
                    "Stick",
                    "1-2",
                    1L << 40,
                    true,
                    false,
                    "usb",
                    List.of(new Snapshot.Partition("sda1", 1L << 39, "exfat", "Ferien ü", "/mnt", 9L, 8L)))),
            List.of(new Snapshot.Link(
                    "eth0", "ethernet", "52:54:00:12:34:56", true, 1000, List.of("10.0.2.15/24"), 17, 18)),
            List.of(new Snapshot.Service("cloudd", "backoff", null, null, null, 3, "signal 9", 4L)));

    private static final Snapshot BARE = new Snapshot(
            "unknown",
            false,
            0,
            "",
            "",
            new Snapshot.Versions("", "", "", "", ""),
            new Snapshot.Cpu(1, 1, 0, null, null, null, null, null),
            null,
            new Snapshot.Memory(0, 0, 0, 0),
            null,
            null,
            null);

    private static String golden(String name) throws IOException {
        try (InputStream in = PlatformMessagesTest.class.getResourceAsStream("golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void aFullSnapshotIsAsItWasFrozen() throws IOException {
        Update update = new Update(FULL, null);
        assertThat(PlatformMessages.UPDATE.toJson(update)).isEqualTo(golden("full.json"));
        assertThat(PlatformMessages.UPDATE.fromJson(golden("full.json"))).isEqualTo(update);
    }

    @Test
    void whatAPlugLacksIsLeftOut() throws IOException {
        Update update = new Update(BARE, null);
        assertThat(PlatformMessages.UPDATE.toJson(update)).isEqualTo(golden("bare.json"));
        assertThat(PlatformMessages.UPDATE.fromJson(golden("bare.json"))).isEqualTo(update);
    }

    @Test
    void anEventIsAsItWasFrozen() throws IOException {
        Update update = new Update(null, new DeviceEvent(1234, "add", "block", "sda1", "partition"));
        assertThat(PlatformMessages.UPDATE.toJson(update)).isEqualTo(golden("event.json"));
        assertThat(PlatformMessages.UPDATE.fromJson(golden("event.json"))).isEqualTo(update);
    }

    @Test
    void aNewerWritersFieldsAreSkipped() throws IOException {
        String newer = golden("event.json").replace("{\"event\"", "{\"invented\":{\"later\":[1,2]},\"event\"");
        assertThat(PlatformMessages.UPDATE.fromJson(newer).event().device()).isEqualTo("sda1");
    }

    @Test
    void theDescriptionIsFrozen() throws IOException {
        assertThat(PlatformMessages.description().strip()).isEqualTo(golden("org.hearthplug.Platform.varlink"));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Snapshot.class,
                Snapshot.Versions.class,
                Snapshot.Cpu.class,
                Snapshot.ThermalZone.class,
                Snapshot.Memory.class,
                Snapshot.Disk.class,
                Snapshot.Partition.class,
                Snapshot.Link.class,
                Snapshot.Service.class,
                DeviceEvent.class
            })
    void theDescriptionAndTheRecordsAgree(Class<?> type) {
        Matcher described = Pattern.compile("(?s)type " + type.getSimpleName() + " \\((.*?)\\)\n")
                .matcher(PlatformMessages.description());
        assertThat(described.find()).isTrue();
        Set<String> fields = new LinkedHashSet<>();
        Pattern field = Pattern.compile("(\\w+):\\s*(\\??(?:\\[\\])?\\w+)");
        field.matcher(described.group(1)).results().forEach(f -> fields.add(f.group(1) + ": " + f.group(2)));
        assertThat(fields)
                .containsExactlyElementsOf(Arrays.stream(type.getRecordComponents())
                        .map(PlatformMessagesTest::varlinkField)
                        .map(f -> fields.contains(f) ? f : f.replace(": ", ": ?"))
                        .toList());
        // A primitive always has a value, so it must not be described as one that may be missing.
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isPrimitive()) {
                assertThat(fields).contains(varlinkField(component));
            }
        }
    }

    private static String varlinkField(RecordComponent component) {
        return component.getName() + ": "
                + varlinkType(component.getGenericType().getTypeName());
    }

    private static String varlinkType(String java) {
        if (java.startsWith("java.util.List<")) {
            return "[]" + varlinkType(java.substring(15, java.length() - 1)).replace("?", "");
        }
        return switch (java) {
            case "int", "long" -> "int";
            case "java.lang.Integer", "java.lang.Long" -> "?int";
            case "double" -> "float";
            case "boolean" -> "bool";
            case "java.lang.String" -> "string";
            default -> java.substring(java.lastIndexOf('$') + 1);
        };
    }
}
