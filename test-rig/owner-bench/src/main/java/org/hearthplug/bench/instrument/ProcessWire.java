// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program whose input and output are the instrument: ssh to the computer that it hangs on. */
final class ProcessWire implements Wire {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._:@-]+");
    private static final int CHUNKS = 256;
    private static final byte[] END = {};

    private final Process process;
    private final BlockingQueue<byte[]> read = new ArrayBlockingQueue<>(CHUNKS);
    private byte[] rest = {};

    ProcessWire(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread.ofPlatform().daemon().name("instrument").start(this::pump);
    }

    /** The {@code ssh} of the bench's user, with its keys and known hosts; HEARTH_BENCH_SSH names another program. */
    static ProcessWire ssh(String host, String device, int baud) throws IOException {
        if (!PLAIN.matcher(device).matches() || !PLAIN.matcher(host).matches() || host.startsWith("-")) {
            throw new IllegalArgumentException("No plain names of a computer and a device: " + host + ", " + device);
        }
        String program = System.getProperty("hearth.bench.ssh", "ssh");
        List<String> command = new ArrayList<>(List.of(program, "-T", host));
        command.add("exec socat - " + device + ",raw,echo=0,b" + baud);
        return new ProcessWire(command);
    }

    private void pump() {
        byte[] chunk = new byte[4096];
        try (InputStream from = process.getInputStream()) {
            for (int count = from.read(chunk); count > 0; count = from.read(chunk)) {
                read.put(java.util.Arrays.copyOf(chunk, count));
            }
        } catch (IOException gone) {
            // The end below says so.
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
        read.offer(END);
    }

    @Override
    public int read(byte[] into, Duration limit) throws IOException {
        try {
            if (rest.length == 0) {
                byte[] next = read.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    return 0;
                }
                if (next == END) {
                    read.offer(END);
                    throw new IOException("the connection to the instrument has ended");
                }
                rest = next;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for an instrument", stop);
        }
        int count = Math.min(into.length, rest.length);
        System.arraycopy(rest, 0, into, 0, count);
        rest = java.util.Arrays.copyOfRange(rest, count, rest.length);
        return count;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
