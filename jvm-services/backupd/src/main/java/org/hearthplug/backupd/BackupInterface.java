// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import io.avaje.json.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Progress;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Backup}: one piece of work at a time. */
final class BackupInterface {
    private static final Logger LOG = Logger.getLogger(BackupInterface.class.getName());
    private static final String NAME = "org.hearthplug.Backup";
    private static final long PROGRESS_NANOS = 500_000_000L;

    private final Works works = new Works();
    private boolean busy;
    private long idleSinceNanos = System.nanoTime();

    VarlinkInterface describe() {
        return new VarlinkInterface(
                NAME, VarlinkInterface.describedBeside(BackupInterface.class, NAME), Map.of("Run", this::run));
    }

    /** Waits until nothing has been asked for so long. */
    synchronized void awaitIdle(Duration limit) throws InterruptedException {
        while (true) {
            long left = limit.toMillis() - (System.nanoTime() - idleSinceNanos) / 1_000_000;
            if (!busy && left <= 0) {
                works.close();
                return;
            }
            wait(busy ? limit.toMillis() : left);
        }
    }

    private void run(VarlinkCall call) throws IOException {
        if (!begin()) {
            throw VarlinkException.replied(NAME + ".Busy", null);
        }
        try {
            Map<String, Object> asked =
                    call.parameters(io.avaje.jsonb.Jsonb.instance().type(io.avaje.jsonb.Types.mapOf(Object.class)));
            Map<String, Object> result = works.run(asked, reporting(call));
            call.reply(Json.write(Map.of("result", result)));
        } catch (BackupException e) {
            LOG.log(Level.INFO, "{0}: {1}", new Object[] {e.kind(), e.getMessage()});
            throw failed(e.kind().name(), e.getMessage());
        } catch (JsonException | IllegalArgumentException e) {
            throw failed("INVALID", "the request makes no sense: " + e.getMessage());
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, "A place answered what nobody foresaw.", e);
            throw failed("UNREACHABLE", String.valueOf(e.getMessage()));
        } catch (LinkageError e) {
            LOG.log(Level.SEVERE, "A part of the software is missing in this image.", e);
            throw failed("UNSUPPORTED", "a part of the software is missing in this image: " + e.getMessage());
        } finally {
            end();
        }
    }

    private static VarlinkException failed(String kind, String message) {
        return VarlinkException.replied(NAME + ".Failed", Json.write(Map.of("kind", kind, "message", "" + message)));
    }

    private synchronized boolean begin() {
        boolean free = !busy;
        busy = true;
        return free;
    }

    private synchronized void end() {
        busy = false;
        idleSinceNanos = System.nanoTime();
        notifyAll();
    }

    /** Passes progress on, twice a second at most; who has hung up wants it to stop. */
    private static Works.Reporter reporting(VarlinkCall call) {
        return new Works.Reporter() {
            private long next = System.nanoTime();
            private long total = -1;

            @Override
            public void expect(long bytes) {
                total = bytes;
            }

            @Override
            public synchronized boolean update(Progress.Phase phase, long items, long bytes) {
                long now = System.nanoTime();
                if (now < next || !call.wantsMore()) {
                    return true;
                }
                next = now + PROGRESS_NANOS;
                Map<String, Object> progress = new LinkedHashMap<>();
                progress.put("phase", phase.name());
                progress.put("items", items);
                progress.put("bytes", bytes);
                if (total >= 0) {
                    progress.put("total", total);
                }
                try {
                    call.replyContinues(Json.write(Map.of("progress", progress)));
                    return true;
                } catch (IOException gone) {
                    return false;
                }
            }
        };
    }
}
