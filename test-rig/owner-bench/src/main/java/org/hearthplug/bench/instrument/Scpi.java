// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * SCPI over a line: program messages that end with LF, answers that end with LF or CR LF (IEEE 488.2, SCPI-1999). For one thread.
 * An answer that came too late is thrown away before the next question, so that it is not taken for that one's.
 */
public final class Scpi implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int MAX_LINE = 4096;

    private final Wire wire;
    private final Duration patience;

    /** Speaks over that wire, which is closed with it; answers within 3 s. */
    public Scpi(Wire wire) {
        this(wire, ANSWER);
    }

    /** The same with another patience. */
    public Scpi(Wire wire, Duration patience) {
        this.wire = wire;
        this.patience = patience;
    }

    /** Tells the instrument; nothing is answered. */
    public void tell(String message) throws IOException {
        if (message.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("One message at a time.");
        }
        wire.write((message + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Asks and returns the answer without its end. Waits 3 s at most.
     *
     * @throws IOException when there is no whole answer in time
     */
    public String ask(String query) throws IOException {
        byte[] stale = new byte[256];
        // An answer to an earlier question; once, for an instrument that never stops talking.
        wire.read(stale, Duration.ofMillis(1));
        tell(query);
        return line(wire, patience, "an answer to " + query);
    }

    /** A line of text from a wire, without its end. */
    static String line(Wire wire, Duration patience, String what) throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        long end = System.nanoTime() + patience.toNanos();
        while (line.length() < MAX_LINE) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IOException("waited in vain for " + what + (line.isEmpty() ? "" : "; so far: " + line));
            }
            if (wire.read(one, Duration.ofNanos(left)) == 0) {
                continue;
            }
            if (one[0] == '\n') {
                return line.toString().strip();
            }
            line.append((char) (one[0] & 0xff));
        }
        throw new IOException("a line without an end instead of " + what);
    }

    /**
     * Asks for numbers and returns one of them.
     *
     * @param field which of the numbers, from 1
     * @throws IOException when it is none, or 9.9E37 or more, which is SCPI's word for none
     */
    public double number(String query, int field) throws IOException {
        String answer = ask(query);
        String[] fields = answer.split(",");
        try {
            double value = Double.parseDouble(fields[field - 1].strip());
            if (Double.isNaN(value) || Math.abs(value) >= 9.9e37) {
                throw new IOException("the instrument has no value for " + query + ": " + answer);
            }
            return value;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException noNumber) {
            throw new IOException("no number " + field + " in the answer to " + query + ": " + answer, noNumber);
        }
    }

    /** Maker, model, serial number and firmware, as the instrument says them. */
    public String identity() throws IOException {
        return ask("*IDN?");
    }

    /**
     * Makes sure that the instrument understood what it was told.
     *
     * @throws IOException with its own words, when its queue of errors is not empty
     */
    public void complain() throws IOException {
        String error = ask("SYST:ERR?");
        if (!error.startsWith("0,") && !error.startsWith("+0,")) {
            throw new IOException("the instrument says: " + error);
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
