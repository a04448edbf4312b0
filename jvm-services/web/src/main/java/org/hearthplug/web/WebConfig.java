// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of the web server.
 *
 * @param address the address to listen on; empty for all
 * @param httpsPort the port of the page, 1 to 65535, or 0 for any free one
 * @param httpPort the port that only redirects, or −1 for none
 * @param stateFolder cloudd's own folder (identity, account, sessions); exists
 * @param noticeFolder where notices for the console go; nothing is written while its parent is missing
 * @param usedDisks the file in which platformd names the disks that are used for people's files; may be missing
 * @param pageFolder a folder to take the page from instead of the jar, read anew at each request; for who works on the page
 * @param maxConnections how many connections are kept open; the one idle for longest gives way, 16 to 4096
 * @param idleTimeout how long a connection may be without progress
 */
public record WebConfig(
        String address,
        int httpsPort,
        int httpPort,
        Path stateFolder,
        Path noticeFolder,
        Path usedDisks,
        Optional<Path> pageFolder,
        int maxConnections,
        Duration idleTimeout) {
    /** Checks what must not be null. */
    public WebConfig {
        Objects.requireNonNull(address);
        Objects.requireNonNull(stateFolder);
        Objects.requireNonNull(noticeFolder);
        Objects.requireNonNull(usedDisks);
        Objects.requireNonNull(pageFolder);
        Objects.requireNonNull(idleTimeout);
    }
}
