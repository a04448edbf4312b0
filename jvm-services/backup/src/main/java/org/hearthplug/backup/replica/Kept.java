// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.hearthplug.backup.spi.Content;

/** Content that stays until the last target has it, though its owner removes his file meanwhile: a second hard link. */
final class Kept {
    private final Content content;
    private final Path link;
    private final AtomicInteger users;

    private Kept(Content content, Path link, int users) {
        this.content = content;
        this.link = link;
        this.users = new AtomicInteger(users);
    }

    /** Keeps content for so many users. @return null if it cannot be kept: then the owner must wait */
    static Kept of(Content content, int users) {
        if (content instanceof Content.Memory) {
            return new Kept(content, null, users);
        }
        if (content.file().isEmpty()) {
            return null;
        }
        Path file = content.file().get();
        Path link = file.resolveSibling(file.getFileName() + ".kept");
        try {
            Files.createLink(link, file);
            return new Kept(Content.of(link, content.length(), content.sha256()), link, users);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    Content content() {
        return content;
    }

    /** One user is done. */
    void release() {
        if (users.decrementAndGet() == 0 && link != null) {
            try {
                Files.deleteIfExists(link);
            } catch (IOException e) {
                link.toFile().deleteOnExit(); // A leftover in the spool folder, which is emptied at start.
            }
        }
    }
}
