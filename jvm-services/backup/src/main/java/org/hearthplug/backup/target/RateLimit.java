// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * So many bytes a second and no more, over all streams that share it: each piece waits until the line, were it that slow, would have sent
 * the ones before. What was not used is not saved up. Safe for many threads.
 */
final class RateLimit {
    private static final int PIECE = 8192;

    private final double nanosPerByte;
    private final Time time;
    private long freeAtNanos;

    /** A clock that never goes back, and waiting by it. */
    interface Time {
        long nanos();

        void sleep(long nanos) throws InterruptedException;

        /** The JVM's. */
        Time REAL = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };
    }

    /** @param bytesPerSecond above 0 */
    RateLimit(double bytesPerSecond, Time time) {
        this.nanosPerByte = 1e9 / bytesPerSecond;
        this.time = time;
        this.freeAtNanos = time.nanos();
    }

    /** Waits for the turn of so many bytes. */
    private void take(int bytes) throws IOException {
        long wait;
        synchronized (this) {
            long now = time.nanos();
            long begin = Math.max(now, freeAtNanos);
            freeAtNanos = begin + Math.round(bytes * nanosPerByte);
            wait = begin - now;
        }
        if (wait <= 0) {
            return;
        }
        try {
            time.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while keeping to the limit of a target");
        }
    }

    /** The stream, slowed down. */
    InputStream slow(InputStream in) {
        return new Slow(in);
    }

    private final class Slow extends FilterInputStream {
        Slow(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            take(1);
            return in.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, Math.min(length, PIECE));
            if (read > 0) {
                take(read);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, PIECE));
            take((int) skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
