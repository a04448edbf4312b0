// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.qemu.QemuTarget;

/** Does to a plug what hal's {@code PlugFaultsTest} asks for; closing takes away what a failed suite left. */
final class FaultHand implements Consumer<String>, AutoCloseable {
    /** SDHCI_QUIRK_INVERTED_WRITE_PROTECT of the kernel's sdhci.h. */
    private static final int INVERTED_WRITE_PROTECT = 1 << 16;

    private final Plug plug;
    private final Devices devices;
    private final Path folder;
    private boolean hub;
    private boolean serial;

    FaultHand(Plug plug, Path folder) {
        this.plug = plug;
        this.devices = new Devices(plug);
        this.folder = folder;
    }

    @Override
    public void accept(String wish) {
        QemuTarget target = (QemuTarget) plug.target();
        switch (wish) {
            case "plug PULLED" ->
                target.plugUsbStick("PULLED", Sticks.ext4(folder.resolve("pulled.img"), "PULLED", 32));
            case "pull PULLED" -> target.pullUsbStick("PULLED", Deadline.seconds(30));
            case "insert broken" -> target.insertCard(broken());
            case "remove broken" -> target.removeCard();
            case "insert protected" -> {
                slot("modprobe sdhci debug_quirks=" + INVERTED_WRITE_PROTECT + " && ");
                target.insertCard(Sticks.ext4(folder.resolve("locked.img"), "LOCKED", 64));
            }
            case "remove protected" -> {
                target.removeCard();
                slot("");
            }
            case "plug network" -> devices.network("fnet", "3");
            case "pull network" -> devices.pullNetworks();
            case "plug hub" -> {
                String port = devices.hub("fhub", "2", "1");
                devices.plug("usb-kbd", "fkbd", port + ".1")
                        .plug("usb-mouse", "fmouse", port + ".2")
                        .plug("usb-tablet", "ftablet", port + ".3")
                        .stick("ONHUB", port + ".4", Sticks.ext4(folder.resolve("onhub.img"), "ONHUB", 8));
                hub = true;
            }
            case "pull hub" -> pullHub();
            case "plug serial" -> {
                devices.joinedSerial();
                serial = true;
            }
            case "pull serial" -> pullSerial();
            default -> throw new IllegalArgumentException(wish);
        }
    }

    /** The slot's driver anew; a word that makes it take its protection switch for the other way round. */
    private void slot(String before) {
        plug.shell().check("modprobe -r sdhci_pci sdhci 2>/dev/null; " + before + "modprobe sdhci_pci");
    }

    private void pullHub() {
        devices.pull("fhub");
        devices.releaseStick("ONHUB");
        hub = false;
    }

    private void pullSerial() {
        devices.pullSerial();
        serial = false;
    }

    /** A file system that says what it is, whose table of groups is rubbish. */
    private Path broken() {
        Path image = Sticks.ext4(folder.resolve("broken.img"), "BROKEN", 64);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] rubbish = new byte[4096];
            Arrays.fill(rubbish, (byte) 0xA5);
            file.seek(2048);
            file.write(rubbish);
            return image;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        devices.pullNetworks();
        if (hub) {
            pullHub();
        }
        if (serial) {
            pullSerial();
        }
    }
}
