// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Usb;

/**
 * The ports whose power this manager, or one before it, has cut: {@code <hub> <port>=<bus> <address>} lines in {@code cut-ports} of this
 * boot's folder, written before the switch is opened, so that whoever comes after a crash gives the power back.
 *
 * <p>Why not ask the hubs which of their ports have no power: somebody at the plug's shell may have switched one off, a hub switches one
 * off by itself for too much current, and asking wakes hubs that sleep. Why not on the disk: a switch stays open only until the kernel
 * meets the hub anew, at the latest with the next boot; so a line is void once its hub has another address, and the folder goes with
 * the boot.
 */
final class CutPorts {
    private static final Logger LOG = Logger.getLogger(CutPorts.class.getName());
    private static final String NAME = "cut-ports";

    private final Path folder;
    private final PowerStore file;
    private final Map<String, Cut> cuts = new TreeMap<>();

    /**
     * A port without power.
     *
     * @param hub the hub's name
     * @param bus the hub's bus
     * @param address the hub's address on it: another one is another life of the hub, with power
     * @param port from 1
     */
    record Cut(String hub, int bus, int address, int port) {
        boolean on(Usb.Device device) {
            return hub.equals(device.name()) && bus == device.bus() && address == device.address();
        }

        private String key() {
            return hub + " " + port;
        }
    }

    /** Reads what is left of earlier runs in this boot. */
    CutPorts(Path folder) {
        this.folder = folder;
        file = new PowerStore(folder);
        file.read(NAME).forEach(this::take);
    }

    private void take(String place, String life) {
        String[] words = (place + " " + life).split(" ");
        try {
            Cut cut = new Cut(
                    words[0], Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[1]));
            cuts.put(cut.key(), cut);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            LOG.log(Level.WARNING, "A line of {0} makes no sense: {1}={2}", new Object[] {NAME, place, life});
        }
    }

    synchronized List<Cut> all() {
        return List.copyOf(cuts.values());
    }

    synchronized void add(Cut cut) {
        cuts.put(cut.key(), cut);
        write();
    }

    synchronized void forget(Cut cut) {
        if (cuts.remove(cut.key(), cut)) {
            write();
        }
    }

    private void write() {
        Map<String, String> lines = new TreeMap<>();
        cuts.forEach((key, cut) -> lines.put(key, cut.bus() + " " + cut.address()));
        try {
            Files.createDirectories(folder);
            file.write(NAME, lines, false);
        } catch (IOException full) {
            // The port is cut all the same: what it draws is the nearer danger. An orderly end gives it back.
            LOG.log(Level.WARNING, "After a crash nobody will know which USB ports have no power.", full);
        }
    }
}
