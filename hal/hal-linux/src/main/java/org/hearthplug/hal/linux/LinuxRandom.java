// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.HardwareRandom;

/** {@code /dev/hwrng} and what the kernel says of it (Documentation/admin-guide/hw_random.rst). */
final class LinuxRandom implements HardwareRandom {
    private static final String CLASS = "sys/class/misc/hw_random/";
    private static final String DEVICE = "dev/hwrng";
    private static final int MAX_QUALITY = 1024;

    private final KernelFiles files;

    LinuxRandom(KernelFiles files) {
        this.files = files;
    }

    @Override
    public Optional<Source> source() {
        List<String> available =
                files.text(CLASS + "rng_available").map(Text::words).orElse(List.of());
        return files.label(CLASS + "rng_current")
                .filter(name -> !name.equals("none"))
                .map(name ->
                        new Source(name, available.stream().map(Text::clean).toList(), (int)
                                Math.clamp(files.number(CLASS + "rng_quality").orElse(0), 0L, MAX_QUALITY)));
    }

    @Override
    public byte[] read(int bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new HalException(Kind.OUT_OF_RANGE, DEVICE, bytes + " bytes");
        }
        if (source().isEmpty()) {
            throw new HalException(Kind.UNSUPPORTED, DEVICE, "this machine has no source of random numbers");
        }
        return Bounded.call(DEVICE, () -> {
            ByteBuffer read = ByteBuffer.allocate(bytes);
            try (FileChannel device = FileChannel.open(files.path(DEVICE), StandardOpenOption.READ)) {
                while (read.hasRemaining()) {
                    if (device.read(read) <= 0) {
                        throw new HalException(Kind.IO, DEVICE, "the source ended");
                    }
                }
            } catch (IOException failure) {
                throw Errno.exception(DEVICE, failure);
            }
            return read.array();
        });
    }
}
