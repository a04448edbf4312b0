// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.hearthplug.runtime.ConfigException;
import org.hearthplug.runtime.Lifecycle;
import org.hearthplug.runtime.Logging;

/** Starts cloudd. Exit code 0 after SIGTERM, 1 when it cannot start. */
public final class Main {
    private static final Path SETTINGS = Path.of("/etc/hearth/cloudd.d");
    private static final Path OWNERS = Path.of("/data/hearth/cloudd.conf");

    private Main() {}

    /**
     * Runs until SIGTERM.
     *
     * @param args none on the plug; for development one settings file, which then is the only one
     */
    public static void main(String[] args) {
        Logging.toStandardOutput(Level.INFO);
        try {
            Path owners = args.length > 0 ? Path.of(args[0]).toAbsolutePath() : OWNERS;
            Path settings = args.length > 0 ? owners.resolveSibling("none") : SETTINGS;
            CloudConfig config = CloudConfig.read(settings, owners);
            new Lifecycle("cloudd", Duration.ofSeconds(8), List.of(new Cloud(config))).run();
            System.exit(0);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            System.err.println("cloudd cannot start: " + e.getMessage());
            System.exit(1);
        }
    }
}
