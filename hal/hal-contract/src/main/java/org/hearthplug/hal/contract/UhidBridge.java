// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Silicon Labs' CP2112 (data sheet, and AN495 for its reports), a bridge from USB to eight GPIO lines and I2C, simulated
 * below the kernel's {@code hid-cp2112}: what uses it sees a real gpiochip and a real I2C adapter. Line 0 is wired to line
 * 1. Chips on I2C have registers of 16 bits.
 */
public final class UhidBridge extends Uhid {
    private static final int VENDOR = 0x10C4;
    private static final int PRODUCT = 0xEA90;

    private static final int GPIO_CONFIG = 0x02;
    private static final int GPIO_GET = 0x03;
    private static final int GPIO_SET = 0x04;
    private static final int VERSION = 0x05;
    private static final int SMBUS_CONFIG = 0x06;
    private static final int READ_REQUEST = 0x10;
    private static final int WRITE_READ_REQUEST = 0x11;
    private static final int READ_FORCE_SEND = 0x12;
    private static final int READ_RESPONSE = 0x13;
    private static final int WRITE_REQUEST = 0x14;
    private static final int STATUS_REQUEST = 0x15;
    private static final int STATUS_RESPONSE = 0x16;
    private static final int CANCEL = 0x17;
    private static final int LOCK_BYTE = 0x20;
    private static final byte STATUS_COMPLETE = 2;
    private static final byte STATUS_ERROR = 3;
    private static final byte SUCCESS = 5;

    private final Map<Integer, int[]> chips = new ConcurrentHashMap<>();
    private final byte[] smbus = new byte[14];
    private byte[] config = {GPIO_CONFIG, 0, 0, 0, 0};
    private int latch;
    private int pointer;
    private byte[] pending = new byte[0];
    private boolean failed;

    /** Plugs the bridge in. */
    public UhidBridge() throws IOException {
        super("CP2112 of the contract", VENDOR, PRODUCT, descriptor());
        smbus[0] = SMBUS_CONFIG;
        start();
    }

    private static byte[] descriptor() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Usage page vendor, usage 1, application collection; items of 8 bits, 0 to 255.
        out.writeBytes(
                new byte[] {0x06, 0, (byte) 0xFF, 0x09, 1, (byte) 0xA1, 1, 0x75, 8, 0x15, 0, 0x26, (byte) 0xFF, 0});
        report(out, GPIO_CONFIG, 4, 0xB1);
        report(out, GPIO_GET, 1, 0xB1);
        report(out, GPIO_SET, 2, 0xB1);
        report(out, VERSION, 2, 0xB1);
        report(out, SMBUS_CONFIG, 13, 0xB1);
        report(out, READ_REQUEST, 3, 0x91);
        report(out, WRITE_READ_REQUEST, 20, 0x91);
        report(out, READ_FORCE_SEND, 2, 0x91);
        report(out, READ_RESPONSE, 63, 0x81);
        report(out, WRITE_REQUEST, 63, 0x91);
        report(out, STATUS_REQUEST, 1, 0x91);
        report(out, STATUS_RESPONSE, 6, 0x81);
        report(out, CANCEL, 1, 0x91);
        report(out, LOCK_BYTE, 1, 0xB1);
        out.write(0xC0);
        return out.toByteArray();
    }

    private static void report(ByteArrayOutputStream out, int id, int bytes, int kind) {
        out.writeBytes(new byte[] {(byte) 0x85, (byte) id, (byte) 0x95, (byte) bytes, 0x09, 1, (byte) kind, 2});
    }

    /** Puts a chip on the bus, with 256 registers that the test may change at any time. */
    public int[] chip(int address) {
        return chips.computeIfAbsent(address, any -> new int[256]);
    }

    /** Takes a chip off the bus: its address is answered no more. */
    public void removeChip(int address) {
        chips.remove(address);
    }

    /** The kernel's name of the GPIO chip, once the driver has made it. */
    public static Optional<String> gpioChip() throws IOException {
        try (DirectoryStream<Path> classes = Files.newDirectoryStream(Path.of("/sys/class/gpio"), "gpiochip*")) {
            for (Path one : classes) {
                if (Files.readString(one.resolve("label")).contains("cp2112")) {
                    try (DirectoryStream<Path> below =
                            Files.newDirectoryStream(one.toRealPath().resolve("device"), "gpiochip*")) {
                        for (Path chip : below) {
                            return Optional.of(chip.getFileName().toString());
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Number of the I2C bus, once the driver has made it. */
    public static Optional<Integer> i2cBus() throws IOException {
        try (DirectoryStream<Path> buses = Files.newDirectoryStream(Path.of("/sys/bus/i2c/devices"), "i2c-*")) {
            for (Path bus : buses) {
                if (Files.readString(bus.resolve("name")).contains("CP2112")) {
                    return Optional.of(
                            Integer.parseInt(bus.getFileName().toString().substring(4)));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    protected synchronized byte[] feature(byte number) {
        return switch (number) {
            case GPIO_CONFIG -> config.clone();
            case GPIO_GET -> new byte[] {GPIO_GET, (byte) (latch & ~2 | (latch & 1) << 1)};
            case VERSION -> new byte[] {VERSION, 0x0C, 3};
            case SMBUS_CONFIG -> smbus.clone();
            case LOCK_BYTE -> new byte[] {LOCK_BYTE, 0};
            default -> new byte[0];
        };
    }

    @Override
    protected synchronized void setFeature(byte[] report) {
        switch (report[0]) {
            case GPIO_CONFIG -> config = Arrays.copyOf(report, config.length);
            case GPIO_SET -> latch = latch & ~report[2] | report[1] & report[2];
            case SMBUS_CONFIG -> System.arraycopy(report, 0, smbus, 0, Math.min(report.length, smbus.length));
            default -> {
                // Nothing else is kept.
            }
        }
    }

    @Override
    protected synchronized void output(byte[] report) throws IOException {
        switch (report[0]) {
            case WRITE_REQUEST -> write(chips.get(report[1] >> 1 & 0x7F), report, report[2]);
            case WRITE_READ_REQUEST -> {
                pointer = Byte.toUnsignedInt(report[5]);
                read(chips.get(report[1] >> 1 & 0x7F), report[3]);
            }
            case READ_REQUEST -> read(chips.get(report[1] >> 1 & 0x7F), report[3]);
            case STATUS_REQUEST ->
                input(
                        (byte) STATUS_RESPONSE,
                        failed ? STATUS_ERROR : STATUS_COMPLETE,
                        failed ? 0 : SUCCESS,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) pending.length);
            case READ_FORCE_SEND -> {
                byte[] answer = new byte[64];
                answer[0] = READ_RESPONSE;
                answer[1] = STATUS_COMPLETE;
                answer[2] = (byte) pending.length;
                System.arraycopy(pending, 0, answer, 3, pending.length);
                input(answer);
            }
            default -> {
                // A transfer that is called off: there is none running.
            }
        }
    }

    private void write(int[] chip, byte[] report, int length) {
        failed = chip == null;
        pending = new byte[0];
        if (!failed && length > 0) {
            pointer = Byte.toUnsignedInt(report[3]);
            if (length == 3) {
                chip[pointer] = Byte.toUnsignedInt(report[4]) << 8 | Byte.toUnsignedInt(report[5]);
            }
        }
    }

    private void read(int[] chip, int length) {
        failed = chip == null;
        pending = new byte[failed ? 0 : Math.clamp(length, 0, 61)];
        for (int i = 0; i < pending.length; i++) {
            int word = chip[pointer + i / 2 & 0xFF];
            pending[i] = (byte) (i % 2 == 0 ? word >> 8 : word);
        }
    }
}
