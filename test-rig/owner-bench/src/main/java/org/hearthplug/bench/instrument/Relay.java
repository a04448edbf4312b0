// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;

/** Something that a bench switches: the mains of the plug, a USB device's supply, a cable. */
public interface Relay extends AutoCloseable {
    /** Switches. Waits until it is done: a person takes longer than a relay. */
    void on(boolean on) throws IOException;

    /** What does it, for the report. */
    String identity();

    @Override
    void close();

    /**
     * A USB relay board of the LCUS kind: frames of four bytes, {@code A0}, channel, state, sum. It answers nothing.
     *
     * @param channel 1 to 8
     */
    static Relay lcus(Wire wire, int channel) {
        if (channel < 1 || channel > 8) {
            throw new IllegalArgumentException("A relay board has the channels 1 to 8, not " + channel + ".");
        }
        return new Relay() {
            @Override
            public void on(boolean on) throws IOException {
                int state = on ? 1 : 0;
                wire.write(new byte[] {(byte) 0xA0, (byte) channel, (byte) state, (byte) (0xA0 + channel + state)});
            }

            @Override
            public String identity() {
                return "relay board, channel " + channel;
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }

    /** A relay of a SCPI switch unit: {@code ROUT:CLOS} and {@code ROUT:OPEN} (SCPI-1999). */
    static Relay scpi(Scpi scpi, int channel) throws IOException {
        String who = scpi.identity();
        return new Relay() {
            @Override
            public void on(boolean on) throws IOException {
                scpi.tell((on ? "ROUT:CLOS (@" : "ROUT:OPEN (@") + channel + ")");
                scpi.complain();
            }

            @Override
            public String identity() {
                return who;
            }

            @Override
            public void close() {
                scpi.close();
            }
        };
    }

    /** A person: is asked, and answers with the Enter key. */
    static Relay hand(Person person, String what) {
        return new Relay() {
            @Override
            public void on(boolean on) throws IOException {
                person.asked((on ? "Please plug in " : "Please pull ") + what + ".");
            }

            @Override
            public String identity() {
                return "a person's hand";
            }

            @Override
            public void close() {
                // Hands stay.
            }
        };
    }
}
