// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hearthplug.hal.Mounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
    @TempDir
    private Path root;

    @Test
    void theOldestGoWhenThereAreTooMany() {
        LineFile file = new LineFile(root.resolve("lines"));
        for (int i = 0; i < LineFile.MAX_LINES + 2; i++) {
            assertThat(file.add("id-" + i)).isTrue();
        }
        LineFile again = new LineFile(root.resolve("lines"));
        assertThat(again.contains("id-1")).isFalse();
        assertThat(again.contains("id-2")).isTrue();
        assertThat(again.contains("id-" + (LineFile.MAX_LINES + 1))).isTrue();
        assertThat(again.remove("id-2")).isTrue();
        assertThat(new LineFile(root.resolve("lines")).contains("id-2")).isFalse();
    }

    @Test
    void whatCannotBeWrittenIsNotRemembered() {
        LineFile file = new LineFile(root.resolve("none/lines"));
        assertThat(file.add("id")).isFalse();
        assertThat(file.contains("id")).isFalse();
    }

    @Test
    void anAccountIsFoundByItsNameOrSaidToBeMissing() throws IOException {
        Path users = root.resolve("passwd");
        Files.writeString(users, "root:x:0:0::/:/bin/sh\nhearth-cloud:x:800:801:H:/:/bin/false\nodd:x:a:b\n");
        assertThat(Account.of(users, "hearth-cloud")).isEqualTo(new Mounts.Owner(800, 801));
        assertThatThrownBy(() -> Account.of(users, "odd")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Account.of(users, "cloud")).isInstanceOf(IOException.class);
    }
}
