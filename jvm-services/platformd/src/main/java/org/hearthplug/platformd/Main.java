// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.linux.LinuxHardware;
import org.hearthplug.runtime.Config;
import org.hearthplug.runtime.ConfigException;
import org.hearthplug.runtime.Lifecycle;
import org.hearthplug.runtime.Logging;

/** Starts platformd. Exit code 2: a setting is wrong; 1: anything else. */
public final class Main {
    private static final Logger LOG = Logger.getLogger(Main.class.getName());
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private Main() {}

    /** Takes no arguments; settings are in files. Returns when the daemon was told to stop. */
    public static void main(String[] arguments) {
        Logging.toStandardOutput(Level.INFO);
        try {
            Config config = Config.read(
                    Main.class,
                    "defaults.conf",
                    Path.of("/etc/hearth/platformd.d"),
                    Path.of("/data/hearth/platformd.conf"));
            Hardware hardware = LinuxHardware.ofThisMachine();
            Release release = Release.read(config.path("release-file"));
            Composition.refuseSimulation(hardware, release);
            lifecycle(config, hardware, release).run();
        } catch (ConfigException wrong) {
            LOG.severe(wrong.getMessage());
            System.exit(2);
        } catch (IOException | RuntimeException failure) {
            LOG.log(Level.SEVERE, "platformd cannot start.", failure);
            System.exit(1);
        } catch (Exception failure) {
            // The lifecycle has logged which part did not start.
            System.exit(1);
        }
    }

    private static Lifecycle lifecycle(Config config, Hardware hardware, Release release) {
        return new Lifecycle("platformd", STOP_LIMIT, List.copyOf(Composition.of(config, hardware, release)));
    }
}
