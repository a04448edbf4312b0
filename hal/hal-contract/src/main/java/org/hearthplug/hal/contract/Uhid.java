// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A HID device that the kernel takes for real, through {@code /dev/uhid} (Documentation/hid/uhid.rst): the drivers above it
 * are the kernel's own. Answers come from the subclass, on a thread of the device's own.
 */
public abstract class Uhid implements AutoCloseable {
    private static final int DESTROY = 1;
    private static final int OUTPUT = 6;
    private static final int GET_REPORT = 9;
    private static final int GET_REPORT_REPLY = 10;
    private static final int CREATE2 = 11;
    private static final int INPUT2 = 12;
    private static final int SET_REPORT = 13;
    private static final int SET_REPORT_REPLY = 14;
    private static final int DATA_BYTES = 4096;
    private static final int EVENT_BYTES = 4 + 128 + 64 + 64 + 2 + 2 + 16 + DATA_BYTES;
    private static final int BUS_USB = 3;
    private static final int EIO = 5;

    // A FileChannel would let no write pass while a read waits.
    private final RandomAccessFile device;
    private volatile boolean pulled;

    /** True where the kernel offers it to this process. */
    public static boolean available() {
        return Files.isWritable(Path.of("/dev/uhid"));
    }

    /** Plugs the device in. */
    protected Uhid(String name, int vendor, int product, byte[] descriptor) throws IOException {
        device = new RandomAccessFile("/dev/uhid", "rw");
        ByteBuffer event = event(CREATE2);
        event.put(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 128)).position(4 + 128 + 64 + 64);
        event.putShort((short) descriptor.length)
                .putShort((short) BUS_USB)
                .putInt(vendor)
                .putInt(product)
                .putInt(0)
                .putInt(0)
                .put(descriptor);
        device.write(event.array());
    }

    /** Starts to answer; a subclass calls it when it is ready. */
    protected final void start() {
        Thread.ofPlatform().daemon().name("uhid").start(this::answer);
    }

    private static ByteBuffer event(int type) {
        return ByteBuffer.allocate(EVENT_BYTES).order(ByteOrder.nativeOrder()).putInt(type);
    }

    private void answer() {
        byte[] raw = new byte[EVENT_BYTES];
        try {
            while (!pulled) {
                int length = device.read(raw);
                if (length < 4) {
                    return;
                }
                ByteBuffer event = ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder());
                switch (event.getInt(0)) {
                    case OUTPUT ->
                        output(Arrays.copyOfRange(raw, 4, 4 + Short.toUnsignedInt(event.getShort(4 + DATA_BYTES))));
                    case GET_REPORT -> reply(event.getInt(4), feature(raw[8]));
                    case SET_REPORT -> {
                        setFeature(Arrays.copyOfRange(raw, 12, 12 + Short.toUnsignedInt(event.getShort(10))));
                        device.write(event(SET_REPORT_REPLY)
                                .putInt(event.getInt(4))
                                .putShort((short) 0)
                                .array());
                    }
                    default -> {
                        // Opened, closed, started, stopped.
                    }
                }
            }
        } catch (IOException end) {
            // Pulled while it was waited for.
        }
    }

    private void reply(int id, byte[] data) throws IOException {
        device.write(event(GET_REPORT_REPLY)
                .putInt(id)
                .putShort((short) (data.length == 0 ? EIO : 0))
                .putShort((short) data.length)
                .put(data)
                .array());
    }

    /** Sends a report to the kernel. */
    protected final void input(byte... report) throws IOException {
        device.write(event(INPUT2).putShort((short) report.length).put(report).array());
    }

    /** A report from the kernel. */
    protected abstract void output(byte[] report) throws IOException;

    /** A feature that the kernel asks for, with its number first; empty when there is none. */
    protected abstract byte[] feature(byte number);

    /** A feature that the kernel sets, with its number first. */
    protected abstract void setFeature(byte[] report);

    /** Pulls the device. */
    @Override
    public void close() {
        if (pulled) {
            return;
        }
        pulled = true;
        try {
            device.write(event(DESTROY).array());
            device.close();
        } catch (IOException gone) {
            // It is gone, which is what was wanted.
        }
    }
}
