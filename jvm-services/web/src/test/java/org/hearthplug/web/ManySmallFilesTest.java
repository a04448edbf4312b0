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

/**
 * Many small uploads, one after the other, over one connection of HTTP/2, as programs that synchronise make them. They are refused here,
 * which is the quickest there is, and curl resets each: a server that takes these for an attack closes the connection.
 */
class ManySmallFilesTest {
    private static final int FILES = 800;

    @TempDir
    Path folder;

    @Test
    void aQuickProgramIsNotTakenForAnAttack() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed: apt-get install curl");
        Files.write(folder.resolve("small"), new byte[4096]);
        try (TestPlug plug = TestPlug.claimed(folder.resolve("plug"))) {
            StringBuilder list = new StringBuilder();
            for (int i = 0; i < FILES; i++) {
                list.append(i == 0 ? "" : "next\n")
                        .append(
                                "insecure\nfail\nsilent\nhttp2\noutput = \"/dev/null\"\nwrite-out = \"%{http_code} %{http_version} %{num_connects}\\n\"\n")
                        .append("upload-file = \"small\"\nurl = \"")
                        .append(plug.uri("/dav/small-" + i))
                        .append("\"\n");
            }
            Files.writeString(folder.resolve("list"), list);
            Path said = folder.resolve("said");
            Process curl = new ProcessBuilder("curl", "-q", "-K", "list")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                assertThat(curl.waitFor(2, TimeUnit.MINUTES))
                        .as("curl ended in time")
                        .isTrue();
            } finally {
                curl.destroyForcibly();
            }
            assertThat(Files.readAllLines(said, StandardCharsets.UTF_8))
                    .hasSize(FILES)
                    .startsWith("401 2 1")
                    .filteredOn(line -> !line.equals("401 2 0"))
                    .hasSize(1);
        }
    }
}
