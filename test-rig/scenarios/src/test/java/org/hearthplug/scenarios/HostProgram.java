// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hearthplug.rig.Deadline;

/** A program of this machine, in a folder of its own. */
final class HostProgram {
    private static final List<String> PLACES = List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin");

    private final Path work;
    private final Map<String, String> settings = new HashMap<>();
    private Duration patience = Duration.ofMinutes(2);
    private String typed = "";

    HostProgram(Path work) {
        this.work = work;
    }

    /** What a program said, both outputs together, and how it ended. */
    record Ended(int exitCode, String said) {
        String succeeded() {
            assertThat(exitCode).as(said).isZero();
            return said;
        }
    }

    /** Whether this machine has a program. */
    static boolean has(String name) {
        return PLACES.stream().anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    }

    HostProgram with(Map<String, String> environment) {
        settings.putAll(environment);
        return this;
    }

    HostProgram within(Duration most) {
        patience = most;
        return this;
    }

    /** What it reads from its standard input. */
    HostProgram typing(String text) {
        typed = text;
        return this;
    }

    /** Runs it to its end; a run that takes longer than it may is an error. */
    Ended run(String... command) throws IOException, InterruptedException {
        Path input = Files.writeString(work.resolve("typed"), typed);
        Path said = work.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(settings);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (old, more) -> old + ":" + more);
        Process process = builder.directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .redirectOutput(said.toFile())
                .start();
        boolean ended = process.waitFor(Deadline.scaled(patience).toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            try (Stream<ProcessHandle> started = process.descendants()) {
                started.forEach(ProcessHandle::destroyForcibly);
            }
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(said, StandardCharsets.ISO_8859_1);
        assertThat(ended).as("%s ended in time; it said: %s", command[0], text).isTrue();
        return new Ended(process.exitValue(), text);
    }
}
