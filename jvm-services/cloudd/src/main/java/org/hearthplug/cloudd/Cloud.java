// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.runtime.Component;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.FileDoor;
import org.hearthplug.web.WebClock;
import org.hearthplug.web.WebServer;

/** Everything that cloudd runs. */
final class Cloud implements Component {
    private static final Logger LOG = Logger.getLogger(Cloud.class.getName());

    private final CloudConfig config;
    private PlatformLink platform;
    private WebServer web;
    private FileDoor sftp;

    Cloud(CloudConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "cloud";
    }

    @Override
    public void start() throws IOException {
        requireUtf8Names();
        makePrivate(config.stateFolder());
        InstantSource clock = WebClock.system();
        Storage storage = Storage.open(config.storage(clock));
        platform = new PlatformLink(config.platformSocket(), config.servicesFolder());
        web = WebServer.startWithBackup(
                config.web(),
                storage,
                platform,
                clock,
                config.backupFolder(),
                config.filesFolder(),
                config.resticQuotaBytes());
        openSftp();
        LOG.log(Level.INFO, "Listening for HTTPS on port {0}, {1}.", new Object[] {
            Integer.toString(web.httpsPort()), web.claimed() ? "claimed" : "waiting for an owner"
        });
    }

    /** SFTP is one way among others: without it the plug is still a plug. */
    private void openSftp() {
        if (config.sftpPort() < 0) {
            return;
        }
        try {
            FileDoor door = ServiceLoader.load(FileDoor.class).findFirst().orElse(null);
            if (door != null) {
                door.open(config.web().address(), config.sftpPort(), config.stateFolder(), web.admission());
                web.announce(door);
                sftp = door;
            }
        } catch (IOException | ServiceConfigurationError e) {
            LOG.log(Level.WARNING, "SFTP is not offered: its port cannot be had.", e);
        }
    }

    @Override
    public void stop() throws IOException {
        try {
            if (sftp != null) {
                sftp.close();
            }
            web.close();
        } finally {
            platform.close();
        }
    }

    /** Without this, names with accents could neither be stored nor be listed. */
    private static void requireUtf8Names() throws IOException {
        String encoding = System.getProperty("sun.jnu.encoding");
        if (!"UTF-8".equalsIgnoreCase(encoding)) {
            throw new IOException("file names are in " + encoding + ". Start the service with LC_ALL=C.UTF-8"
                    + " or -Dsun.jnu.encoding=UTF-8.");
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
