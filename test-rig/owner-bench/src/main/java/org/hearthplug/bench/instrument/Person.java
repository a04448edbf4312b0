// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;

/** Who stands at the bench: does what no relay can. */
public final class Person {
    private final PrintStream out;
    private final BufferedReader in;

    /** A person who reads one stream and types into the other. */
    public Person(PrintStream out, BufferedReader in) {
        this.out = out;
        this.in = in;
    }

    /**
     * Asks for something to be done and waits until Enter is pressed, however long that takes.
     *
     * @throws IOException when nobody is there: the input has ended
     */
    public void asked(String what) throws IOException {
        out.print(what + " Then press Enter. ");
        out.flush();
        if (in.readLine() == null) {
            throw new IOException("nobody is at the bench, and it has no relay for this: " + what);
        }
    }

    /** Asks for a line of text. */
    public String line(String question) throws IOException {
        out.print(question + " ");
        out.flush();
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("nobody is at the bench to answer: " + question);
        }
        return answer.strip();
    }
}
