// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Leds;

/** {@code /sys/class/leds} (Documentation/leds/leds-class.rst). */
final class LinuxLeds implements Leds {
    private static final String CLASS = "sys/class/leds/";
    private static final int MAX_LEDS = 64;

    private final KernelFiles files;

    LinuxLeds(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Led> list() {
        List<Led> leds = new ArrayList<>();
        for (String name : files.names(CLASS)) {
            OptionalInt max = files.integer(CLASS + name + "/max_brightness");
            if (max.isPresent() && leds.size() < MAX_LEDS) {
                leds.add(led(name, max.getAsInt()));
            }
        }
        return leds;
    }

    /** The kernel marks the trigger in use with brackets. */
    private Led led(String name, int max) {
        List<String> triggers = new ArrayList<>();
        String chosen = "none";
        for (String word :
                files.text(CLASS + name + "/trigger").map(Text::words).orElse(List.of())) {
            boolean marked = word.startsWith("[") && word.endsWith("]");
            String plain = marked ? word.substring(1, word.length() - 1) : word;
            triggers.add(plain);
            if (marked) {
                chosen = plain;
            }
        }
        return new Led(name, files.integer(CLASS + name + "/brightness").orElse(0), max, chosen, triggers);
    }

    private Led existing(String name) {
        return list().stream()
                .filter(led -> led.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HalException(Kind.GONE, Text.clean(name), "there is no such lamp"));
    }

    @Override
    public void set(String led, int brightness) {
        Led found = existing(led);
        if (brightness < 0 || brightness > found.maxBrightness()) {
            throw new HalException(Kind.OUT_OF_RANGE, led, brightness + "; it has 0 to " + found.maxBrightness());
        }
        Bounded.run(led, () -> {
            if (!found.trigger().equals("none")) {
                files.write(CLASS + led + "/trigger", "none");
            }
            files.write(CLASS + led + "/brightness", Integer.toString(brightness));
        });
    }

    @Override
    public void trigger(String led, String trigger) {
        if (!existing(led).triggers().contains(trigger)) {
            throw new HalException(Kind.UNSUPPORTED, led, "no such trigger: " + Text.clean(trigger));
        }
        Bounded.run(led, () -> files.write(CLASS + led + "/trigger", trigger));
    }
}
