// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;

/** rclone with somebody's app password: the remote {@code sftp:} is the person's files over SFTP, {@code dav:} over WebDAV. */
final class Rclone {
    private static final int SFTP = 2222;

    private final Path work;
    private final Map<String, String> settings = new HashMap<>();
    private Duration patience = Duration.ofMinutes(2);

    /** Makes an app password for whoever is signed in; skips the test where there is no rclone. */
    Rclone(Plug plug, PlugClient person, String name, Path work) throws Exception {
        this(plug, AppPassword.of(person, name, "rclone"), work);
    }

    /** With a password that the person has; skips the test where there is no rclone. */
    Rclone(Plug plug, AppPassword password, Path work) throws Exception {
        this.work = work;
        assumeThat(HostProgram.has("rclone")).as("rclone is here").isTrue();
        String name = password.name();
        String hidden = run("obscure", password.password()).strip();
        settings.put("RCLONE_CONFIG_SFTP_TYPE", "sftp");
        settings.put("RCLONE_CONFIG_SFTP_HOST", "127.0.0.1");
        settings.put("RCLONE_CONFIG_SFTP_PORT", Integer.toString(plug.target().port(SFTP)));
        settings.put("RCLONE_CONFIG_SFTP_USER", name);
        settings.put("RCLONE_CONFIG_SFTP_PASS", hidden);
        settings.put("RCLONE_CONFIG_SFTP_SHELL_TYPE", "none");
        settings.put("RCLONE_CONFIG_DAV_TYPE", "webdav");
        settings.put(
                "RCLONE_CONFIG_DAV_URL", "https://localhost:" + plug.target().port(443) + "/dav/");
        settings.put("RCLONE_CONFIG_DAV_USER", name);
        settings.put("RCLONE_CONFIG_DAV_PASS", hidden);
    }

    /** Stores one text under a path of a remote, such as {@code dav:Letters/a.txt}. */
    void store(String text, String remotePath) throws Exception {
        store(new Content(text.getBytes(StandardCharsets.UTF_8)), remotePath);
    }

    /** Stores a file under a path of a remote; returns when rclone has heard that it is stored. */
    void store(Content content, String remotePath) throws Exception {
        Path file = Files.write(work.resolve("to send"), content.bytes());
        String said = run("copyto", "--ignore-times", file.toString(), remotePath);
        assertThat(said).as("rclone copyto %s", remotePath).isEmpty();
    }

    /** How long one run may take; two minutes unless said. */
    void within(Duration most) {
        patience = most;
    }

    /** Runs it to its end, which must be a good one; returns all that it says. */
    String run(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("rclone", "--config", "/dev/null", "--no-check-certificate"));
        command.addAll(List.of(words));
        return withoutNotices(new HostProgram(work)
                .with(settings)
                .within(patience)
                .run(command.toArray(String[]::new))
                .succeeded());
    }

    /** That the settings file is empty is what was asked for. */
    private static String withoutNotices(String said) {
        StringBuilder rest = new StringBuilder();
        said.lines()
                .filter(line -> !line.contains("NOTICE: Config file"))
                .forEach(line -> rest.append(line).append('\n'));
        return rest.toString();
    }
}
