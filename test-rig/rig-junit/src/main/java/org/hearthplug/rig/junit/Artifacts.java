// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.junit;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;

/** What is kept of a failed scenario, under {@code build/test-artifacts/<class>.<method>/}. */
final class Artifacts {
    private static final Map<String, String> QUESTIONS = Map.of(
            "guest-logs.txt",
            "for f in /data/log/*/current; do echo \"== $f\"; tail -n 400 $f; done",
            "guest-services.txt",
            "for f in /run/hearth/services/* /run/hearth/notice/*; do echo \"== $f\"; cat $f; done",
            "guest-processes.txt",
            "ps; free; df; uptime",
            "guest-kernel.txt",
            "dmesg | tail -n 300");

    private Artifacts() {}

    /** Collects what can be had and never throws: the scenario's own failure is what counts. Returns the folder. */
    static Path collect(String scenario, Throwable failure, Plug plug) {
        Path folder = HearthTree.build("test-artifacts").resolve(scenario.replaceAll("[^A-Za-z0-9.]+", "-"));
        try {
            Files.createDirectories(folder);
            try (PrintWriter out = new PrintWriter(folder.resolve("failure.txt").toFile())) {
                failure.printStackTrace(out);
            }
            for (Path recording : plug.target().recordings()) {
                Files.copy(recording, folder.resolve(recording.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        if (plug.target().isOn()) {
            QUESTIONS.forEach((file, question) -> ask(folder.resolve(file), question, plug, failure));
        }
        return folder;
    }

    private static void ask(Path file, String question, Plug plug, Throwable failure) {
        try {
            Files.writeString(
                    file, plug.shell().run(question, Deadline.seconds(20)).output());
        } catch (RigException | IOException e) {
            failure.addSuppressed(e);
        }
    }
}
