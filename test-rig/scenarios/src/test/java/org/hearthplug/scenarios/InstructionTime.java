// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.tools.ToolProvider;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Shell;

/**
 * How long the plug's emulated processor takes for an instruction: a loop whose instructions are known, run by the plug's own JVM. A round of
 * xorshift is three of AArch64 (EOR with a shifted operand), each waiting for the one before; what the loop itself costs is taken off by
 * comparing one round with five in an iteration.
 */
final class InstructionTime {
    private static final int INSTRUCTIONS = 12;

    private static final String LOOP = """
            public class Loop {
                static long one(int n) {
                    long x = 1;
                    for (int i = 0; i < n; i++) { x ^= x << 13; x ^= x >>> 7; x ^= x << 17; }
                    return x;
                }
                static long five(int n) {
                    long x = 1;
                    for (int i = 0; i < n; i++) {
                        x ^= x << 13; x ^= x >>> 7; x ^= x << 17; x ^= x << 13; x ^= x >>> 7; x ^= x << 17;
                        x ^= x << 13; x ^= x >>> 7; x ^= x << 17; x ^= x << 13; x ^= x >>> 7; x ^= x << 17;
                        x ^= x << 13; x ^= x >>> 7; x ^= x << 17;
                    }
                    return x;
                }
                public static void main(String[] a) {
                    int n = 2_000_000;
                    double best = 1e9;
                    long sum = 0;
                    for (int i = 0; i < 8; i++) {
                        long t = System.nanoTime();
                        sum += one(n);
                        long u = System.nanoTime();
                        sum += five(n);
                        long v = System.nanoTime();
                        double d = ((v - u) - (u - t)) / (double) n;
                        if (i > 2 && d > 0) best = Math.min(best, d);
                    }
                    System.out.println(Math.round(best * 1000) + (sum == 1 ? " " : ""));
                }
            }
            """;

    private InstructionTime() {}

    /** In ns. */
    static double nanos(Shell shell) throws IOException {
        Path folder = Files.createTempDirectory("loop");
        Path source = Files.writeString(folder.resolve("Loop.java"), LOOP);
        ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
        String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("Loop.class")));
        shell.check("mkdir -p /tmp/loop && echo " + bytes + " | base64 -d >/tmp/loop/Loop.class");
        String picoseconds = shell.check(
                "/opt/hearth/jre/bin/java -XX:+UseSerialGC -Xmx16m -cp /tmp/loop Loop; rm -r /tmp/loop",
                Deadline.seconds(120));
        return Long.parseLong(picoseconds.strip()) / 1000.0 / INSTRUCTIONS;
    }
}
