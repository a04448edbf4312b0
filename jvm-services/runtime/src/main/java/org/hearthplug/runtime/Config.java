// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Settings as {@code key = value} lines; {@code #} starts a comment line, keys are dashed words joined by dots. Later
 * sources win: the defaults in the jar, then the image's {@code *.conf} by name, then the owner's file. Only keys that
 * the defaults name exist; any other is an error, so that a typing mistake does not pass in silence.
 */
public final class Config {
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
    private static final int MAX_LINES = 1000;
    private static final int MAX_LINE_CHARS = 1000;

    private record Setting(String value, String origin) {}

    private final Map<String, Setting> settings;

    private Config(Map<String, Setting> settings) {
        this.settings = Collections.unmodifiableMap(settings);
    }

    /**
     * Reads the settings of a daemon.
     *
     * @param owner class beside which the defaults lie
     * @param defaults resource name of the defaults
     * @param directory directory whose {@code *.conf} files apply; may be absent
     * @param ownersFile the owner's file; may be absent
     * @throws ConfigException naming file, line and key
     * @throws IOException when a file that exists cannot be read
     */
    public static Config read(Class<?> owner, String defaults, Path directory, Path ownersFile) throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        try (InputStream in = owner.getResourceAsStream(defaults)) {
            if (in == null) {
                throw new IllegalStateException("The defaults " + defaults + " are not in the jar.");
            }
            parse(new InputStreamReader(in, StandardCharsets.UTF_8), defaults, settings, true);
        }
        for (Path file : confFiles(directory)) {
            parse(file, settings);
        }
        if (Files.exists(ownersFile)) {
            parse(ownersFile, settings);
        }
        return new Config(settings);
    }

    private static List<Path> confFiles(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.conf")) {
                found.forEach(files::add);
            }
        }
        Collections.sort(files);
        return files;
    }

    private static void parse(Path file, Map<String, Setting> into) throws IOException {
        try (Reader in = Files.newBufferedReader(file)) {
            parse(in, file.toString(), into, false);
        } catch (java.nio.charset.CharacterCodingException notText) {
            throw new ConfigException(file + ": this file is not UTF-8 text.");
        }
    }

    private static void parse(Reader in, String name, Map<String, Setting> into, boolean defines) throws IOException {
        BufferedReader lines = new BufferedReader(in);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (number > MAX_LINES || line.length() > MAX_LINE_CHARS) {
                throw new ConfigException(name + ":" + number + ": a settings file has at most " + MAX_LINES
                        + " lines of " + MAX_LINE_CHARS + " characters.");
            }
            parseLine(line.strip(), name + ":" + number, into, defines);
        }
    }

    private static void parseLine(String line, String origin, Map<String, Setting> into, boolean defines) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new ConfigException(origin + ": expected \"key = value\".");
        }
        String key = line.substring(0, equals).strip();
        if (!KEY.matcher(key).matches()) {
            throw new ConfigException(
                    origin + ": \"" + key + "\" is not a key: dashed lower-case words joined by dots.");
        }
        if (!defines && !into.containsKey(key)) {
            throw new ConfigException(origin + ": there is no setting \"" + key + "\"." + nearest(key, into));
        }
        into.put(key, new Setting(line.substring(equals + 1).strip(), origin));
    }

    private static String nearest(String key, Map<String, Setting> known) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        for (String candidate : known.keySet()) {
            if (candidate.endsWith("." + last) || candidate.replace("-", "").equals(key.replace("-", ""))) {
                return " Did you mean \"" + candidate + "\"?";
            }
        }
        return "";
    }

    /** The value as text. */
    public String text(String key) {
        return setting(key).value();
    }

    /** The value as a path. */
    public Path path(String key) {
        return convert(key, "a path", Path::of);
    }

    /** The value as {@code true} or {@code false}. */
    public boolean flag(String key) {
        return convert(key, "true or false", value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(value);
        });
    }

    /** The value as a whole number within bounds, both included. */
    public int number(String key, int min, int max) {
        return convert(key, "a whole number from " + min + " to " + max, value -> {
            int number = Integer.parseInt(value);
            if (number < min || number > max) {
                throw new IllegalArgumentException(value);
            }
            return number;
        });
    }

    /** The value as a time within bounds, both included: {@code 250 ms}, {@code 10 s}, {@code 5 min}, {@code 2 h}. */
    public Duration duration(String key, Duration min, Duration max) {
        return convert(key, "a time from " + words(min) + " to " + words(max), value -> {
            Duration duration = parseDuration(value);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new IllegalArgumentException(value);
            }
            return duration;
        });
    }

    private static Duration parseDuration(String value) {
        var amount = AMOUNT.matcher(value);
        if (!amount.matches()) {
            throw new IllegalArgumentException(value);
        }
        long n = Long.parseLong(amount.group(1));
        return switch (amount.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "min" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> throw new IllegalArgumentException(value);
        };
    }

    private static String words(Duration duration) {
        return duration.toMillisPart() != 0 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    private <T> T convert(String key, String expected, Function<String, T> conversion) {
        Setting setting = setting(key);
        try {
            return conversion.apply(setting.value());
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw new ConfigException(
                    setting.origin() + ": " + key + " = \"" + setting.value() + "\" should be " + expected + ".");
        }
    }

    private Setting setting(String key) {
        Setting setting = settings.get(key);
        if (setting == null) {
            throw new IllegalArgumentException("The defaults do not name " + key + ".");
        }
        return setting;
    }
}
