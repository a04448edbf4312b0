// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTest {
    private static final int CAPACITY = 1024;

    @TempDir
    private Path directory;

    private FakeLine machine;
    private Line line;

    @BeforeEach
    void connect() throws IOException {
        machine = new FakeLine(directory, "c");
        line = Line.open("console", machine.path(), CAPACITY);
        machine.accept();
    }

    @AfterEach
    void hangUp() throws IOException {
        line.close();
        machine.close();
    }

    @Test
    void findsTextThatArrivesInPiecesAndGroupsInUtf8() throws IOException {
        machine.print("Adresse: https://");
        machine.print("10.0.2.15/\nName: Küche\n");
        assertThat(line.expect("https://([0-9.]+)/", soon()).group(1)).isEqualTo("10.0.2.15");
        assertThat(line.expect("^Name: (.*)$", soon()).group(1)).isEqualTo("Küche");
    }

    @Test
    void movesPastEachMatch() throws IOException {
        machine.print("ready 1\nready 2\n");
        assertThat(line.expect("ready (\\d)", soon()).group(1)).isEqualTo("1");
        assertThat(line.expect("ready (\\d)", soon()).group(1)).isEqualTo("2");
        assertThatThrownBy(() -> line.expect("ready", Deadline.after(Duration.ofMillis(20))))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.TIMEOUT))
                .hasMessageContaining("ready 2");
    }

    @Test
    void remembersNoMoreThanItsCapacityAndStillFindsTheNewest() throws IOException {
        machine.print("x".repeat(10 * CAPACITY) + "the end");
        line.expect("the end", soon());
        assertThat(line.remembered()).hasSize(CAPACITY).endsWith("xthe end");
    }

    @Test
    void saysWhenTheMachineHangsUpInsteadOfWaiting() throws IOException {
        machine.print("Kernel panic");
        machine.hangUp();
        assertThatThrownBy(() -> line.expect("login:", Deadline.seconds(60)))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.MACHINE_DIED))
                .hasMessageContaining("Kernel panic");
    }

    @Test
    void skippingForgetsOldMatches() throws IOException {
        machine.print("old\n");
        line.expect("old", soon());
        machine.print("stale mark\n");
        Deadline.seconds(5).awaitTrue("the stale mark", () -> line.remembered().contains("stale mark"));
        line.skipToNow();
        machine.print("fresh mark\n");
        assertThat(line.expect("(\\w+) mark", soon()).group(1)).isEqualTo("fresh");
    }

    private static Deadline soon() {
        return Deadline.seconds(10);
    }
}
