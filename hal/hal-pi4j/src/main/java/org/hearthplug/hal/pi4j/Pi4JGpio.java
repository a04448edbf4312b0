// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import com.pi4j.boardinfo.definition.BoardModel;
import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.library.gpiod.internal.GpioLine;
import com.pi4j.library.gpiod.internal.LineRequestFlag;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/**
 * GPIO lines through Pi4J's gpiod library. Its digital input provider is passed by: that one looks at each line a hundred
 * times a second, drives one chip for the whole process and falls silent when the chip goes. The same library underneath
 * waits in the kernel, knows any number of chips, and tells.
 */
public final class Pi4JGpio implements Gpio {
    private static final Path BUS = Path.of("/sys/bus/gpio/devices");
    private static final Pattern CHIP = Pattern.compile("gpiochip\\d{1,4}");

    /** Loads nothing yet. */
    public Pi4JGpio() {
        // Pi4J comes with the first line that is asked for.
    }

    @Override
    public List<Chip> chips() {
        List<Chip> chips = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(BUS, "gpiochip*")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (CHIP.matcher(name).matches()) {
                    chips.add(chip(name));
                }
            }
        } catch (IOException noneOrGone) {
            return List.of();
        }
        chips.sort(Comparator.comparingInt(chip -> Integer.parseInt(chip.name().substring("gpiochip".length()))));
        return List.copyOf(chips);
    }

    /** Label and number of lines are in sysfs under the number of the chip's first line, which gpio/ has. */
    private static Chip chip(String name) {
        String label = "";
        int lines = 0;
        try (DirectoryStream<Path> below = Files.newDirectoryStream(Path.of("/sys/class/gpio"), "gpiochip*")) {
            for (Path old : below) {
                Path device = old.resolve("device");
                if (Files.exists(device)
                        && device.toRealPath()
                                .equals(BUS.resolve(name).toRealPath().getParent())) {
                    label = Files.readString(old.resolve("label")).strip();
                    lines = Integer.parseInt(
                            Files.readString(old.resolve("ngpio")).strip());
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            // Without the old interface a chip has no more than its name here.
        }
        return new Chip(name, label, lines);
    }

    @Override
    public Output output(String chip, int offset, boolean activeLow, boolean active) {
        OpenLine line = open(chip, offset);
        int flags = activeLow ? LineRequestFlag.ACTIVE_LOW.getVal() : 0;
        line.request(() -> line.line().requestOutputFlags("hearth", flags, active ? 1 : 0));
        return new GpiodOutput(line);
    }

    @Override
    public Input input(String chip, int offset, boolean activeLow, Bias bias) {
        OpenLine line = open(chip, offset);
        int flags = (activeLow ? LineRequestFlag.ACTIVE_LOW.getVal() : 0)
                | switch (bias) {
                    case AS_IS -> 0;
                    case NONE -> LineRequestFlag.BIAS_DISABLE.getVal();
                    case PULL_UP -> LineRequestFlag.BIAS_PULL_UP.getVal();
                    case PULL_DOWN -> LineRequestFlag.BIAS_PULL_DOWN.getVal();
                };
        line.request(() -> line.line().requestBothEdgeEventsFlags("hearth", flags));
        return new GpiodInput(line);
    }

    private static OpenLine open(String chip, int offset) {
        if (!CHIP.matcher(chip).matches() || !Files.exists(Path.of("/dev", chip))) {
            throw new HalException(Kind.GONE, chip, "there is no such chip");
        }
        if (offset < 0) {
            throw new HalException(Kind.OUT_OF_RANGE, chip, "there is no line " + offset);
        }
        // Pi4J opens chips only on boards that it knows; whatever else we run on is a board with GPIO all the same.
        if (!BoardInfoHelper.runningOnRaspberryPi()) {
            BoardInfoHelper.current().setBoardModel(BoardModel.GENERIC);
        }
        GpioDContext context = new GpioDContext();
        try {
            context.setChip(chip);
            context.initialize();
            GpioLine line = context.getOrOpenLine(offset);
            return new OpenLine(chip + ":" + offset, context, line);
        } catch (RuntimeException failure) {
            context.close();
            throw Pi4JErrors.of(chip + ":" + offset, "opening the line", failure);
        }
    }

    /** A line and the context that is its alone. */
    record OpenLine(String name, GpioDContext context, GpioLine line) {
        void request(Runnable request) {
            try {
                request.run();
            } catch (RuntimeException failure) {
                context.close();
                throw Pi4JErrors.of(name, "requesting the line", failure);
            }
        }
    }
}
