// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

/** A serial line of the machine, read in the background into a bounded memory. Safe for several threads. */
public interface Console {
    /**
     * Waits until the regular expression is found in what the machine printed after the previous match, and moves past it.
     * Blocks at most until {@code deadline}.
     *
     * @param regex a {@link java.util.regex.Pattern} of ASCII text, in MULTILINE mode
     * @throws RigException {@code TIMEOUT} with the last lines of the console, {@code MACHINE_DIED} when the line closed
     */
    Match expect(String regex, Deadline deadline);

    /** Writes {@code text} in UTF-8 to the machine. Blocks while the machine does not read. */
    void send(String text);

    /** Everything still remembered, oldest first, as UTF-8. */
    String remembered();

    /** Forgets what was printed so far: the next {@link #expect} looks only at what comes. */
    void skipToNow();

    /** What {@link #expect} found. */
    interface Match {
        /** The text of group {@code number}, 0 for the whole match, null if the group took no part. */
        String group(int number);
    }
}
