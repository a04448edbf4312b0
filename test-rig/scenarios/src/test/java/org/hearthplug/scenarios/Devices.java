// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.qemu.QemuTarget;
import org.hearthplug.rig.qemu.QmpClient;
import org.hearthplug.rig.qemu.QmpError;

/** What a hand plugs into the sockets besides sticks; closing pulls what is still there, whatever comes of the test. */
final class Devices implements AutoCloseable {
    private final QmpClient qmp;
    private final List<String> there = new ArrayList<>();
    private final List<String> networks = new ArrayList<>();
    private final List<String> chardevs = new ArrayList<>();

    Devices(Plug plug) {
        this.qmp = ((QemuTarget) plug.target()).qmp();
    }

    /** Plugs a device of QEMU's into a port, {@code 1} or {@code 1.2} behind a hub in port 1. */
    Devices plug(String driver, String id, String port) {
        qmp.execute("device_add", Map.of("driver", driver, "id", id, "bus", "usb.0", "port", port));
        there.add(id);
        return this;
    }

    /** Plugs a hub into the first of these ports that is free: sticks take whichever they find. @return the port */
    String hub(String id, String port, String otherwise) {
        try {
            plug("usb-hub", id, port);
            return port;
        } catch (QmpError inUse) {
            plug("usb-hub", id, otherwise);
            return otherwise;
        }
    }

    /** Plugs a hub that can switch the power of its ports. */
    Devices switchedHub(String id, String port) {
        qmp.execute(
                "device_add", Map.of("driver", "usb-hub", "id", id, "bus", "usb.0", "port", port, "port-power", true));
        there.add(id);
        return this;
    }

    /** Plugs a network adapter whose cable leads nowhere. */
    void network(String id, String port) {
        qmp.execute("netdev_add", Map.of("type", "user", "id", "of-" + id, "restrict", true));
        qmp.execute(
                "device_add",
                Map.of("driver", "usb-net", "id", id, "bus", "usb.0", "port", port, "netdev", "of-" + id));
        networks.add(id);
    }

    /** Plugs a stick into a port; its serial number is its name. What it holds is let go by {@link #releaseStick}. */
    Devices stick(String id, String port, Path image) {
        qmp.execute(
                "blockdev-add",
                Map.of(
                        "driver",
                        "raw",
                        "node-name",
                        "usb-" + id,
                        "file",
                        Map.of(
                                "driver",
                                "file",
                                "filename",
                                image.toAbsolutePath().toString())));
        qmp.execute(
                "device_add",
                Map.of(
                        "driver",
                        "usb-storage",
                        "id",
                        id,
                        "bus",
                        "usb.0",
                        "port",
                        port,
                        "drive",
                        "usb-" + id,
                        "serial",
                        id));
        there.add(id);
        return this;
    }

    /** After a stick was pulled, alone or with its hub. */
    void releaseStick(String id) {
        qmp.execute("blockdev-del", Map.of("node-name", "usb-" + id));
    }

    /** Plugs two serial adapters, the cable of the one in that of the other. */
    void joinedSerial() {
        String socket = "/tmp/hearth-serial-" + ProcessHandle.current().pid();
        Map<String, ?> address = Map.of("type", "unix", "data", Map.of("path", socket));
        for (String end : List.of("near", "far")) {
            boolean server = end.equals("near");
            Map<String, ?> data = server
                    ? Map.of("addr", address, "server", true, "wait", false)
                    : Map.of("addr", address, "server", false);
            qmp.execute("chardev-add", Map.of("id", end, "backend", Map.of("type", "socket", "data", data)));
        }
        for (String end : List.of("near", "far")) {
            qmp.execute(
                    "device_add",
                    Map.of("driver", "usb-serial", "id", end + "-serial", "bus", "usb.0", "chardev", end));
        }
    }

    /** Plugs a serial adapter whose cable leads nowhere; without being told QEMU waits for the other end before it plugs one in. */
    void serial(String id, String port) {
        qmp.execute("chardev-add", Map.of("id", "of-" + id, "backend", Map.of("type", "null", "data", Map.of())));
        qmp.execute(
                "device_add",
                Map.of(
                        "driver",
                        "usb-serial",
                        "id",
                        id,
                        "bus",
                        "usb.0",
                        "port",
                        port,
                        "always-plugged",
                        true,
                        "chardev",
                        "of-" + id));
        chardevs.add("of-" + id);
        there.add(id);
    }

    /** Pulls both. */
    void pullSerial() {
        for (String end : List.of("near", "far")) {
            remove(end + "-serial");
            qmp.execute("chardev-remove", Map.of("id", end));
        }
    }

    /** Pulls a device, and with a hub all that hangs on it. */
    void pull(String id) {
        remove(id);
        // What hung on it went with it.
        there.clear();
    }

    private void remove(String id) {
        long mark = qmp.eventMark();
        qmp.execute("device_del", Map.of("id", id));
        qmp.awaitEvent(
                "DEVICE_DELETED",
                mark,
                event -> event.at("data.device")
                        .map(one -> one.string().equals(id))
                        .orElse(false),
                Deadline.seconds(30));
    }

    /** Pulls all network adapters. */
    void pullNetworks() {
        for (String id : networks) {
            remove(id);
            qmp.execute("netdev_del", Map.of("id", "of-" + id));
        }
        networks.clear();
    }

    @Override
    public void close() {
        pullNetworks();
        if (!there.isEmpty()) {
            pull(there.getFirst());
        }
        chardevs.forEach(id -> qmp.execute("chardev-remove", Map.of("id", id)));
        chardevs.clear();
    }
}
