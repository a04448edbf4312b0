// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlugFlagsTest {
    private static final String EXCLUDE = "-XX:CompileCommand=exclude,";

    /** The JVM says nothing of a method that it has not: with the next JDK each service would take 6 MB more, and nobody would know why. */
    @ParameterizedTest
    @ValueSource(strings = {"backupd", "cloudd", "platformd"})
    void methodsThatAreNotToBeCompiledAreThere(String service) throws Exception {
        List<String> excluded = PlugFlags.lines(service).stream()
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
