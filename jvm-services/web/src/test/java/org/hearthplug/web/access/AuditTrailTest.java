// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.access.AuditTrail.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
    private static final Caller OWNER = new Caller("192.0.2.1", "Browser/1");

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void theTrailStaysSmallAndKeepsTheLatest() throws Exception {
        AuditTrail trail = new AuditTrail(folder, () -> now);
        for (int i = 0; i < 3000; i++) {
            trail.note(Event.SHARE_MADE, OWNER, "/" + i + "x".repeat(300));
        }
        assertThat(Files.size(folder.resolve("audit.log"))).isLessThanOrEqualTo(96 * 1024);
        assertThat(Files.size(folder.resolve("audit.old.log"))).isLessThanOrEqualTo(96 * 1024);
        List<Map<String, Object>> latest = new AuditTrail(folder, () -> now).latest(AuditTrail.MAX_READ);
        assertThat(latest).hasSizeBetween(300, AuditTrail.MAX_READ);
        assertThat(String.valueOf(latest.getFirst().get("detail")))
                .startsWith("/2999")
                .hasSize(200);
        assertThat(String.valueOf(latest.get(1).get("detail"))).startsWith("/2998");
    }

    @Test
    void knockingDoesNotWashTheTrailAway() throws Exception {
        AuditTrail trail = new AuditTrail(folder, () -> now);
        trail.note(Event.SIGNED_IN, OWNER, "");
        for (int i = 0; i < 2000; i++) {
            trail.noteSeldom(Event.REFUSED, Caller.of("198.51." + i / 250 + "." + i % 250), "");
        }
        assertThat(trail.latest(500)).hasSize(41);
        trail.noteSeldom(Event.PROGRAM_IN, OWNER, "rclone");
        trail.noteSeldom(Event.PROGRAM_IN, OWNER, "rclone");
        assertThat(trail.latest(500)).as("who is let in is not crowded out").hasSize(42);
        now = now.plusSeconds(3700);
        trail.noteSeldom(Event.PROGRAM_IN, OWNER, "rclone");
        trail.noteSeldom(Event.REFUSED, OWNER, "");
        assertThat(trail.latest(500)).hasSize(44);
    }

    @Test
    void aLineThatThePowerCutIsLeftOut() throws Exception {
        AuditTrail trail = new AuditTrail(folder, () -> now);
        trail.note(Event.SIGNED_IN, OWNER, "");
        Path file = folder.resolve("audit.log");
        Files.writeString(file, Files.readString(file) + "{\"at\":\"2026");
        trail.note(Event.SIGNED_OUT, new Caller("192.0.2.1", "a\u0000\nb\u00e9"), "");
        assertThat(trail.latest(500).stream().map(entry -> entry.get("event")))
                .containsExactly("signed-out", "signed-in");
        assertThat(trail.latest(1).getFirst()).containsEntry("agent", "ab");
    }
}
