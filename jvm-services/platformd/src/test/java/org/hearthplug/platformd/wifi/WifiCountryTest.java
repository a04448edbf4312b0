// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.platform.WifiMessages;
import org.hearthplug.runtime.platform.WifiMessages.CountryRequest;
import org.hearthplug.runtime.platform.WifiMessages.WifiState;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The owner's country, over a scripted radio that takes any but QM to QZ. */
@Timeout(120)
class WifiCountryTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aRadio() throws Exception {
        Files.createDirectories(folder.resolve("ieee80211/phy0"));
        file = folder.resolve("wifi-country");
    }

    private WifiService service(ScriptedHardware hardware) {
        return new WifiService(
                hardware,
                new WifiService.Settings(
                        folder.resolve("service"),
                        folder.resolve("work"),
                        folder.resolve("ieee80211"),
                        file,
                        folder.resolve("claim-code"),
                        Duration.ZERO));
    }

    @Test
    void aCountryIsAskedForOverTheSocketKeptAndTold() throws Exception {
        Path socket = folder.resolve("s");
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(socket, null),
                new ServiceInfo("Hearth", "test", "0", "https://hearthplug.org/"),
                AccessPolicy.byUser(System.getProperty("user.name"), Map.of()),
                VarlinkServer.Limits.DEFAULT,
                List.of(service(new ScriptedHardware()).describe()));
        server.start();
        try (VarlinkClient client = new VarlinkClient(socket, 1 << 20)) {
            assertThat(state(client.call(WifiMessages.GET_STATE, null, LIMIT)).country())
                    .isEqualTo("00");
            assertThat(setCountry(client, "FR").country()).isEqualTo("FR");
            assertThat(file).hasContent("FR");
            for (String wrong : List.of("", "F", "fr", "FRA", "F1", "99", "00 ")) {
                assertThat(refusal(client, wrong)).as(wrong).contains("two capital letters");
            }
            assertThat(refusal(client, "QZ")).contains("QZ", "data base");
            assertThat(state(client.call(WifiMessages.GET_STATE, null, LIMIT)).country())
                    .isEqualTo("FR");
            assertThat(file).hasContent("FR");
            assertThat(setCountry(client, "00").country()).isEqualTo("00");
            assertThat(file).hasContent("00");
            Files.delete(folder.resolve("ieee80211/phy0"));
            VarlinkException without = catchThrowableOfType(VarlinkException.class, () -> setCountry(client, "FR"));
            assertThat(without.error()).contains(WifiMessages.NO_RADIO);
        } finally {
            server.close();
        }
    }

    private static WifiState state(String json) {
        return WifiMessages.STATE_REPLY.fromJson(json).state();
    }

    private static WifiState setCountry(VarlinkClient client, String country) {
        return state(client.call(
                WifiMessages.SET_COUNTRY, WifiMessages.COUNTRY_REQUEST.toJson(new CountryRequest(country)), LIMIT));
    }

    private static String refusal(VarlinkClient client, String country) {
        VarlinkException refused = catchThrowableOfType(VarlinkException.class, () -> setCountry(client, country));
        assertThat(refused.error()).contains(WifiMessages.REFUSED);
        return WifiMessages.REFUSAL
                .fromJson(refused.parametersJson().orElseThrow())
                .reason();
    }

    @Test
    void whatWasChosenIsAskedForWhenARadioIsThere() throws Exception {
        assertThat(new WifiCountry(new ScriptedHardware().wifi(), file).choose("FR"))
                .isTrue();
        ScriptedHardware startedAnew = new ScriptedHardware();
        WifiService service = service(startedAnew);
        service.radioMoved();
        try {
            long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
            while (!startedAnew.wifi().regulatoryDomain().equals(Optional.of("FR"))) {
                assertThat(System.nanoTime()).as("no country").isLessThan(deadlineNanos);
                Thread.sleep(20);
            }
        } finally {
            service.stop();
        }
    }

    @Test
    void whatIsNoCountryOrTheWorldIsNoChoice() throws Exception {
        Wifi wifi = new ScriptedHardware().wifi();
        WifiCountry country = new WifiCountry(wifi, file);
        assertThat(country.chosen()).isEmpty();
        for (String none : List.of("", "00\n", "rubbish", "FR\nDE\n")) {
            Files.writeString(file, none);
            assertThat(country.chosen()).as(none).isEmpty();
            country.apply();
            assertThat(wifi.regulatoryDomain()).contains("00");
        }
        Files.writeString(file, "FR\n");
        country.apply();
        assertThat(wifi.regulatoryDomain()).contains("FR");
    }

    @Test
    void aChoiceThatCannotBeKeptIsNotLeftInForce() {
        Wifi wifi = new ScriptedHardware().wifi();
        WifiCountry country = new WifiCountry(wifi, folder.resolve("no such folder/wifi-country"));
        assertThat(catchThrowableOfType(java.io.IOException.class, () -> country.choose("FR")))
                .isNotNull();
        assertThat(wifi.regulatoryDomain()).contains("00");
    }

    /** A joined network that announces another country: the kernel keeps to both, and asking again changes nothing. */
    @Test
    void bothCountriesRulesAreAChoiceTaken() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Wifi joined = (Wifi) Proxy.newProxyInstance(
                Wifi.class.getClassLoader(), new Class<?>[] {Wifi.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("regulatoryDomain");
                    return arguments == null ? Optional.of(asked.get() == 0 ? "DE" : "98") : asked.incrementAndGet();
                });
        WifiCountry country = new WifiCountry(joined, file);
        assertThat(country.choose("FR")).isTrue();
        country.apply();
        assertThat(asked).hasValue(1);
        assertThat(country.chosen()).contains("FR");
    }
}
