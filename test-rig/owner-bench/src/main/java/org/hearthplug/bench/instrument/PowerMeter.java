// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;

/** Watts at the wall. */
public interface PowerMeter extends AutoCloseable {
    /** Active power now, in W. Waits for one answer of the instrument. */
    double watts() throws IOException;

    /** What it is, for the report. */
    String identity();

    @Override
    void close();

    /**
     * A meter that speaks SCPI.
     *
     * @param query what it is asked for its watts
     * @param field which number of the answer they are, from 1
     */
    static PowerMeter scpi(Scpi scpi, String query, int field) throws IOException {
        String who = scpi.identity();
        return new PowerMeter() {
            @Override
            public double watts() throws IOException {
                return scpi.number(query, field);
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
}
