// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A serial port of the kernel's without a cable: a pseudo-terminal whose other side {@code socat} holds and this program reads and writes. */
public final class PseudoTerminal implements Closeable {
    private final Process process;
    private final String device;

    /**
     * Makes one.
     *
     * @throws IOException when there is no socat
     */
    public PseudoTerminal() throws IOException {
        process = new ProcessBuilder("socat", "-d", "-d", "-", "pty,raw,echo=0").start();
        String found = null;
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("PTY is ")) {
                found = line.substring(line.indexOf("/dev/")).strip();
            }
            if (line.contains("starting data transfer loop")) {
                break;
            }
        }
        if (found == null) {
            process.destroy();
            throw new IOException("socat made no pseudo-terminal");
        }
        device = found;
    }

    /** The port's name. */
    public String device() {
        return device;
    }

    /** What is written to the port. */
    public InputStream heard() {
        return process.getInputStream();
    }

    /** What is read from the port. */
    public OutputStream says() {
        return process.getOutputStream();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
