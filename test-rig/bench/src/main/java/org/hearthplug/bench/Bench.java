// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code make bench}: runs the named benchmarks, or all of them with {@code all}. Exit code 2 for an unknown name. */
public final class Bench {
    private static final Map<String, Supplier<String>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("boot", () -> new BootBench().run());
        ALL.put("web", () -> new WebBench().run());
        ALL.put("storage", () -> new StorageBench().run());
        ALL.put("image", () -> new ImageBench().run());
        ALL.put("hal", () -> new HalBench().run());
        ALL.put("run", () -> new RunBench().run());
        ALL.put("backup-guest", () -> new BackupGuestBench().run());
    }

    private Bench() {}

    /** Runs the benchmarks whose names are given; prints a table for each. */
    public static void main(String[] names) {
        List<String> wanted = names.length == 0 || names[0].equals("all") ? List.copyOf(ALL.keySet()) : List.of(names);
        for (String name : wanted) {
            if (!ALL.containsKey(name)) {
                System.err.println(
                        "There is no benchmark \"" + name + "\" here; there are: " + String.join(", ", ALL.keySet()));
                System.exit(2);
            }
        }
        StringBuilder tables = new StringBuilder();
        for (String name : wanted) {
            System.out.println("== bench " + name);
            tables.append(ALL.get(name).get());
        }
        System.out.println(tables);
        // Lines to machines are read by daemon threads and by an HTTP client's pool: end now.
        System.exit(0);
    }
}
