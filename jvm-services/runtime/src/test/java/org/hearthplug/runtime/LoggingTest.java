// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private final Logging.LineFormatter formatter = new Logging.LineFormatter();

    private static LogRecord record(String message, Object... parameters) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("org.hearthplug.runtime.varlink.Connection");
        record.setParameters(parameters);
        return record;
    }

    @Test
    void aRecordIsOneLine() {
        assertThat(formatter.format(record("User {0} was cut off.", "eve\nSEVERE root: forged\u001b[2J")))
                .isEqualTo("WARNING runtime.varlink.Connection: User eve\\nSEVERE root: forged\\x1b[2J was cut off.");
    }

    @Test
    void whatIsNoPlaceStaysAsItIs() {
        assertThat(formatter.format(record("{1}{0} {2} {x} {", "a", null)))
                .isEqualTo("WARNING runtime.varlink.Connection: nulla {2} {x} {");
        assertThat(formatter.format(record("{0}"))).endsWith(": {0}");
        assertThat(formatter.format(record(null, "a"))).endsWith(": ");
    }

    @Test
    void anExceptionIsOnTheSameLine() {
        LogRecord record = record("It failed.");
        record.setThrown(new IllegalStateException("outer\nline", new java.io.IOException("inner")));
        assertThat(formatter.format(record))
                .startsWith(
                        "WARNING runtime.varlink.Connection: It failed. | java.lang.IllegalStateException: outer\\nline at ")
                .contains(" | caused by java.io.IOException: inner at runtime.LoggingTest.")
                .doesNotContain("\n");
    }

    @Test
    void aRecordIsBounded() {
        assertThat(formatter.format(record("x".repeat(1_000_000)))).hasSizeLessThan(4200);
    }

    @Test
    void causesThatGoInCirclesEnd() {
        RuntimeException a = new RuntimeException("a");
        a.initCause(new RuntimeException("b", a));
        LogRecord record = record("m");
        record.setThrown(a);
        assertThat(formatter.format(record)).contains("caused by");
    }
}
