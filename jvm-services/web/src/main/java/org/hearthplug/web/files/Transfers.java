// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** Uploads and downloads of all people and programs: so many at once, because each holds a buffer or two. */
public final class Transfers {
    private static final int MAX = 64;

    private final Semaphore free;

    /** As many as the plug carries at once. */
    public Transfers() {
        this(MAX);
    }

    /** So many at once, for people who shall not take all. */
    public Transfers(int most) {
        this.free = new Semaphore(most);
    }

    /** Sends a file, or a range of it, as the request's headers ask. Problem 503 when too many files are on their way. */
    public void download(Exchange exchange, Space space, FilePath path) throws IOException {
        download(exchange, () -> space.open(path));
    }

    /** Finds the file that is to be sent. */
    @FunctionalInterface
    public interface Source {
        /** Opens it. */
        OpenFile open() throws IOException;
    }

    /** As {@link #download(Exchange, Space, FilePath)}, for a file that is found otherwise. */
    public void download(Exchange exchange, Source source) throws IOException {
        take();
        try (OpenFile file = source.open()) {
            new Download(exchange, file).send();
        } finally {
            free.release();
        }
    }

    /** Stores the request's body; the caller answers. Problem 503 when too many files are on their way. */
    public Upload.Stored upload(Exchange exchange, Space space, FilePath path) throws IOException {
        take();
        try {
            return new Receive(exchange, space, path).store();
        } finally {
            free.release();
        }
    }

    /** As {@link #upload(Exchange, Space, FilePath)}, on a condition of the caller's instead of the request's. */
    public Upload.Stored upload(Exchange exchange, Space space, FilePath path, Condition condition) throws IOException {
        take();
        try {
            return new Receive(exchange, space, path).store(condition);
        } finally {
            free.release();
        }
    }

    /** What moves bytes in its own way. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws IOException;
    }

    /** Does something that counts as a transfer. Problem 503 when too many files are on their way. */
    public void during(Work work) throws IOException {
        take();
        try {
            work.run();
        } finally {
            free.release();
        }
    }

    private void take() {
        if (!free.tryAcquire()) {
            throw new Problem(503, "Many files are on their way already. Try again in a few seconds.").retryAfter(5);
        }
    }
}
