// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's litmus, the protocol's own suite, against the server over TLS; `make install` brings it. */
class LitmusTest {
    @TempDir
    Path folder;

    @Test
    void allOfLitmusPasses() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/litmus")), "litmus is not installed: apt-get install litmus");
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String made =
                    plug.post("/api/v1/app-passwords", "{\"label\":\"litmus\"}").body();
            String password = made.replaceAll(".*\"password\":\"([^\"]+)\".*", "$1");
            Path said = folder.resolve("said");
            Process litmus = new ProcessBuilder(
                            "litmus", "-k", plug.uri("/dav/").toString(), "Anna", password)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                assertThat(litmus.waitFor(5, TimeUnit.MINUTES))
                        .as("litmus ended in time")
                        .isTrue();
            } finally {
                litmus.destroyForcibly();
            }
            String text = Files.readString(said, StandardCharsets.ISO_8859_1);
            assertThat(litmus.exitValue()).as(text).isZero();
            assertThat(text).doesNotContain("FAIL", "WARNING").contains("of 41 tests run: 41 passed");
        }
    }
}
