// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.runtime.platform.HardwareMessages;
import org.hearthplug.runtime.platform.HardwareMessages.Part;
import org.hearthplug.runtime.platform.HardwareMessages.PartsReply;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;

/** {@code hearth hw}: all hardware as a tree, as JSON, or as it comes and goes. Exit codes: 0 done, 1 not done, 2 not understood. */
public final class HwCommand {
    private static final Path SOCKET = Path.of("/run/hearth/platform.sock");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_REPLY = 1024 * 1024;
    private static final String MONITOR = "{\"intervalMillis\":60000}";
    private static final Duration SILENCE = Duration.ofSeconds(240);
    private static final String USAGE = """
            hearth hw            all hardware
            hearth hw --json     the same for programs
            hearth hw --watch    the same, then each thing that comes (+), goes (-) or changes (~)
            """;

    private static final Map<String, String> SENTENCES = Map.of(
            "health failing", "it expects to fail soon: copy what is on it to another disk now",
            "health not-told", "it does not tell",
            "health asleep", "asleep, and not woken to ask",
            "health unknown", "no answer now",
            "reserve low", "more than four fifths used: plan to replace it",
            "reserve used-up", "nearly used up: copy what is on it now",
            "port-power each", "each port's power can be switched",
            "port-power together", "all ports' power is switched together",
            "port-power none", "stays on: it cannot be switched",
            "port-power not-told", "it does not tell whether it can be switched");

    private final PrintStream out;
    private final VarlinkClient client;

    HwCommand(PrintStream out, VarlinkClient client) {
        this.out = out;
        this.client = client;
    }

    /** Takes what follows {@code hearth hw}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int code;
        try (VarlinkClient client = new VarlinkClient(SOCKET, MAX_REPLY)) {
            code = new HwCommand(out, client).run(arguments);
        } catch (VarlinkException failed) {
            out.println("hearth: platformd does not answer: " + failed.getMessage());
            code = 1;
        }
        System.exit(code);
    }

    int run(String... words) {
        switch (String.join(" ", words)) {
            case "" -> show(read());
            case "--json" -> out.println(client.call(HardwareMessages.GET_PARTS, null, LIMIT));
            case "--watch" -> watch();
            default -> {
                out.print(USAGE);
                return 2;
            }
        }
        return 0;
    }

    private PartsReply read() {
        return HardwareMessages.PARTS_REPLY.fromJson(client.call(HardwareMessages.GET_PARTS, null, LIMIT));
    }

    private void show(PartsReply reply) {
        Set<String> usb = new java.util.HashSet<>();
        reply.parts().stream().filter(part -> part.kind().equals("usb")).forEach(part -> usb.add(part.name()));
        String last = "";
        for (Part part : reply.parts()) {
            if (!part.kind().equals(last)) {
                out.println(part.kind());
                last = part.kind();
            }
            if (part.parent() == null || !usb.contains(part.parent())) {
                branch(reply.parts(), part, 1);
            }
        }
        for (String kind : reply.missing()) {
            out.println(kind + ": does not answer");
        }
    }

    private void branch(List<Part> all, Part part, int depth) {
        out.println("  ".repeat(depth) + line(part));
        for (Part child : all) {
            if (child.kind().equals(part.kind()) && part.name().equals(child.parent())) {
                branch(all, child, depth + 1);
            }
        }
    }

    private static String line(Part part) {
        StringBuilder line = new StringBuilder(part.name());
        if (!part.about().equals(part.name())) {
            line.append("  ").append(part.about());
        }
        part.facts()
                .forEach(fact ->
                        line.append("  ").append(fact.name()).append(": ").append(said(fact)));
        return line.toString();
    }

    /** What is a word for programs is a sentence for a person. */
    private static String said(HardwareMessages.Fact fact) {
        return SENTENCES.getOrDefault(fact.name() + " " + fact.value(), fact.value());
    }

    private void watch() {
        PartsReply first = read();
        show(first);
        // A look for each snapshot: at each event, once they have settled, and each minute.
        Map<String, Part> known = byName(first);
        try (VarlinkClient events = new VarlinkClient(SOCKET, MAX_REPLY)) {
            events.stream(PlatformMessages.MONITOR, MONITOR, SILENCE, json -> {
                if (PlatformMessages.UPDATE.fromJson(json).snapshot() != null) {
                    tell(known, byName(read()));
                }
                return !out.checkError();
            });
        }
    }

    /** Prints what is different, and makes the one the other. */
    void tell(Map<String, Part> known, Map<String, Part> now) {
        known.forEach((name, part) -> {
            if (!now.containsKey(name)) {
                out.println("- " + part.kind() + " " + line(part));
            }
        });
        now.forEach((name, part) -> {
            Part before = known.get(name);
            if (before == null) {
                out.println("+ " + part.kind() + " " + line(part));
            } else if (!steady(before).equals(steady(part))) {
                out.println("~ " + part.kind() + " " + line(part));
            }
        });
        known.clear();
        known.putAll(now);
    }

    /** What does not change by itself all the time. */
    private static String steady(Part part) {
        return part.about()
                + part.facts().stream()
                        .filter(fact -> Set.of("state", "speed", "network", "driver", "size")
                                .contains(fact.name()))
                        .toList();
    }

    static Map<String, Part> byName(PartsReply reply) {
        Map<String, Part> parts = new LinkedHashMap<>();
        reply.parts().forEach(part -> parts.put(part.kind() + " " + part.name(), part));
        return parts;
    }
}
