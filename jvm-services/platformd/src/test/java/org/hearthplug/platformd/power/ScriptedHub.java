// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Usb;

/** A hub {@code 1-1} with four ports and room for a device in the last, as a kernel would show them; it notes what it is told. */
final class ScriptedHub implements Usb {
    static final String DEVICE = "1-1.4";
    private static final int PORT = 4;

    /** What was done, in order: "power 1-1 4 false", "hold 1-1.4", "authorize 1-1.4". */
    final List<String> done = new CopyOnWriteArrayList<>();

    private final Switching switching;
    private final Set<Integer> off = new TreeSet<>();
    private boolean holding;
    private boolean hubThere = true;
    private int hubAddress = 2;
    private int address = 3;
    private int product = 2;
    private boolean plugged;
    private boolean authorised;
    private HalException.Kind failing;

    ScriptedHub(Switching switching) {
        this.switching = switching;
    }

    /** Plugs a device in, that of before if the number is the same. The kernel meets it only where the port has power. */
    synchronized void plug(int productId) {
        plugged = true;
        product = productId;
        arrive();
    }

    synchronized void unplug() {
        plugged = false;
    }

    synchronized void hub(boolean there) {
        hubThere = there;
        if (there) {
            hubAddress += 10;
            off.clear();
            arrive();
        }
    }

    /** Somebody at the plug's shell. */
    synchronized void switchedOff(int port) {
        off.add(port);
    }

    synchronized boolean hasPower(int port) {
        return !off.contains(port);
    }

    synchronized void failing(HalException.Kind kind) {
        failing = kind;
    }

    long count(String what) {
        return done.stream().filter(what::equals).count();
    }

    private void arrive() {
        address++;
        authorised = !holding;
    }

    private static Device device(String name, String parent, int address, int product, Kind kind, boolean authorised) {
        Optional<String> none = Optional.empty();
        OptionalInt ports = kind == Kind.HUB ? OptionalInt.of(PORT) : OptionalInt.empty();
        return new Device(
                name,
                Optional.of(parent),
                1,
                address,
                1,
                product,
                none,
                none,
                none,
                12_000,
                100,
                kind,
                authorised,
                ports,
                List.of());
    }

    @Override
    public synchronized List<Device> devices() {
        Device hub = device("1-1", "usb1", hubAddress, 1, Kind.HUB, true);
        if (!hubThere) {
            return List.of();
        }
        return plugged && hasPower(PORT)
                ? List.of(hub, device(DEVICE, "1-1", address, product, Kind.OTHER, authorised))
                : List.of(hub);
    }

    private void find(String name) {
        if (devices().stream().noneMatch(device -> device.name().equals(name))) {
            throw new HalException(HalException.Kind.GONE, name, "there is no such USB device");
        }
    }

    @Override
    public Switching switching(String hub) {
        find(hub);
        return switching;
    }

    @Override
    public synchronized void power(String hub, int port, boolean on) {
        find(hub);
        done.add("power " + hub + " " + port + " " + on);
        if (failing != null && failing != HalException.Kind.TIMEOUT) {
            throw new HalException(failing, hub, "scripted");
        }
        if (!on) {
            off.add(port);
        } else if (off.remove(port)) {
            arrive();
        }
        if (failing != null) {
            throw new HalException(failing, hub, "the kernel goes on behind");
        }
    }

    @Override
    public synchronized void hold(String device) {
        find(device);
        done.add("hold " + device);
        authorised = false;
    }

    @Override
    public synchronized void authorize(String device) {
        find(device);
        done.add("authorize " + device);
        authorised = true;
    }

    @Override
    public synchronized void holdArrivals(boolean hold) {
        holding = hold;
    }

    @Override
    public Watch watch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void autosuspend(String device, Optional<Duration> idle) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Port> ports(String hub) {
        throw new UnsupportedOperationException();
    }
}
