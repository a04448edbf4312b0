// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Whether the library is there, and computes what is published: asked once for each algorithm, when somebody first wants it. Says in the log why not. */
final class SelfCheck {
    private SelfCheck() {}

    /** Made when there is something to say: where all is well, nobody pays for the log's start. */
    private static Logger log() {
        return Logger.getLogger(SelfCheck.class.getName());
    }

    /**
     * Finds an algorithm and tries it.
     *
     * @param what the algorithm's name for people
     * @param find returns its address, or 0 when this version of the library has it not
     * @param known whether the algorithm at that address computes what is published; a failing call is a no
     * @return its address; 0 when Java has to compute it
     */
    static long find(String what, LongSupplier find, LongPredicate known) {
        try {
            long algorithm = find.getAsLong();
            if (algorithm == 0 || known.test(algorithm)) {
                return algorithm;
            }
            log().log(
                            Level.WARNING,
                            "libcrypto computes another {0} than is specified; Java computes it instead.",
                            what);
        } catch (RuntimeException | LinkageError e) {
            log().log(Level.INFO, "libcrypto is not there; Java computes {0} itself: {1}", new Object[] {what, e});
        }
        return 0;
    }

    /** As {@link #find} for what the library has under no address. */
    static boolean holds(String what, BooleanSupplier known) {
        return find(what, () -> 1, one -> known.getAsBoolean()) != 0;
    }
}
