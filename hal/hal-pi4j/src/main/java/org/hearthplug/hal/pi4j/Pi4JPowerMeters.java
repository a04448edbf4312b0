// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CConfigBuilder;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2C;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CBus;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Sensors;

/**
 * Power sensors on I2C for which the kernel has no driver bound, through Pi4J's linuxfs I2C provider. A chip is opened for
 * each reading: a bus behind USB comes and goes, and a reading a second costs little.
 */
public final class Pi4JPowerMeters implements Sensors {
    private static final long LIMIT_MILLIS = 2000;

    private final List<PowerMeter> meters;

    /** Meters that a board has; nothing is opened yet. */
    public Pi4JPowerMeters(List<PowerMeter> meters) {
        this.meters = List.copyOf(meters);
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        for (PowerMeter meter : meters) {
            try {
                readings.addAll(read(meter));
            } catch (HalException leftOut) {
                // As the interface says: what gives no value now is left out. read() tells why.
                continue;
            }
        }
        return readings;
    }

    /**
     * Reads one meter. Waits 2 s at most.
     *
     * @throws HalException GONE when bus or chip do not answer; MALFORMED when another chip does; DENIED, IO, TIMEOUT
     */
    public List<Reading> read(PowerMeter meter) {
        String device = "i2c-" + meter.bus() + ":0x" + Integer.toHexString(meter.address());
        if (!Files.exists(Path.of("/dev", "i2c-" + meter.bus()))) {
            throw new HalException(Kind.GONE, device, "there is no such bus");
        }
        CompletableFuture<List<Reading>> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("hal-pi4j-i2c").start(() -> {
            try {
                result.complete(readNow(meter, device));
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException heldUp) {
            throw new HalException(Kind.TIMEOUT, device, 0, "no answer within " + LIMIT_MILLIS + " ms", heldUp);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new HalException(Kind.TIMEOUT, device, 0, "interrupted", stop);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof HalException typed
                    ? typed
                    : Pi4JErrors.of(device, "reading", failure.getCause());
        }
    }

    private static List<Reading> readNow(PowerMeter meter, String device) {
        I2CConfig config = I2CConfigBuilder.newInstance(Shared.CONTEXT)
                .id(device + "-" + System.nanoTime())
                .bus(meter.bus())
                .device(meter.address())
                .build();
        // Not by the provider's create: it keeps each bus open until the process ends, and a kernel waits with a bus
        // that was
        // pulled until its last user has closed it.
        LinuxFsI2CBus bus = new LinuxFsI2CBus(config);
        try {
            I2C chip = new LinuxFsI2C(bus, Shared.PROVIDER, config);
            if (meter.chip() == PowerMeter.Chip.INA226 && word(chip, Ina2xx.MANUFACTURER) != Ina2xx.MANUFACTURER_TI) {
                throw new HalException(Kind.MALFORMED, device, "the chip is no INA226");
            }
            return Ina2xx.readings(meter, device, word(chip, Ina2xx.SHUNT_VOLTAGE), word(chip, Ina2xx.BUS_VOLTAGE));
        } finally {
            bus.close();
        }
    }

    private static int word(I2C chip, int register) {
        byte[] raw = new byte[2];
        int count = chip.readRegister(register, raw, 0, raw.length);
        if (count != raw.length) {
            throw new HalException(Kind.IO, chip.id(), "register " + register + " gave " + count + " bytes");
        }
        return Byte.toUnsignedInt(raw[0]) << 8 | Byte.toUnsignedInt(raw[1]);
    }

    /** Pi4J's context with one provider and no looking for others; made when the first meter is read. */
    private static final class Shared {
        static final I2CProvider PROVIDER = LinuxFsI2CProvider.newInstance();
        static final Context CONTEXT =
                Pi4J.newContextBuilder().noAutoDetect().add(PROVIDER).build();
    }
}
