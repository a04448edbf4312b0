// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.sshd.common.random.Random;

/**
 * Random bytes as the kernel makes them, fetched some hundred at a time and forgotten when they are used. Each packet is padded with a few:
 * Java's own generator hashes for each of them. {@link UncheckedIOException} when the kernel gives none. Safe for many threads.
 */
final class KernelRandom implements Random {
    private static final Path SOURCE = Path.of("/dev/urandom");

    private final byte[] ready = new byte[512];
    private int used = ready.length;

    @Override
    public String getName() {
        return "kernel";
    }

    @Override
    public synchronized void fill(byte[] bytes, int start, int length) {
        if (length > ready.length) {
            fetch(bytes, start, length);
            return;
        }
        if (ready.length - used < length) {
            fetch(ready, 0, ready.length);
            used = 0;
        }
        System.arraycopy(ready, used, bytes, start, length);
        Arrays.fill(ready, used, used + length, (byte) 0);
        used += length;
    }

    private static void fetch(byte[] bytes, int start, int length) {
        try (InputStream kernel = Files.newInputStream(SOURCE)) {
            if (kernel.readNBytes(bytes, start, length) < length) {
                throw new IOException("the kernel gives no random bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a number from 0 to below {@code n}, all equally likely. */
    @Override
    public int random(int n) {
        if (n <= 0) {
            throw new IllegalArgumentException("no number is below " + n);
        }
        byte[] four = new byte[Integer.BYTES];
        while (true) {
            fill(four, 0, four.length);
            int bits = (four[0] & 0x7f) << 24 | (four[1] & 0xff) << 16 | (four[2] & 0xff) << 8 | four[3] & 0xff;
            int number = bits % n;
            // What lies beyond the last whole multiple would make small numbers likelier.
            if (bits - number + (n - 1) >= 0) {
                return number;
            }
        }
    }
}
