// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.EnergyMinute;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.web.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EnergyApiTest {
    private static final List<String> NAMES = List.of("cloudd", "backupd", "platformd", "system", "plug");

    @TempDir
    Path folder;

    private TestPlug plug;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        plug.platform.energy = reply(Instant.now(), 1, 3);
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    /** Minutes of 4 W each, numbered from one number to another; the last ends now. */
    private static String reply(Instant now, int first, int last) {
        List<EnergyMinute> minutes = new ArrayList<>();
        for (int n = first; n <= last; n++) {
            long at = now.toEpochMilli() - (last - n) * 60_000L;
            minutes.add(new EnergyMinute(
                    "run",
                    n,
                    "boot",
                    100_000 + n * 60_000L,
                    at,
                    60_000,
                    n == 1 ? 240_000 : 0,
                    n == 1 ? 0 : 240_000,
                    List.of(40_000L, 30_000L, 20_000L, 10_000L, 140_000L),
                    4500,
                    7000,
                    7000,
                    51_000));
        }
        return PowerMessages.ENERGY_REPLY.toJson(new EnergyReply(
                "run",
                "boot",
                100_000 + last * 60_000L,
                now.toEpochMilli(),
                "Europe/Paris",
                NAMES,
                List.of(120_000L, 90_000L, 60_000L, 30_000L, 420_000L),
                List.of(12_000L, 9000L, 6000L, 3000L, 0L),
                minutes,
                false));
    }

    private Map<String, Object> json(String address) throws Exception {
        HttpResponse<String> answer = plug.get(address);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static double sum(Map<String, Object> told, String field) {
        return ((List<?>) told.get("items"))
                .stream()
                        .mapToDouble(each -> ((Number) ((Map<?, ?>) each).get(field)).doubleValue())
                        .sum();
    }

    @Test
    void whatWasUsedIsToldMeasuredAndModelledApart() throws Exception {
        Map<String, Object> hours = json("/api/v1/energy?by=hour");
        assertThat(sum(hours, "wattHours")).isCloseTo(0.2, org.assertj.core.api.Assertions.offset(1e-4));
        assertThat(sum(hours, "measuredWattHours")).isCloseTo(0.0667, org.assertj.core.api.Assertions.offset(1e-4));
        assertThat(hours).containsEntry("zone", "Europe/Paris").containsEntry("complete", true);
        Map<String, Object> minutes = json("/api/v1/energy?by=minute");
        assertThat((List<?>) minutes.get("items")).hasSize(3);
        assertThat(sum(minutes, "seconds")).isEqualTo(180);
        Map<?, ?> first = (Map<?, ?>) ((List<?>) minutes.get("items")).getFirst();
        assertThat(((Map<?, ?>) first.get("used")).keySet()).isEqualTo(new java.util.LinkedHashSet<>(NAMES));
        assertThat(first.get("peakMilliwatts")).isEqualTo(4500L);
    }

    @Test
    void itIsKeptOverARestartAndToldTwiceCountsOnce() throws Exception {
        json("/api/v1/energy");
        plug.restart();
        plug.platform.askedEnergy.clear();
        plug.platform.energy = reply(Instant.now(), 2, 5);
        assertThat(sum(json("/api/v1/energy?by=day"), "seconds")).isEqualTo(300);
        assertThat(plug.platform.askedEnergy.getFirst())
                .contains("\"afterRun\":\"run\"")
                .contains("\"afterSequence\":3");
    }

    @Test
    void withoutThePlatformWhatIsKnownIsToldAsIncomplete() throws Exception {
        json("/api/v1/energy");
        plug.restart();
        plug.platform.connect(false);
        Map<String, Object> told = json("/api/v1/energy");
        assertThat(told).containsEntry("complete", false);
        assertThat(sum(told, "seconds")).isEqualTo(180);
    }

    @Test
    void aTableIsToldAndBoundsAreKept() throws Exception {
        HttpResponse<String> csv = plug.get("/api/v1/energy/csv?by=minute&download=1");
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("hearth-energy-")
                .endsWith(".csv\"");
        String[] lines = csv.body().split("\r\n");
        assertThat(lines).hasSize(4);
        assertThat(lines[0].split(",")).hasSize(12);
        assertThat(lines[1].split(",")).hasSize(12);
        for (String wrong : new String[] {
            "by=week",
            "from=yesterday",
            "by=minute&from=2020-01-01T00:00:00Z",
            "from=2999-01-01T00:00:00Z",
            "to=-1000000000-01-01T00:00:00Z",
            "to=%2B1000000000-12-31T23:59:59Z",
            "from=-1000000000-01-01T00:00:00Z",
            "from=%2B999999999-12-31T00:00:00Z&to=%2B999999999-12-31T01:00:00Z"
        }) {
            assertThat(plug.get("/api/v1/energy?" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(422);
        }
        plug.session = null;
        assertThat(plug.get("/api/v1/energy").statusCode()).isEqualTo(401);
    }

    private String password(String form) throws Exception {
        return TestPlug.field(plug.post("/api/v1/app-passwords", form), "password");
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void metricsAreForWhoHasAPasswordForThemAndForNobodyElse() throws Exception {
        String metrics = password("{\"label\":\"Prometheus\",\"scope\":\"metrics\"}");
        String files = password("{\"label\":\"phone\"}");
        assertThat(plug.post("/api/v1/app-passwords", "{\"label\":\"x\",\"scope\":\"all\"}")
                        .statusCode())
                .isEqualTo(422);
        plug.restart();
        plug.platform.snapshot = Samples.SNAPSHOT;
        plug.session = null;
        assertThat(plug.get("/metrics").statusCode()).isEqualTo(401);
        assertThat(plug.get("/metrics").headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic");
        assertThat(plug.get("/metrics", "Authorization", basic("Anna", "wrong")).statusCode())
                .isEqualTo(401);
        assertThat(plug.get("/metrics", "Authorization", basic("Anna", files)).statusCode())
                .isEqualTo(401);
        assertThat(plug.get("/metrics", "Authorization", basic("Anna", metrics)).statusCode())
                .isEqualTo(200);
        assertThat(plug.get("/dav/", "Authorization", basic("Anna", metrics)).statusCode())
                .isEqualTo(401);
        assertThat(plug.get("/restic/x/config", "Authorization", basic("Anna", metrics))
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> foreign =
                plug.get("/metrics", "Authorization", basic("Anna", metrics), "Sec-Fetch-Site", "cross-site");
        assertThat(foreign.statusCode()).isEqualTo(403);
    }

    @Test
    void metricsAreInPrometheusFormat() throws Exception {
        String metrics = password("{\"label\":\"Prometheus\",\"scope\":\"metrics\"}");
        plug.platform.snapshot = Samples.SNAPSHOT;
        plug.platform.power = Samples.POWER;
        HttpResponse<String> answer = plug.get("/metrics", "Authorization", basic("Anna", metrics));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        Map<String, Double> samples = parse(answer.body());
        assertThat(samples)
                .containsEntry("hearth_platform_up", 1.0)
                .containsEntry("hearth_power_watts", 4.465)
                .containsEntry("hearth_power_measured", 0.0)
                .containsEntry("hearth_power_limit_watts", 7.0)
                .containsEntry("hearth_energy_joules_total{service=\"backupd\"}", 90.0)
                .containsEntry("hearth_service_cpu_seconds_total{service=\"cloudd\"}", 12.0)
                .containsEntry("hearth_work_held_back{reason=\"goal\"}", 1.0)
                .containsEntry("hearth_work_held_back{reason=\"limit\"}", 0.0)
                .containsEntry("hearth_usb_devices{state=\"held\"}", 1.0)
                .containsEntry("hearth_temperature_celsius{zone=\"zone \\\"0\\\"\"}", 51.5)
                .containsEntry("hearth_filesystem_free_bytes{mountpoint=\"/data\"}", 6e9)
                .containsEntry("hearth_sessions", 1.0)
                .doesNotContainKey("hearth_service_cpu_seconds_total{service=\"plug\"}");
        assertThat(samples.size()).as("series").isLessThan(60);
        plug.platform.connect(false);
        assertThat(parse(plug.get("/metrics", "Authorization", basic("Anna", metrics))
                        .body()))
                .containsEntry("hearth_platform_up", 0.0)
                .doesNotContainKey("hearth_power_watts");
        assertThat(plug.post("/metrics", "", "Authorization", basic("Anna", metrics))
                        .statusCode())
                .isEqualTo(405);
    }

    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(\\{[a-z]+=\"(?:[^\"\\\\]|\\\\.)*\"\\})? (-?[0-9.]+(?:E-?[0-9]+)?)");

    /** A reader of the text format that is as strict as its description: HELP, then TYPE, then samples of that family only. */
    private static Map<String, Double> parse(String text) {
        assertThat(text).endsWith("\n");
        Map<String, Double> samples = new TreeMap<>();
        List<String> families = new ArrayList<>();
        String type = "";
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            String[] words = lines[i].split(" ", 4);
            if (lines[i].startsWith("# HELP ")) {
                assertThat(families).as("families are not split").doesNotContain(words[2]);
                assertThat(words[3]).isNotBlank();
                families.add(words[2]);
                assertThat(lines[i + 1]).startsWith("# TYPE " + words[2] + " ");
            } else if (lines[i].startsWith("# TYPE ")) {
                type = words[3];
                assertThat(type).isIn("gauge", "counter");
                assertThat(words[2].endsWith("_total")).as(words[2]).isEqualTo(type.equals("counter"));
            } else {
                Matcher sample = SAMPLE.matcher(lines[i]);
                assertThat(sample.matches()).as(lines[i]).isTrue();
                assertThat(sample.group(1)).isEqualTo(families.getLast());
                String key = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
                assertThat(samples.put(key, Double.valueOf(sample.group(3))))
                        .as("told twice: " + key)
                        .isNull();
            }
        }
        return samples;
    }

    /** As platformd tells it. */
    private static final class Samples {
        static final String SNAPSHOT =
                "{\"model\":\"lab\",\"lab\":true,\"uptimeSeconds\":100,\"bootId\":\"b\",\"hostname\":\"h\","
                        + "\"versions\":{\"hearth\":\"0.4\",\"image\":\"lab\",\"build\":\"x\",\"kernel\":\"6.12\",\"java\":\"25\"},"
                        + "\"cpu\":{\"cores\":1,\"online\":1,\"usage\":0.25,\"operatingPointsHz\":[]},"
                        + "\"thermal\":[{\"zone\":\"zone \\\"0\\\"\",\"type\":\"cpu\",\"milliCelsius\":51500}],"
                        + "\"memory\":{\"totalBytes\":500000000,\"availableBytes\":300000000,\"swapTotalBytes\":0,\"swapFreeBytes\":0},"
                        + "\"storage\":[{\"name\":\"vda\",\"bytes\":8000000000,\"removable\":false,\"readOnly\":false,\"transport\":\"virtio\","
                        + "\"partitions\":[{\"name\":\"vda\",\"bytes\":8000000000,\"mountPoint\":\"/data\",\"usableBytes\":7000000000,\"freeBytes\":6000000000}]}],"
                        + "\"network\":[],\"services\":[]}";
        static final String POWER = "{\"board\":\"lab\",\"source\":\"model\",\"measured\":false,\"milliwatts\":4465,"
                + "\"lastSecondMilliwatts\":4460,\"targetMilliwatts\":6500,\"binds\":\"goal\","
                + "\"cpu\":{\"quotaMilliCores\":500,\"cores\":1,\"operatingPointHz\":1000000000,\"highestHz\":1000000000},"
                + "\"budget\":{\"hardLimitMilliwatts\":7000,\"comfortMilliwatts\":7000,\"quietMilliwatts\":7000,\"quietFromMinute\":0,"
                + "\"quietToMinute\":0,\"zone\":\"UTC\",\"monthlyWattHours\":2000,\"admission\":true},"
                + "\"ports\":[{\"device\":\"1-1\",\"name\":\"disk\",\"state\":\"held\",\"needMilliwatts\":5000,\"surge\":true,\"withItMilliwatts\":8000}],"
                + "\"notices\":[],\"energy\":{\"todayWattHours\":10,\"monthWattHours\":1900,\"modelledShare\":1,\"services\":[],"
                + "\"forecastWattHours\":2200,\"goal\":\"tight\"},\"journal\":[],\"cost\":{\"stepMicros\":90,\"steps\":1,\"late\":0},\"wishMilliwatts\":3000}";
    }
}
