// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.hearthplug.rig.Shell;

/** A class of the rig's own that runs in the plug, on the plug's Java: one file, which uses nothing but the JDK. */
final class Carried {
    private static final int CHUNK = 2000;

    private Carried() {}

    /** Lays it into a folder of the plug's, and gives the command that runs it with arguments. */
    static String into(Shell shell, Class<?> program, String folder, String... arguments) {
        String name = program.getName();
        String file = folder + "/" + name.replace('.', '/') + ".class";
        shell.check("mkdir -p " + file.substring(0, file.lastIndexOf('/')) + "; : >" + folder + "/class");
        String text = Base64.getEncoder().encodeToString(bytecode(program));
        for (int at = 0; at < text.length(); at += CHUNK) {
            shell.check("echo " + text.substring(at, Math.min(text.length(), at + CHUNK)) + " >>" + folder + "/class");
        }
        shell.check("base64 -d " + folder + "/class >" + file);
        return "/opt/hearth/jre/bin/java -Xmx16m -XX:TieredStopAtLevel=1 -cp " + folder + " " + name + " "
                + String.join(" ", arguments);
    }

    private static byte[] bytecode(Class<?> program) {
        try (var in = program.getResourceAsStream(program.getSimpleName() + ".class")) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
