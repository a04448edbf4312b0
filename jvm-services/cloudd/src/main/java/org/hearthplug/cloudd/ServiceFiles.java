// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the supervisor tells of services in {@code /run/hearth/services}: all that is known while platformd is away. */
final class ServiceFiles {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern LINE =
            Pattern.compile("(restarts|last_exit|last_signal|next_try|started)=(-?\\d{1,12})");
    private static final int MAX_SERVICES = 32;
    private static final long MAX_BYTES = 4096;

    private final Path folder;
    private final Path uptime;

    ServiceFiles(Path folder) {
        this(folder, Path.of("/proc/uptime"));
    }

    /** With a file whose first word is the seconds since the machine started, as the supervisor counts them. */
    ServiceFiles(Path folder, Path uptime) {
        this.folder = folder;
        this.uptime = uptime;
    }

    /** Returns a JSON array in the form of the snapshot's {@code services}; what cannot be read is left out. */
    String json() {
        List<String> services = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            long now = now();
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (NAME.matcher(name).matches() && services.size() < MAX_SERVICES && Files.size(file) <= MAX_BYTES) {
                    services.add(describe(name, notes(Files.readAllLines(file)), now));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return "[]";
        }
        Collections.sort(services);
        return "[" + String.join(",", services) + "]";
    }

    private long now() throws IOException {
        String seconds = Files.readString(uptime).split("[. ]", 2)[0];
        return seconds.matches("\\d{1,12}") ? Long.parseLong(seconds) : 0;
    }

    private static Map<String, Long> notes(List<String> lines) {
        Map<String, Long> notes = new HashMap<>();
        for (String line : lines) {
            Matcher parts = LINE.matcher(line.strip());
            if (parts.matches()) {
                notes.put(parts.group(1), Long.parseLong(parts.group(2)));
            }
        }
        return notes;
    }

    /** The supervisor notes a start when it starts a service, and the next try when the service has ended. */
    private static String describe(String name, Map<String, Long> notes, long now) {
        long nextTry = notes.getOrDefault("next_try", 0L);
        long started = notes.getOrDefault("started", 0L);
        String state = started >= nextTry ? "running" : nextTry > now ? "backoff" : "starting";
        StringBuilder json = new StringBuilder("{\"name\":\"" + name + "\",\"state\":\"" + state + "\",\"restarts\":"
                + notes.getOrDefault("restarts", 0L));
        if (notes.containsKey("last_signal")) {
            json.append(",\"lastExit\":\"signal ")
                    .append(notes.get("last_signal"))
                    .append('"');
        } else if (notes.containsKey("last_exit")) {
            json.append(",\"lastExit\":\"exit code ")
                    .append(notes.get("last_exit"))
                    .append('"');
        }
        if (state.equals("backoff")) {
            json.append(",\"nextTrySeconds\":").append(nextTry - now);
        }
        return json.append('}').toString();
    }
}
