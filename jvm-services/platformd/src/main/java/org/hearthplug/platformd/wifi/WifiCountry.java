// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Wifi;

/**
 * The country whose radio rules the owner chose: kept in a file, asked of the kernel. The kernel has one for all radios, goes back to it when
 * a network with another is left, and forgets it when it starts anew or its Wi-Fi modules are unloaded.
 */
final class WifiCountry {
    static final Pattern CODE = Pattern.compile("[A-Z]{2}|00");

    private static final Logger LOG = Logger.getLogger(WifiCountry.class.getName());
    private static final String WORLD = "00";

    /** What the kernel says of rules that are what two countries both allow: the chosen one and the one that the joined network announces. */
    private static final String BOTH = "98";

    /** A kernel with CRDA waits 3.142 s for a country that its data base lacks, and is then at the world's rules. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Wifi wifi;
    private final Path file;

    WifiCountry(Wifi wifi, Path file) {
        this.wifi = wifi;
        this.file = file;
    }

    /** Empty when the owner chose none. */
    Optional<String> chosen() {
        try {
            String kept = Files.readString(file).strip();
            return Optional.of(kept).filter(code -> CODE.matcher(code).matches() && !code.equals(WORLD));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /**
     * Asks the kernel for the chosen country if it keeps another's rules. Does not wait. wpa_supplicant needs no more: without a country
     * in its settings it asks the kernel for none, and hears from it which channels there are. hostapd asks for the one in its own.
     */
    synchronized void apply() {
        try {
            chosen().filter(this::notKept).ifPresent(wifi::regulatoryDomain);
        } catch (HalException failure) {
            LOG.log(Level.FINE, "The country of the radio rules could not be asked for.", failure);
        }
    }

    private boolean notKept(String country) {
        String said = wifi.regulatoryDomain().orElse("");
        return !said.equals(country) && !said.equals(BOTH);
    }

    /**
     * Asks the kernel for a country's rules, or for the world's, and keeps the choice once it has them.
     *
     * @return false when it has not taken them after four seconds; then, and after a failure, what was chosen before is asked for again
     * @throws IOException when the choice cannot be kept
     */
    synchronized boolean choose(String country) throws IOException, InterruptedException {
        wifi.regulatoryDomain(country);
        boolean kept = false;
        try {
            if (awaitTaken(country)) {
                keep(country);
                kept = true;
            }
        } finally {
            if (!kept) {
                wifi.regulatoryDomain(chosen().orElse(WORLD));
            }
        }
        return kept;
    }

    private boolean awaitTaken(String country) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        while (notKept(country)) {
            if (System.nanoTime() > deadlineNanos) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    /** Written whole and synced: it survives a power cut from now on. */
    private void keep(String country) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(ByteBuffer.wrap((country + "\n").getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
