// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.web.http.Json;

/**
 * backupd, woken when it is needed. It sleeps as a shell that reads a FIFO; a byte starts it, and it listens on a socket until it has had
 * nothing to do for a minute. Calls block for as long as the work takes.
 */
final class EngineLink {
    private static final String RUN = "org.hearthplug.Backup.Run";
    private static final int MAX_REPLY = 4 << 20;
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration SILENCE = Duration.ofMinutes(30);
    private static final long PAUSE_MILLIS = 100;

    private final Path socket;
    private final Path wake;

    /** @param folder holds {@code socket} and the FIFO {@code wake} */
    EngineLink(Path folder) {
        socket = folder.resolve("socket");
        wake = folder.resolve("wake");
    }

    /**
     * Has a piece of work done.
     *
     * @param progress takes each report; false stops the work
     * @throws BackupFailure with the engine's kind; BUSY, or ABSENT when backupd cannot be woken
     */
    Map<String, Object> run(
            String what, Map<String, Object> setting, Map<String, ?> with, Predicate<Map<String, Object>> progress) {
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("do", what);
        asked.put("setting", setting);
        asked.put("with", with);
        String parameters = new String(Json.write(asked), StandardCharsets.UTF_8);
        Call call = new Call(progress);
        try (VarlinkClient client = new VarlinkClient(socket, MAX_REPLY)) {
            for (boolean again = true; ; again = false) {
                awaken();
                try {
                    client.stream(RUN, parameters, SILENCE, call::take);
                    return call.result();
                } catch (VarlinkException e) {
                    // Once: it may have gone to sleep between the two calls. Work that ends backupd must not be begun
                    // for ever.
                    if (e.kind() != VarlinkException.Kind.UNREACHABLE || call.begun || !again) {
                        throw failure(e);
                    }
                }
            }
        }
    }

    /** Returns when backupd listens. */
    private void awaken() {
        long deadline = System.nanoTime() + START.toNanos();
        try (Waker waker = new Waker()) {
            while (!listens()) {
                if (System.nanoTime() > deadline) {
                    throw new BackupFailure("ABSENT", "The backup service does not start. Why: hearth logs backupd");
                }
                waker.wakeAndWait();
            }
        }
    }

    private boolean listens() {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return probe.isConnected();
        } catch (IOException asleep) {
            return false;
        }
    }

    private static BackupFailure failure(VarlinkException e) {
        String error = e.error().orElse("");
        if (error.endsWith(".Busy")) {
            return new BackupFailure("BUSY", "The plug is at work on the backup. Try again when that is done.");
        }
        if (error.endsWith(".Failed")) {
            Map<String, Object> why =
                    Json.readObject(e.parametersJson().orElse("{}").getBytes(StandardCharsets.UTF_8));
            return new BackupFailure("" + why.get("kind"), "" + why.get("message"));
        }
        return e.kind() == VarlinkException.Kind.REPLIED
                ? new BackupFailure("INVALID", error)
                : new BackupFailure("ABSENT", "The backup service stopped or does not start. Why: hearth logs backupd");
    }

    /** Takes the replies of one call. */
    private static final class Call {
        private final Predicate<Map<String, Object>> progress;
        private boolean begun;
        private boolean stopped;
        private Map<String, Object> result;

        Call(Predicate<Map<String, Object>> progress) {
            this.progress = progress;
        }

        boolean take(String json) {
            begun = true;
            Map<String, Object> reply = Json.readObject(json.getBytes(StandardCharsets.UTF_8));
            if (reply.get("result") instanceof Map<?, ?>) {
                result = Shape.object(reply, "result");
                return false;
            }
            stopped = !progress.test(Shape.object(reply, "progress"));
            return !stopped;
        }

        Map<String, Object> result() {
            if (stopped) {
                throw new BackupFailure("CANCELLED", "Stopped as asked.");
            }
            if (result == null) {
                throw new BackupFailure("ABSENT", "The backup service ended in the midst of its work.");
            }
            return result;
        }
    }

    /** Holds the FIFO open until backupd answers, so that the byte waits for the shell that is to read it. */
    private final class Waker implements AutoCloseable {
        private FileChannel fifo;

        void wakeAndWait() {
            try {
                if (fifo == null) {
                    // Opened both ways: to open for writing alone would wait for a reader.
                    fifo = FileChannel.open(wake, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    fifo.write(ByteBuffer.wrap(new byte[] {'\n'}));
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (IOException e) {
                throw new BackupFailure("ABSENT", "The backup service is not there. Why: hearth logs backupd");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupFailure("CANCELLED", "Stopped as asked.");
            }
        }

        @Override
        public void close() {
            if (fifo != null) {
                try {
                    fifo.close();
                } catch (IOException e) {
                    throw new IllegalStateException("a FIFO does not close", e);
                }
            }
        }
    }
}
