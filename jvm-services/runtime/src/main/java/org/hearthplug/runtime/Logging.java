// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * java.util.logging to standard output, one line a record, for {@code svlogd}, which adds the time. Control characters
 * are escaped, so that nothing a stranger sends can forge a line; a record is at most 4 KiB long.
 */
public final class Logging {
    private static final int MAX_CHARS = 4096;

    private Logging() {}

    /** Sends everything of at least this level to standard output; to be called first in {@code main}. */
    public static void toStandardOutput(Level level) {
        to(System.out, level);
    }

    static void to(PrintStream out, Level level) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(new LineHandler(out));
    }

    /** Writes each record at once: a daemon that dies must not take its last words along. */
    private static final class LineHandler extends Handler {
        private final PrintStream out;
        private final Formatter formatter = new LineFormatter();

        LineHandler(PrintStream out) {
            this.out = out;
        }

        @Override
        public void publish(LogRecord record) {
            byte[] line = (formatter.format(record) + "\n").getBytes(StandardCharsets.UTF_8);
            synchronized (this) {
                out.write(line, 0, line.length);
                out.flush();
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    /** {@code WARNING varlink.Connection: text | Exception: text at Class.method:line < ...}. */
    static final class LineFormatter extends Formatter {
        private static final String OWN_PREFIX = "org.hearthplug.";
        private static final int FRAMES = 6;
        private static final int CAUSES = 4;

        @Override
        public String format(LogRecord record) {
            StringBuilder line = new StringBuilder(160)
                    .append(record.getLevel().getName())
                    .append(' ')
                    .append(shortName(record.getLoggerName()))
                    .append(": ");
            escape(fill(record.getMessage(), record.getParameters()), line);
            Throwable thrown = record.getThrown();
            for (int i = 0; thrown != null && i < CAUSES; i++) {
                line.append(i == 0 ? " | " : " | caused by ");
                escape(thrown.toString(), line);
                appendFrames(thrown, line);
                thrown = thrown.getCause();
            }
            if (line.length() > MAX_CHARS) {
                line.setLength(MAX_CHARS);
                line.append('…');
            }
            return line.toString();
        }

        /** Puts parameters in the place of {@code {0}} to {@code {9}}; MessageFormat would cost 80 classes at start-up. */
        private static String fill(String message, Object[] parameters) {
            if (message == null || parameters == null || parameters.length == 0) {
                return message;
            }
            StringBuilder filled = new StringBuilder(message.length() + 32);
            for (int i = 0; i < message.length(); i++) {
                boolean place = message.charAt(i) == '{' && i + 2 < message.length() && message.charAt(i + 2) == '}';
                int index = place ? message.charAt(i + 1) - '0' : -1;
                if (index >= 0 && index < Math.min(10, parameters.length)) {
                    filled.append(parameters[index]);
                    i += 2;
                } else {
                    filled.append(message.charAt(i));
                }
            }
            return filled.toString();
        }

        private static void appendFrames(Throwable thrown, StringBuilder line) {
            StackTraceElement[] frames = thrown.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                line.append(i == 0 ? " at " : " < ")
                        .append(shortName(frames[i].getClassName()))
                        .append('.')
                        .append(frames[i].getMethodName())
                        .append(':')
                        .append(frames[i].getLineNumber());
            }
        }

        private static String shortName(String name) {
            if (name == null || name.isEmpty()) {
                return "root";
            }
            return name.startsWith(OWN_PREFIX) ? name.substring(OWN_PREFIX.length()) : name;
        }

        private static void escape(String text, StringBuilder out) {
            if (text == null) {
                return;
            }
            int length = Math.min(text.length(), MAX_CHARS);
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    out.append("\\n");
                } else if (Character.isISOControl(c)) {
                    out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
