// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.WifiNetworks;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;
import org.hearthplug.runtime.platform.WifiMessages.Attempt;
import org.hearthplug.runtime.platform.WifiMessages.WifiState;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/**
 * Wi-Fi while there is a radio. Staying in a network that is known needs none of this: the supplicant and udhcpc do that, supervised.
 * What is done here: joining and forgetting, an address anew when another network was joined, and a network of the plug's own when it has
 * neither cable nor owner nor a network that it knows.
 */
public final class WifiService implements Component {
    private static final Logger LOG = Logger.getLogger(WifiService.class.getName());
    private static final Duration JOIN = Duration.ofSeconds(45);
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration SUPPLICANT = Duration.ofSeconds(40);

    private final Hardware hardware;
    private final WifiRadio radio;
    private final WifiServices services;
    private final WifiCountry country;
    private final Path claimCode;
    private final Duration settle;
    private volatile boolean stopping;
    private volatile Attempt attempt;
    private Thread thread;
    private Thread joining;
    private boolean ownNetwork;
    private String lastNetwork = "";

    /**
     * Where things are.
     *
     * @param services supervised services
     * @param work what passes between platformd and the services of Wi-Fi
     * @param radios the kernel's folder of radios
     * @param country the file that keeps the owner's choice of a country
     * @param claimCode the notice that is there until the plug has an owner
     * @param settle time after power-on during which no network of the plug's own is made
     */
    public record Settings(Path services, Path work, Path radios, Path country, Path claimCode, Duration settle) {}

    /** Reads nothing yet. */
    public WifiService(Hardware hardware, Settings settings) {
        this.hardware = hardware;
        this.radio = new WifiRadio(hardware, settings.radios());
        this.services = new WifiServices(settings.services(), settings.work());
        this.country = new WifiCountry(hardware.wifi(), settings.country());
        this.claimCode = settings.claimCode();
        this.settle = settings.settle();
    }

    /** The interface, for the server. */
    public VarlinkInterface describe() {
        return new WifiInterface(this, radio, services, country).describe();
    }

    @Override
    public String name() {
        return "wifi";
    }

    @Override
    public void start() {
        // The first event, which asks for a look at everything, does.
    }

    /** A radio may have come or gone. Does not wait. */
    public synchronized void radioMoved() {
        boolean there = radio.there();
        if (there != services.there()) {
            services.lookForRadios();
        }
        if (there && thread == null && !stopping) {
            thread = Thread.ofPlatform().daemon().name("wifi").start(this::watch);
        }
    }

    private void watch() {
        try {
            while (!stopping && radio.there()) {
                try {
                    lookAfter();
                } catch (HalException | IOException failure) {
                    LOG.log(Level.FINE, "Wi-Fi is not ready.", failure);
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException stop) {
            // Told to stop.
        } finally {
            synchronized (this) {
                thread = null;
            }
        }
    }

    private void lookAfter() throws IOException, InterruptedException {
        country.apply();
        if (services.accessPoint()) {
            Thread.sleep(LOOK);
            if (ownNetwork && radio.cable() && !busy()) {
                LOG.info("A cable is there: the plug's own Wi-Fi network ends.");
                makeNone();
            }
            return;
        }
        try (WifiNetworks.Subscription changes = hardware.wifiNetworks().subscribe()) {
            // What happened before this began.
            hardware.wifiNetworks().association().ssid().ifPresent(this::joined);
            while (!stopping && !services.accessPoint()) {
                Optional<WifiNetworks.Change> change = changes.next(LOOK);
                if (change.isPresent() && change.get() == WifiNetworks.Change.JOINED) {
                    hardware.wifiNetworks().association().ssid().ifPresent(this::joined);
                } else if (change.isEmpty()) {
                    country.apply();
                    helpANewcomer();
                }
            }
        }
    }

    private synchronized void joined(String ssid) {
        services.addressAnew(!lastNetwork.isEmpty() && !ssid.equals(lastNetwork));
        lastNetwork = ssid;
    }

    /** Out of the box, without a cable: the claim code, which its owner has, is also the passphrase of the plug's own network. */
    private void helpANewcomer() throws IOException, InterruptedException {
        if (busy()
                || hardware.board().uptime().compareTo(settle) < 0
                || !Files.exists(claimCode)
                || radio.cable()
                || !hardware.wifiNetworks().known().isEmpty()) {
            return;
        }
        String passphrase = Files.readString(claimCode).strip();
        if (passphrase.length() >= WifiInterface.MIN_PASSPHRASE) {
            radio.scan(false);
            makeOne(passphrase);
            ownNetwork = true;
            LOG.info(
                    "No cable, no owner, no known network: the plug makes a Wi-Fi network; its passphrase is the claim code.");
        }
    }

    boolean busy() {
        Attempt now = attempt;
        return now != null && now.phase().equals("trying");
    }

    WifiState state() {
        return radio.state(services.accessPoint(), attempt);
    }

    /** Named after the interface's address, so that two plugs do not share a name. */
    void makeOne(String passphrase) throws IOException {
        Wifi.Radio found = radio.radio().orElseThrow(() -> new IOException("there is no radio"));
        String mac = found.mac().replace(":", "").toUpperCase(Locale.ROOT);
        services.makeNetwork(
                found.link(), "Hearth " + mac.substring(Math.max(0, mac.length() - 4)), passphrase, country.chosen());
    }

    void makeNone() throws IOException {
        ownNetwork = false;
        services.joinNetworks();
    }

    /** Begins to join; false while another attempt is under way. */
    synchronized boolean join(String ssid, String passphrase) {
        if (busy() || stopping) {
            return false;
        }
        attempt = new Attempt(ssid, "trying", null);
        joining = Thread.ofPlatform().daemon().name("wifi-join").start(() -> attempt = tried(ssid, passphrase));
        return true;
    }

    /** False when it was not known. While the plug makes a network itself nothing is forgotten. */
    boolean forget(String ssid) {
        return hardware.wifiNetworks().forget(ssid);
    }

    private Attempt tried(String ssid, String passphrase) {
        boolean wasAccessPoint = services.accessPoint();
        boolean wasOwn = ownNetwork;
        String kept = wasAccessPoint ? services.passphrase().orElse("") : "";
        WifiNetworks.Outcome outcome = null;
        try {
            if (wasAccessPoint) {
                makeNone();
            }
            awaitSupplicant();
            outcome = hardware.wifiNetworks().join(ssid, passphrase, JOIN);
        } catch (HalException | IOException failure) {
            LOG.log(Level.WARNING, "A Wi-Fi network could not be tried.", failure);
        } catch (InterruptedException stop) {
            return new Attempt(ssid, "failed", "unavailable");
        }
        if (outcome == WifiNetworks.Outcome.JOINED) {
            joined(ssid);
            return new Attempt(ssid, "joined", null);
        }
        if (wasAccessPoint && !kept.isEmpty()) {
            backToAccessPoint(kept, wasOwn);
        }
        return new Attempt(ssid, "failed", problem(outcome));
    }

    private void backToAccessPoint(String passphrase, boolean own) {
        try {
            makeOne(passphrase);
            ownNetwork = own;
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "The plug's own network could not be made again.", failure);
        }
    }

    private static String problem(WifiNetworks.Outcome outcome) {
        return switch (outcome) {
            case WRONG_PASSPHRASE -> "wrong-passphrase";
            case NOT_FOUND -> "not-found";
            case REFUSED -> "refused";
            case TIMED_OUT -> "timeout";
            case JOINED -> throw new IllegalArgumentException("joined");
            case null -> "unavailable";
        };
    }

    /** It starts when the services change over, and listens a moment later. */
    private void awaitSupplicant() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + SUPPLICANT.toNanos();
        while (true) {
            try {
                hardware.wifiNetworks().association();
                return;
            } catch (HalException notYet) {
                if (System.nanoTime() > deadlineNanos) {
                    throw notYet;
                }
                Thread.sleep(Duration.ofMillis(200));
            }
        }
    }

    @Override
    public void stop() throws InterruptedException {
        Thread one;
        Thread other;
        synchronized (this) {
            stopping = true;
            one = thread;
            other = joining;
        }
        for (Thread each : new Thread[] {one, other}) {
            if (each != null) {
                each.interrupt();
                each.join(Duration.ofSeconds(1));
            }
        }
    }

    @Override
    public Health health() {
        return Health.GOOD;
    }
}
