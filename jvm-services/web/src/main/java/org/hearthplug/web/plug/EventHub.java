// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.web.PlatformView;

/**
 * One watch on the platform, shared by all viewers; there is none while nobody looks. Safe for many threads; nothing here blocks.
 */
final class EventHub {
    static final int MAX_VIEWERS = 32;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final PlatformView platform;
    private final List<Viewer> viewers = new ArrayList<>();
    private PlatformView.Watch watch;
    private String latest;
    private Boolean connected;

    EventHub(PlatformView platform) {
        this.platform = platform;
    }

    /** Adds a viewer; empty when there are too many already. */
    synchronized Optional<Viewer> join() {
        if (viewers.size() >= MAX_VIEWERS) {
            return Optional.empty();
        }
        Viewer viewer = new Viewer();
        viewers.add(viewer);
        if (watch == null) {
            watch = platform.watch(INTERVAL, new Fan());
        } else {
            if (connected != null) {
                viewer.connected(connected);
            }
            if (latest != null) {
                viewer.snapshot(latest);
            }
        }
        return Optional.of(viewer);
    }

    /** Takes a viewer out; the last one ends the watch. */
    synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
        if (viewers.isEmpty() && watch != null) {
            watch.close();
            watch = null;
            latest = null;
            connected = null;
        }
    }

    /** Ends all streams. */
    synchronized void close() {
        viewers.forEach(Viewer::drop);
    }

    /** Tells every viewer. A late call of a closed watch reaches nobody, or tells them what is true anyway. */
    private final class Fan implements PlatformView.Listener {
        @Override
        public void connected(boolean now) {
            synchronized (EventHub.this) {
                connected = now;
                viewers.forEach(viewer -> viewer.connected(now));
            }
        }

        @Override
        public void snapshot(String json) {
            synchronized (EventHub.this) {
                latest = json;
                viewers.forEach(viewer -> viewer.snapshot(json));
            }
        }

        @Override
        public void device(String json) {
            synchronized (EventHub.this) {
                viewers.forEach(viewer -> viewer.device(json));
            }
        }
    }
}
