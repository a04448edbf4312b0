// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** Reset keys of the board's own input devices: {@code /sys/class/input}, {@code /dev/input} (include/uapi/linux/input.h). */
final class LinuxButtons implements Buttons {
    /** input-event-codes.h. */
    static final int KEY_RESTART = 408;

    /** What is soldered in; BUS_USB is 3, BUS_BLUETOOTH 5. */
    private static final String BUS_HOST = "0019";

    private static final String CLASS = "sys/class/input";
    private static final int BITS_PER_WORD = 64;

    private final KernelFiles files;
    private final Path devices;

    /** {@code devices} is {@code /dev/input}. */
    LinuxButtons(KernelFiles files, Path devices) {
        this.files = files;
        this.devices = devices;
    }

    @Override
    public List<Button> list() {
        return files.names(CLASS).stream()
                .filter(name -> name.startsWith("event"))
                .filter(this::isResetButton)
                .sorted(Text.NATURAL)
                .map(name -> new Button(
                        name, files.label(CLASS + '/' + name + "/device/name").orElse(name)))
                .toList();
    }

    private boolean isResetButton(String name) {
        String device = CLASS + '/' + name + "/device";
        return files.label(device + "/id/bustype").orElse("").equals(BUS_HOST)
                && hasKey(files.text(device + "/capabilities/key").orElse(""), KEY_RESTART);
    }

    /** The kernel writes the bits as words of 64 in hexadecimal digits, the highest first, without leading zeros. */
    static boolean hasKey(String words, int key) {
        List<String> all = Text.words(words);
        int at = all.size() - 1 - key / BITS_PER_WORD;
        try {
            return at >= 0 && new BigInteger(all.get(at), 16).testBit(key % BITS_PER_WORD);
        } catch (NumberFormatException malformed) {
            return false;
        }
    }

    @Override
    public Gpio.Input open(String button) {
        if (list().stream().noneMatch(one -> one.name().equals(button))) {
            throw new HalException(Kind.GONE, Text.clean(button), "there is no such button");
        }
        try {
            return new EvdevInput(button, devices.resolve(button));
        } catch (IOException failure) {
            throw Errno.exception(button, failure);
        }
    }
}
