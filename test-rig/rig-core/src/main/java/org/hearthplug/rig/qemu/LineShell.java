// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;

/**
 * Commands over a terminal that may echo, prompt and carry noise.
 *
 * <p>A script travels as base64 in short lines (a terminal's line holds 4,095 bytes; a script may hold any byte), runs under
 * {@code timeout -s KILL}, and its output comes back between two marks that an echo cannot imitate: the guest puts them
 * together from halves. After a timeout the line is brought into step again before the next command.
 */
final class LineShell implements Shell {
    private static final int CHUNK = 2000;
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Line line;
    private int sequence;
    private boolean inStep;

    LineShell(Line line) {
        this.line = line;
    }

    @Override
    public synchronized Result run(String script, Deadline deadline) {
        if (!inStep) {
            bringIntoStep(deadline);
        }
        int id = ++sequence;
        long from = line.end();
        inStep = false;
        // after the deadline, never before: else what was killed would look like a command that ended by itself
        long seconds = deadline.remaining().toSeconds() + 1;
        sendScript(script);
        line.send("printf '\\n<%s:%s>\\n' rig-begin " + id + "; timeout -s KILL " + seconds
                + " sh -c \"$(echo \"$RIG\" | base64 -d)\" </dev/null 2>&1; printf '\\n<%s:%s:%s>\\n' rig-end " + id
                + " $?\n");
        long begin = after(bytes("<rig-begin:" + id + ">"), from, deadline, script);
        long bodyStart = after(bytes("\n"), begin, deadline, script);
        byte[] endMark = bytes("\n<rig-end:" + id + ":");
        long afterMark = after(endMark, bodyStart - 1, deadline, script);
        long afterCode = after(bytes(">"), afterMark, deadline, script);
        inStep = true;
        String output = text(bodyStart, afterMark - endMark.length);
        int code = Integer.parseInt(text(afterMark, afterCode - 1).trim());
        return new Result(output, code);
    }

    private void sendScript(String script) {
        String encoded = Base64.getEncoder().encodeToString(bytes(script));
        line.send("RIG=\n");
        for (int i = 0; i < encoded.length(); i += CHUNK) {
            line.send("RIG=${RIG}" + encoded.substring(i, Math.min(encoded.length(), i + CHUNK)) + "\n");
        }
    }

    /** Ends a half-typed line and asks until the shell answers; a command that still runs is ended by its own timeout. */
    private void bringIntoStep(Deadline deadline) {
        while (true) {
            int id = ++sequence;
            long from = line.end();
            line.send("\nstty -echo 2>/dev/null; PS1= PS2=; printf '\\n<%s:%s>\\n' rig-step " + id + "\n");
            Deadline step = Deadline.after(STEP);
            try {
                after(bytes("<rig-step:" + id + ">"), from, step, "the shell");
                return;
            } catch (RigException e) {
                if (e.kind() != RigException.Kind.TIMEOUT || deadline.expired()) {
                    throw e;
                }
            }
        }
    }

    /** Position after the first {@code mark} at or after {@code from}. */
    private long after(byte[] mark, long from, Deadline deadline, String what) {
        long[] searched = {from};
        return line.await("the end of: " + what, deadline, ring -> {
            if (ring.start() > searched[0]) {
                throw new RigException(RigException.Kind.PROTOCOL, "more output than the rig keeps: " + what);
            }
            long at = ring.indexOf(mark, searched[0]);
            searched[0] = Math.max(searched[0], ring.end() - mark.length);
            return at < 0 ? null : at + mark.length;
        });
    }

    private String text(long from, long to) {
        byte[] raw = line.await("output", Deadline.seconds(1), ring -> ring.slice(from, to));
        return new String(raw, StandardCharsets.UTF_8).replace("\r\n", "\n").replaceAll("\r$", "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
