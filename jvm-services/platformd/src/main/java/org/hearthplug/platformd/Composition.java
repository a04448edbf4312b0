// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.hal.Hardware;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Config;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkServer;

/** What platformd is made of, in the order it starts. */
final class Composition {
    private Composition() {}

    /** Simulated parts belong in a lab; elsewhere they would show an owner numbers that mean nothing. */
    static void refuseSimulation(Hardware hardware, Release release) {
        if (hardware.simulated() && !release.lab()) {
            throw new IllegalStateException("The hardware is simulated and this image is not a lab's.");
        }
    }

    static List<Component> of(Config config, Hardware hardware, Release release) {
        Services services =
                new Services(Path.of("/proc"), config.path("service-directory"), config.path("supervision-directory"));
        Snapshots snapshots = new Snapshots(hardware, release, services);
        Publisher publisher = new Publisher(snapshots);
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(config.path("socket"), config.text("group")),
                new ServiceInfo("Hearth", "platformd", release.hearth(), "https://hearthplug.org/"),
                access(config.text("reader")),
                VarlinkServer.Limits.DEFAULT,
                List.of(new PlatformInterface(publisher).describe()));
        return List.of(new DeviceWatch(hardware.deviceEvents(), publisher), new Listening(server));
    }

    static AccessPolicy access(String reader) {
        return AccessPolicy.byUser(
                "root", Map.of(reader, Set.of(PlatformMessages.GET_SNAPSHOT, PlatformMessages.MONITOR)));
    }

    /** The socket, as a part that starts and stops. */
    private record Listening(VarlinkServer server) implements Component {
        @Override
        public String name() {
            return "varlink";
        }

        @Override
        public void start() throws Exception {
            server.start();
        }

        @Override
        public void stop() {
            server.close();
        }
    }
}
