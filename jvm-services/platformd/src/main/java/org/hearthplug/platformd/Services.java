// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.runtime.platform.Snapshot.Service;

/**
 * How the supervised services are: {@code supervise/pid} of BusyBox {@code runsv}, {@code /proc/<pid>}, and what the
 * finish scripts noted. A service is <em>starting</em> while its start script still is the process, in <em>backoff</em>
 * while that script waits after a crash.
 */
final class Services {
    private static final int MAX_SERVICES = 64;
    private static final int MAX_FILE_BYTES = 4096;
    private static final long BYTES_PER_KIB = 1024;

    /** {@code USER_HZ}, the unit of times in {@code /proc/<pid>/stat}: 100 on each architecture that we run on. */
    private static final long TICKS_PER_SECOND = 100;

    // Fields of /proc/<pid>/stat after the command's closing bracket, proc_pid_stat(5): state is the third field.
    private static final int STAT_START_TIME = 22 - 3;

    private final Path processes;
    private final Path services;
    private final Path supervision;

    Services(Path processes, Path services, Path supervision) {
        this.processes = processes;
        this.services = services;
        this.supervision = supervision;
    }

    /** All services in the order of their names. */
    List<Service> list(long uptimeSeconds) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(services)) {
            for (Path one : found) {
                String name = one.getFileName().toString();
                // A service with a file "down" runs only when it is asked to: that it does not run is no news.
                boolean onDemand = Files.exists(one.resolve("down"));
                if (!name.startsWith(".") && !onDemand && names.size() < MAX_SERVICES) {
                    names.add(name);
                }
            }
        } catch (IOException notSupervised) {
            return List.of();
        }
        return names.stream().sorted().map(name -> service(name, uptimeSeconds)).toList();
    }

    private Service service(String name, long uptimeSeconds) {
        Map<String, String> notes = notes(read(supervision.resolve(name)));
        long pid = number(read(services.resolve(name).resolve("supervise/pid")).strip());
        long nextTry = number(notes.getOrDefault("next_try", ""));
        int restarts = Math.clamp(number(notes.getOrDefault("restarts", "")), 0, Integer.MAX_VALUE);
        Process process = pid > 0 ? process(pid, uptimeSeconds) : null;
        boolean waits = nextTry > uptimeSeconds && (process == null || process.script());
        String state = waits ? "backoff" : process == null ? "down" : process.script() ? "starting" : "running";
        boolean alive = state.equals("running") || state.equals("starting");
        return new Service(
                name,
                state,
                alive ? (Integer) (int) pid : null,
                alive ? (Long) process.uptimeSeconds() : null,
                alive ? (Long) process.residentBytes() : null,
                restarts,
                lastExit(notes),
                waits ? (Long) (nextTry - uptimeSeconds) : null);
    }

    private static String lastExit(Map<String, String> notes) {
        String signal = notes.getOrDefault("last_signal", "");
        String code = notes.getOrDefault("last_exit", "");
        if (!signal.isEmpty()) {
            return "signal " + signal;
        }
        return code.isEmpty() ? null : "exit code " + code;
    }

    private record Process(boolean script, long uptimeSeconds, long residentBytes) {}

    /** Null when there is no such process any more. */
    private Process process(long pid, long uptimeSeconds) {
        Path directory = processes.resolve(Long.toString(pid));
        String stat = read(directory.resolve("stat"));
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < open) {
            return null;
        }
        String command = stat.substring(open + 1, close);
        String[] fields = stat.substring(close + 1).strip().split(" ");
        long startTicks = fields.length > STAT_START_TIME ? number(fields[STAT_START_TIME]) : 0;
        boolean script = command.equals("run") || command.equals("java-service");
        return new Process(
                script, Math.max(0, uptimeSeconds - startTicks / TICKS_PER_SECOND), residentBytes(directory));
    }

    private static long residentBytes(Path process) {
        for (String line : read(process.resolve("status")).split("\n")) {
            if (line.startsWith("VmRSS:")) {
                return number(line.substring(6).replace("kB", "").strip()) * BYTES_PER_KIB;
            }
        }
        return 0;
    }

    private static Map<String, String> notes(String text) {
        Map<String, String> notes = new HashMap<>();
        for (String line : text.split("\n", 20)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                notes.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        return notes;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** Text of a small file; empty when it is not there. */
    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.UTF_8);
        } catch (IOException absent) {
            return "";
        }
    }
}
