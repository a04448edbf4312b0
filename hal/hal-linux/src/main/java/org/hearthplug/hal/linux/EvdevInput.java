// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** One reset key of an input device. A thread of its own waits in the kernel, so that nothing wakes up while nobody pushes. */
final class EvdevInput implements Gpio.Input {
    /** struct input_event on 64 bits: seconds, microseconds, type, code, value. */
    static final int EVENT_BYTES = 24;

    private static final int TYPE_AT = 16;
    private static final int CODE_AT = 18;
    private static final int VALUE_AT = 20;
    private static final int EV_KEY = 1;
    private static final int REPEATED = 2;
    private static final int KEPT = 64;

    /** Bits of all keys, KEY_CNT of input-event-codes.h. */
    private static final int KEY_BYTES = 96;

    /** EVIOCGKEY(KEY_BYTES) of input.h: which keys are down. */
    private static final long ASK_KEYS = 0x8000_4518L | (long) KEY_BYTES << 16;

    private static final Duration LATEST = Duration.ofMinutes(1);

    /** No time: the device is gone, or it was closed. */
    private static final Gpio.Edge END = new Gpio.Edge(false, Long.MIN_VALUE);

    private final String name;
    private final Path node;
    private final FileChannel device;
    private final LinkedBlockingQueue<Gpio.Edge> edges = new LinkedBlockingQueue<>(KEPT);
    private volatile boolean closed;

    EvdevInput(String name, Path node) throws IOException {
        this.name = name;
        this.node = node;
        this.device = FileChannel.open(node, StandardOpenOption.READ);
        Thread.ofPlatform().daemon().name("button-" + name).start(this::read);
    }

    private void read() {
        ByteBuffer events = ByteBuffer.allocateDirect(16 * EVENT_BYTES).order(ByteOrder.nativeOrder());
        try {
            while (device.read(events.clear()) > 0) {
                events.flip();
                while (events.remaining() >= EVENT_BYTES) {
                    take(events.slice(events.position(), EVENT_BYTES).order(ByteOrder.nativeOrder()));
                    events.position(events.position() + EVENT_BYTES);
                }
            }
        } catch (IOException goneOrClosed) {
            // Told below.
        }
        while (!edges.offer(END)) {
            edges.poll();
        }
    }

    private void take(ByteBuffer event) {
        boolean ours = event.getShort(TYPE_AT) == EV_KEY && event.getShort(CODE_AT) == (short) LinuxButtons.KEY_RESTART;
        int value = event.getInt(VALUE_AT);
        if (ours && value < REPEATED) {
            // Who does not listen loses the newest; a finger makes no 64 changes.
            edges.offer(new Gpio.Edge(value == 1, System.nanoTime() - ageNanos(event.getLong(0), event.getLong(8))));
        }
    }

    /** The kernel stamps with the wall clock; how long ago that was is nothing that a clock that was set meanwhile may tell. */
    private static long ageNanos(long seconds, long micros) {
        Duration age = Duration.between(Instant.ofEpochSecond(seconds, micros * 1000), Instant.now());
        return age.isNegative() || age.compareTo(LATEST) > 0 ? 0 : age.toNanos();
    }

    /** Of the kernel, not of what was read: that may be older than what happened. Opened anew, for the question empties a reader's queue. */
    @Override
    public boolean active() {
        if (closed) {
            return false;
        }
        try (DeviceFile asked = new DeviceFile(name, node, DeviceFile.READ_ONLY)) {
            return isDown(asked.ioctl("which keys are down", ASK_KEYS, new byte[KEY_BYTES]));
        }
    }

    static boolean isDown(byte... keys) {
        return (keys[LinuxButtons.KEY_RESTART / Byte.SIZE] >> LinuxButtons.KEY_RESTART % Byte.SIZE & 1) == 1;
    }

    @Override
    public Optional<Gpio.Edge> next(Duration limit) {
        Gpio.Edge edge;
        try {
            edge = edges.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (edge == END) {
            edges.offer(END);
            if (!closed) {
                throw new HalException(Kind.GONE, name, "the button is gone");
            }
            return Optional.empty();
        }
        return Optional.ofNullable(edge);
    }

    @Override
    public void close() {
        closed = true;
        try {
            // Ends the read that waits.
            device.close();
        } catch (IOException alreadyGone) {
            // Nothing is held any more.
        }
    }
}
