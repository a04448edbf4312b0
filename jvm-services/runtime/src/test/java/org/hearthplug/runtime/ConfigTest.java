// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private Config read() throws IOException {
        return Config.read(
                ConfigTest.class, "test-defaults.conf", directory.resolve("d"), directory.resolve("own.conf"));
    }

    private void image(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve("d"));
        Files.writeString(directory.resolve("d").resolve(name), text);
    }

    private void owner(String text) throws IOException {
        Files.writeString(directory.resolve("own.conf"), text);
    }

    @Test
    void defaultsStandAlone() throws IOException {
        Config config = read();
        assertThat(config.text("name")).isEqualTo("a plug");
        assertThat(config.number("web.https-port", 1, 65535)).isEqualTo(443);
        assertThat(config.duration("web.idle-time", Duration.ZERO, MINUTE)).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.flag("loud")).isFalse();
        assertThat(config.path("folder")).isEqualTo(Path.of("/data"));
    }

    @Test
    void theOwnerWinsOverTheImageAndLaterFilesOverEarlier() throws IOException {
        image("10-first.conf", "name = first\nloud = true\nweb.https-port = 1");
        image("20-second.conf", "# a comment\n\n  name=second\nweb.https-port = 2");
        image("30-not-read.txt", "name = not read");
        owner("name = mine = yours");
        Config config = read();
        assertThat(config.text("name")).isEqualTo("mine = yours");
        assertThat(config.number("web.https-port", 1, 65535)).isEqualTo(2);
        assertThat(config.flag("loud")).isTrue();
    }

    @Test
    void aMistakeIsNamedByFileLineAndKey() throws IOException {
        owner("name = x\n\nweb.httpsport = 5\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(ConfigException.class)
                .hasMessage(directory.resolve("own.conf")
                        + ":3: there is no setting \"web.httpsport\". Did you mean \"web.https-port\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "just words | :1: expected \"key = value\".",
                "Name = x | :1: \"Name\" is not a key",
                "na me = x | :1: \"na me\" is not a key",
                " = x | :1: \"\" is not a key"
            })
    void aLineThatIsNoSettingIsRefused(String line, String message) throws IOException {
        owner(line);
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web.https-port = 0 | whole number from 1 to 65535",
                "web.https-port = 65536 | whole number from 1 to 65535",
                "web.https-port = many | whole number from 1 to 65535",
                "web.idle-time = 30 | a time from 0 s to 60 s",
                "web.idle-time = 61 s | a time from 0 s to 60 s",
                "web.idle-time = 999999999999999 h | a time from 0 s to 60 s",
                "loud = yes | true or false"
            })
    void aValueOutOfRangeSaysWhatWouldBeRight(String line, String message) throws IOException {
        owner("# one\n" + line);
        Config config = read();
        assertThatThrownBy(() -> {
                    config.number("web.https-port", 1, 65535);
                    config.duration("web.idle-time", Duration.ZERO, MINUTE);
                    config.flag("loud");
                })
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(directory.resolve("own.conf") + ":2: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"250 ms, 250", "1s, 1000", "1 min, 60000"})
    void timesHaveUnits(String text, long millis) throws IOException {
        owner("web.idle-time = " + text);
        assertThat(read().duration("web.idle-time", Duration.ZERO, MINUTE)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void filesAreBounded() throws IOException {
        owner("# x\n".repeat(1001));
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class).hasMessageContaining(":1001:");
        owner("name = " + "x".repeat(1000));
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class).hasMessageContaining(":1:");
        Files.write(directory.resolve("own.conf"), new byte[] {'n', (byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class).hasMessageContaining("UTF-8");
    }
}
