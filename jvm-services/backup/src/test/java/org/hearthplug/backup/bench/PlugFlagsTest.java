// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlugFlagsTest {
    private static final String EXCLUDE = "-XX:CompileCommand=exclude,";

    /** The JVM says nothing of a method that it has not: with the next JDK backupd would take 6 MB more, and nobody would know why. */
    @Test
    void methodsThatAreNotToBeCompiledAreThere(@TempDir Path work) throws Exception {
        List<String> excluded = PlugFlags.read(work).stream()
                .filter(flag -> flag.startsWith(EXCLUDE))
                .map(flag -> flag.substring(EXCLUDE.length()))
                .toList();
        assertThat(excluded).isNotEmpty();
        for (String method : excluded) {
            String[] words = method.split("::");
            assertThat(Class.forName(words[0]).getDeclaredMethods())
                    .as(method)
                    .extracting(Method::getName)
                    .contains(words[1]);
        }
    }
}
