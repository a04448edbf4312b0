// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.SerialPorts.Connection;

/**
 * One open port. jSerialComm answers -1 for any failure and 0 for "nothing yet", and goes on answering 0 for some devices
 * that have gone: so each empty slice of waiting also looks whether the device's node is still there.
 */
final class JSerialConnection implements Connection {
    /** A read waits no longer than this in one go. */
    static final int SLICE_MILLIS = 100;

    /** Within the two seconds in which a pulled device is told. */
    private static final long GOING_NANOS = 1_000_000_000L;

    private final String name;
    private final SerialPort port;
    private final Patience writing;
    private volatile boolean closed;

    JSerialConnection(String name, SerialPort port) {
        this.name = name;
        this.port = port;
        this.writing = Patience.of(name);
    }

    @Override
    public int read(byte[] into, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (true) {
            checkOpen();
            boolean last = deadlineNanos - System.nanoTime() <= 0;
            int available = port.bytesAvailable();
            int count = available == 0 && last
                    ? 0
                    : port.readBytes(into, available > 0 ? Math.min(available, into.length) : Math.min(1, into.length));
            if (count > 0) {
                return count;
            }
            if (count < 0 || available < 0 || !Files.exists(Path.of(name))) {
                checkOpen();
                throw failure("reading");
            }
            if (last) {
                return 0;
            }
        }
    }

    @Override
    public void write(byte[] bytes, Duration limit) {
        checkOpen();
        int written = writing.call("writing", limit, () -> port.writeBytes(bytes, bytes.length));
        if (written != bytes.length) {
            checkOpen();
            throw failure("writing");
        }
    }

    /** A transfer fails some milliseconds before the node of a pulled device goes, and jSerialComm's error number may be another call's. */
    private HalException failure(String operation) {
        if (isGoing()) {
            return new HalException(Kind.GONE, name, port.getLastErrorCode(), operation + ": it was pulled", null);
        }
        return Errors.of(name, port.getLastErrorCode(), operation);
    }

    private boolean isGoing() {
        long began = System.nanoTime();
        boolean there = Files.exists(Path.of(name));
        while (there && System.nanoTime() - began < GOING_NANOS) {
            LockSupport.parkNanos(SLICE_MILLIS * 100_000L);
            there = Files.exists(Path.of(name));
        }
        return !there;
    }

    private void checkOpen() {
        if (closed) {
            throw new HalException(Kind.GONE, name, "the port is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Patience.of(name).call("closing", Patience.LIMIT, port::closePort);
        }
    }
}
