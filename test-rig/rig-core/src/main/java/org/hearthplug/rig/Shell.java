// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

/** A root shell in the guest, on a line of its own that only laboratory machines have. */
public interface Shell {
    /**
     * Runs {@code script} with the guest's {@code sh -c}, standard input empty, both outputs together.
     * Blocks until it ends or {@code deadline} passes; then the guest's process is killed.
     *
     * @throws RigException {@code TIMEOUT}, {@code MACHINE_DIED}
     */
    Result run(String script, Deadline deadline);

    /** As {@link #run} with one minute. */
    default Result run(String script) {
        return run(script, Deadline.seconds(60));
    }

    /**
     * Runs {@code script} with one minute and returns its output without the trailing newline.
     *
     * @throws RigException {@code GUEST} when it does not exit with 0
     */
    default String check(String script) {
        return check(script, Deadline.seconds(60));
    }

    /** As {@link #check(String)} with a deadline. */
    default String check(String script, Deadline deadline) {
        Result result = run(script, deadline);
        if (result.exitCode() != 0) {
            throw new RigException(
                    RigException.Kind.GUEST,
                    "exit code " + result.exitCode() + " from: " + script + "\n" + result.output());
        }
        return result.output().stripTrailing();
    }

    /** What a command said and how it ended: 0 to 255, as the shell's {@code $?}. */
    record Result(String output, int exitCode) {}
}
