// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.HardwareMessages;
import org.hearthplug.runtime.platform.PlatformClient;
import org.hearthplug.runtime.platform.PlatformListener;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.Snapshot;
import org.hearthplug.runtime.platform.UpdateClient;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.web.PlatformView;

/** platformd, as the page sees it. */
final class PlatformLink implements PlatformView, AutoCloseable {
    private final PlatformClient client;
    private final UpdateClient updates;
    private final UpdateClient radio;
    private final UpdateClient disks;
    private final UpdateClient preparation;
    private final ServiceFiles services;

    PlatformLink(Path socket, Path servicesFolder) {
        client = new PlatformClient(socket);
        updates = new UpdateClient(socket);
        // A line of its own, for a scan takes its time.
        radio = new UpdateClient(socket);
        disks = new UpdateClient(socket);
        // And another: to format a disk takes minutes, in which the disks are looked at.
        preparation = new UpdateClient(socket);
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
    public String power(Duration limit) throws IOException {
        return power(() -> client.power(limit));
    }

    @Override
    public String powerBudget(String budgetJson, String by, Duration limit) throws IOException {
        PowerMessages.Budget budget;
        try {
            budget = PowerMessages.BUDGET.fromJson(budgetJson);
        } catch (RuntimeException unreadable) {
            throw new PowerRefusal(
                    true, "The budget has a field of the wrong type. “/api/v1/openapi.json” lists them.");
        }
        return power(() -> client.powerBudget(budget, by, limit));
    }

    @Override
    public String energy(String json, Duration limit) throws IOException {
        try {
            return client.energy(json, limit);
        } catch (VarlinkException failed) {
            throw new IOException("platformd does not tell energy", failed);
        }
    }

    private static String power(Supplier<PowerMessages.Status> question) throws IOException {
        try {
            return PowerMessages.STATUS.toJson(question.get());
        } catch (VarlinkException no) {
            String error = no.error().orElse("");
            if (error.startsWith(PowerMessages.INTERFACE) && no.parametersJson().isPresent()) {
                String reason = PowerMessages.REFUSAL
                        .fromJson(no.parametersJson().get())
                        .reason();
                throw new PowerRefusal(error.equals(PowerMessages.BUDGET_REFUSED), reason);
            }
            throw new IOException("platformd does not answer", no);
        } catch (RuntimeException unreadable) {
            throw new IOException("platformd does not answer", unreadable);
        }
    }

    @Override
    public String update(String method, String json, Duration limit) throws IOException {
        return ask(updates, method, json, limit);
    }

    @Override
    public String wifi(String method, String json, Duration limit) throws IOException {
        return ask(radio, method, json, limit);
    }

    @Override
    public String disks(String method, String json, Duration limit) throws IOException {
        return ask(method.equals(DisksMessages.PREPARE) ? preparation : disks, method, json, limit);
    }

    @Override
    public String hardware(Duration limit) throws IOException {
        return ask(radio, HardwareMessages.GET_PARTS, null, limit);
    }

    private static String ask(UpdateClient client, String method, String json, Duration limit) throws IOException {
        try {
            return client.call(method, json, limit);
        } catch (VarlinkException failed) {
            throw failed.error().isPresent()
                    ? new Refused(failed.error().get(), failed.parametersJson().orElse("{}"), failed)
                    : new IOException("platformd does not answer", failed);
        }
    }

    @Override
    public void close() {
        updates.close();
        radio.close();
        disks.close();
        preparation.close();
        client.close();
    }

    private static String json(Snapshot snapshot) {
        return PlatformMessages.JSON.type(Snapshot.class).toJson(snapshot);
    }
}
