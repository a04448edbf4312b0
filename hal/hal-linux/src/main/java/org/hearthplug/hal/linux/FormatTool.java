// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.DiskControl.Format;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** The one place where a program is forked: making a file system is its format's own tool's work. */
final class FormatTool {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private FormatTool() {}

    static void run(Format order, Duration limit) {
        List<String> command = new ArrayList<>();
        if (order.type() == ContentType.EXT4) {
            // -m 0: nothing is kept back for root, who stores nothing there; it would be 50 GB of a terabyte.
            command.addAll(List.of(find(order, "mkfs.ext4"), "-q", "-F", "-m", "0", "-L", order.label()));
        } else {
            command.addAll(List.of(find(order, "mkfs.vfat", "mkdosfs"), "-n", order.label()));
        }
        command.add("/dev/" + order.volume());
        try {
            Process tool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await(order.volume(), tool, limit);
        } catch (IOException failure) {
            throw new HalException(Kind.IO, order.volume(), 0, "the tool does not start", failure);
        }
    }

    private static void await(String volume, Process tool, Duration limit) {
        Path device = Path.of("/sys/class/block", volume);
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try {
            while (!tool.waitFor(500, TimeUnit.MILLISECONDS)) {
                if (!Files.exists(device)) {
                    tool.destroyForcibly();
                    throw new HalException(Kind.GONE, volume, "it was pulled while it was formatted");
                }
                if (System.nanoTime() - deadlineNanos > 0) {
                    tool.destroyForcibly();
                    throw new HalException(Kind.TIMEOUT, volume, "not done within " + limit.toSeconds() + " s");
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            tool.destroyForcibly();
            throw new HalException(Kind.TIMEOUT, volume, 0, "interrupted", stop);
        }
        if (tool.exitValue() != 0) {
            throw new HalException(
                    Files.exists(device) ? Kind.IO : Kind.GONE, volume, "the tool ended with " + tool.exitValue());
        }
    }

    private static String find(Format order, String... names) {
        for (String name : names) {
            Optional<String> found = FOLDERS.stream()
                    .map(folder -> folder + "/" + name)
                    .filter(path -> Files.isExecutable(Path.of(path)))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new HalException(Kind.UNSUPPORTED, order.volume(), "there is no " + names[0] + " here");
    }
}
