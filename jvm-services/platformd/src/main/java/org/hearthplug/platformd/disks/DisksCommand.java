// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.Disk;
import org.hearthplug.runtime.platform.DisksMessages.PrepareRequest;
import org.hearthplug.runtime.platform.DisksMessages.UseRequest;
import org.hearthplug.runtime.platform.DisksMessages.VolumeRequest;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;

/**
 * {@code hearth disks}: people's disks from the plug's own shell. What is lost for good is confirmed at the terminal or on standard input.
 * Exit codes: 0 done, 1 not done, 2 not understood.
 */
public final class DisksCommand {
    private static final Path SOCKET = Path.of("/run/hearth/platform.sock");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PREPARE_LIMIT = Duration.ofMinutes(12);
    private static final int MAX_REPLY = 256 * 1024;
    private static final String USAGE = """
            hearth disks                        disks that are plugged in, and what is done with them
            hearth disks use VOLUME             uses what is on it for files, now and whenever it is plugged in
            hearth disks release VOLUME         lets it go, so that it can be pulled
            hearth disks forget VOLUME          lets it go, and uses it no more by itself
            hearth disks prepare VOLUME LABEL   makes it new and uses it; all that is on it is lost
            """;

    private final PrintStream out;
    private final BufferedReader in;
    private final VarlinkClient client;

    DisksCommand(PrintStream out, BufferedReader in, VarlinkClient client) {
        this.out = out;
        this.in = in;
        this.client = client;
    }

    /** Takes what follows {@code hearth disks}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int code;
        try (VarlinkClient client = new VarlinkClient(SOCKET, MAX_REPLY)) {
            code = new DisksCommand(out, in, client).run(arguments);
        }
        System.exit(code);
    }

    int run(String... words) throws IOException {
        try {
            return understood(words);
        } catch (VarlinkException failed) {
            line("hearth: %s", reason(failed));
            return 1;
        }
    }

    private int understood(String... words) throws IOException {
        String command = words.length == 0 ? "list 1" : words[0] + ' ' + words.length;
        switch (command) {
            case "list 1" -> list();
            case "use 2" -> {
                String request = DisksMessages.USE_REQUEST.toJson(
                        new UseRequest(words[1], find(words[1]).identity()));
                done(DisksMessages.USE, request, LIMIT);
            }
            case "release 2" -> done(DisksMessages.RELEASE, volume(words[1]), LIMIT);
            case "forget 2" -> done(DisksMessages.FORGET, volume(words[1]), LIMIT);
            case "prepare 3" -> {
                return prepare(find(words[1]), words[2]);
            }
            default -> {
                out.print(USAGE);
                return 2;
            }
        }
        return 0;
    }

    private static String volume(String name) {
        return DisksMessages.VOLUME_REQUEST.toJson(new VolumeRequest(name));
    }

    private List<Disk> disks() {
        return DisksMessages.LIST_REPLY
                .fromJson(client.call(DisksMessages.LIST, null, LIMIT))
                .disks();
    }

    private Disk find(String volume) {
        return disks().stream()
                .filter(disk -> disk.volume().equals(volume))
                .findFirst()
                .orElseThrow(Refusals::noDisk);
    }

    private void done(String method, String request, Duration limit) {
        Disk disk = DisksMessages.DISK_REPLY
                .fromJson(client.call(method, request, limit))
                .disk();
        show(disk);
        if (!disk.state().equals("used")) {
            line("  It can be pulled.");
        }
    }

    /** Where nothing known is on it, its name is asked for: what the plug does not know may still be something. */
    private int prepare(Disk disk, String label) throws IOException {
        show(disk);
        String wanted = disk.confirmation() == null ? disk.volume() : disk.confirmation();
        line("All that is on %s is lost for good. To go on, type: %s", disk.volume(), wanted);
        String typed = in.readLine();
        if (typed == null || !typed.strip().equals(wanted)) {
            line("hearth: that is not it. Nothing was changed.");
            return 1;
        }
        line("Preparing; leave it plugged in. A large disk takes minutes.");
        PrepareRequest request = new PrepareRequest(
                disk.volume(), disk.identity(), disk.confirmation() == null ? null : typed.strip(), label);
        done(DisksMessages.PREPARE, DisksMessages.PREPARE_REQUEST.toJson(request), PREPARE_LIMIT);
        return 0;
    }

    private void list() {
        List<Disk> disks = disks();
        if (disks.isEmpty()) {
            line("No disk is plugged in but the plug's own.");
        }
        disks.forEach(this::show);
    }

    private void show(Disk disk) {
        line(
                "%-10s %-9s %s, %s, %s%s",
                disk.volume(),
                disk.state(),
                size(disk.bytes()),
                disk.fileSystem() == null ? "nothing known on it" : disk.fileSystem(),
                disk.label() == null ? "no name" : "“" + disk.label() + "”",
                disk.model() == null ? "" : " (" + disk.model() + ")");
        if (disk.mountPoint() != null) {
            line(
                    "  %s%s%s",
                    disk.mountPoint(),
                    disk.freeBytes() == null ? "" : ", " + size(disk.freeBytes()) + " free",
                    disk.readOnly() ? ", read-only" : "");
        } else if (disk.known()) {
            line("  known: it is used by itself when it is plugged in");
        }
        if (disk.problem() != null) {
            line("  %s", problem(disk));
        }
    }

    private static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double amount = bytes;
        int unit = 0;
        while (amount >= 1000 && unit < units.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
    }

    private static String problem(Disk disk) {
        return switch (disk.problem()) {
            case "unknown-format" -> "The plug knows nothing on it. If nothing on it is needed: hearth disks prepare";
            case "unsupported" -> "The plug cannot use " + disk.fileSystem() + ". Copy what is on it, then prepare it.";
            case "damaged" -> "What is on it is damaged. Copy what can be read, and let a computer check it.";
            case "foreign" ->
                "Its files belong to another computer's users: they can be read as far as those let others.";
            case "read-only" -> "It is write-protected.";
            case "failing" -> "It says of itself that it will fail soon. Copy what is on it to another disk now.";
            default -> "It does not answer. Plug it in again, or try another cable.";
        };
    }

    private static String reason(VarlinkException failed) {
        return switch (failed.error().orElse("")) {
            case DisksMessages.NO_DISK -> "there is no such disk (any more). “hearth disks” shows which are there.";
            case DisksMessages.BUSY ->
                "a file on it is open, or something else is being done with it. Try again in a moment.";
            case DisksMessages.REFUSED ->
                DisksMessages.REFUSAL
                        .fromJson(failed.parametersJson().orElse("{\"reason\":\"\"}"))
                        .reason();
            default -> "platformd does not answer. It restarts by itself; why: hearth logs platformd";
        };
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
