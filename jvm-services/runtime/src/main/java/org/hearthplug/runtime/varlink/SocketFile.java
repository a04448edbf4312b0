// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Binds a socket so that nobody can reach it before its mode and group are right. */
final class SocketFile {
    private SocketFile() {}

    static ServerSocketChannel bind(VarlinkServer.Endpoint endpoint) throws IOException {
        Path path = endpoint.path().toAbsolutePath();
        Files.createDirectories(path.getParent());
        // A directory that only the owner can enter holds the socket until it is ready. One daemon owns the name, so a
        // leftover is its own predecessor's.
        Path nursery = path.resolveSibling("." + path.getFileName());
        Path unready = nursery.resolve("s");
        Files.deleteIfExists(unready);
        Files.deleteIfExists(nursery);
        Files.createDirectory(
                nursery, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            ServerSocketChannel channel = VarlinkServer.listen(unready);
            try {
                protect(unready, endpoint.group());
                Files.move(unready, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException unprotected) {
                channel.close();
                Files.deleteIfExists(unready);
                throw unprotected;
            }
            return channel;
        } finally {
            Files.deleteIfExists(nursery);
        }
    }

    private static void protect(Path socket, String group) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
        if (group == null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-------"));
            return;
        }
        GroupPrincipal principal =
                socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
        view.setGroup(principal);
        view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
    }
}
