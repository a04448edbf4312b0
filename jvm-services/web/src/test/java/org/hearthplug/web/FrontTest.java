// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hearthplug.web.files.StorageProblems;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on the plug is told: to who asked, and in the log. */
class FrontTest {
    @TempDir
    Path folder;

    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private final Logger log = Logger.getLogger(Front.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        log.addHandler(listener);
    }

    @AfterEach
    void listenNoMore() {
        log.removeHandler(listener);
    }

    @Test
    void whatThePlugCannotWriteDownIsAnAnswerAndAWarning() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            Path inTheWay = folder.resolve("cloud/.sessions.json.new/held");
            Files.createDirectories(inTheWay);
            HttpResponse<String> refused = plug.signIn("Anna", TestPlug.PASSPHRASE);
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body()).contains("own disk");
            assertThat(logged).anyMatch(line -> line.getLevel().equals(Level.WARNING) && line.getThrown() != null);
            Files.delete(inTheWay);
            assertThat(plug.signIn("Anna", TestPlug.PASSPHRASE).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aFullDiskIsSaid() {
        Problem full = StorageProblems.of(new IOException("No space left on device"));
        assertThat(full.status()).isEqualTo(507);
        assertThat(full).hasMessageContaining("empty the bin");
        assertThat(StorageProblems.of(new IOException("Input/output error")).status())
                .isEqualTo(500);
    }
}
