// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.PlatformClient;
import org.hearthplug.runtime.platform.PlatformListener;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.Snapshot;
import org.hearthplug.runtime.platform.UpdateClient;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.web.PlatformView;

/** platformd, as the page sees it. */
final class PlatformLink implements PlatformView, AutoCloseable {
    private final PlatformClient client;
    private final UpdateClient updates;
    private final ServiceFiles services;

    PlatformLink(Path socket, Path servicesFolder) {
        client = new PlatformClient(socket);
        updates = new UpdateClient(socket);
        services = new ServiceFiles(servicesFolder);
    }

    @Override
    public String snapshot(Duration limit) throws IOException {
        try {
            return json(client.snapshot(limit));
        } catch (RuntimeException e) {
            throw new IOException("platformd does not answer", e);
        }
    }

    @Override
    public String knownServices() {
        return services.json();
    }

    @Override
    public Watch watch(Duration interval, Listener listener) {
        PlatformClient.Watch watch = client.watch(interval, new PlatformListener() {
            @Override
            public void connected(boolean connected) {
                listener.connected(connected);
            }

            @Override
            public void snapshot(Snapshot snapshot) {
                listener.snapshot(json(snapshot));
            }

            @Override
            public void event(DeviceEvent event) {
                listener.device(PlatformMessages.JSON.type(DeviceEvent.class).toJson(event));
            }
        });
        return watch::close;
    }

    @Override
    public String update(String method, String json, Duration limit) throws IOException {
        try {
            return updates.call(method, json, limit);
        } catch (VarlinkException failed) {
            throw failed.error().isPresent()
                    ? new Refused(failed.error().get(), failed)
                    : new IOException("platformd does not answer", failed);
        }
    }

    @Override
    public void close() {
        updates.close();
        client.close();
    }

    private static String json(Snapshot snapshot) {
        return PlatformMessages.JSON.type(Snapshot.class).toJson(snapshot);
    }
}
