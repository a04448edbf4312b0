// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.BoardProfile;
import org.hearthplug.hal.linux.LinuxHardware;

/** {@code hearth board}: what is known of this board from its papers, and which of it the kernel shows. */
final class BoardCommand {
    private BoardCommand() {}

    /** Takes no arguments. Exit code 1: there is no profile of this board. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Board board = LinuxHardware.ofThisMachine().board();
        out.println(board.identity().model());
        board.profile().ifPresentOrElse(profile -> show(out, profile), () -> {
            out.println("There is no profile of this board: " + board.identity().compatible());
            System.exit(1);
        });
    }

    private static void show(PrintStream out, BoardProfile profile) {
        out.println(profile.name() + (profile.simulated() ? " (simulated)" : ""));
        profile.parts()
                .forEach(part -> out.println(String.format(
                        Locale.ROOT,
                        "  %-9s %s, %s (%s)",
                        part.kind(),
                        part.name(),
                        part.found() ? "there" : "not there",
                        part.source())));
        profile.limits()
                .forEach(limit -> out.println(String.format(
                        Locale.ROOT,
                        "  %s: %s %s (%s)",
                        limit.name(),
                        limit.value() == Math.rint(limit.value())
                                ? Long.toString((long) limit.value())
                                : Double.toString(limit.value()),
                        limit.unit(),
                        limit.source())));
    }
}
