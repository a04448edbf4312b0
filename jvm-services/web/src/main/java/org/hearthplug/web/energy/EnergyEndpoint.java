// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.energy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hearthplug.storage.energy.EnergyBucket;
import org.hearthplug.storage.energy.EnergyJob;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/energy} for who is signed in. */
public final class EnergyEndpoint {
    static final List<String> NAMES = List.of("cloudd", "backupd", "platformd", "system", "plug");
    private static final int MAX_JOBS = 100;
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final double MILLIJOULES_PER_WATT_HOUR = 3.6e6;

    private final EnergyKeeper keeper;
    private final InstantSource clock;

    /** Tells what is kept. */
    public EnergyEndpoint(EnergyKeeper keeper, InstantSource clock) {
        this.keeper = keeper;
        this.clock = clock;
    }

    /** How finely, how far back at most, and how far back when nobody says. */
    private enum By {
        MINUTE(Duration.ofMinutes(1), Duration.ofHours(12), Duration.ofHours(3)),
        HOUR(Duration.ofHours(1), Duration.ofDays(32), Duration.ofHours(48)),
        DAY(Duration.ofDays(1), Duration.ofDays(732), Duration.ofDays(31));

        private final Duration span;
        private final Duration most;
        private final Duration usual;

        By(Duration span, Duration most, Duration usual) {
            this.span = span;
            this.most = most;
            this.usual = usual;
        }

        static By of(String word) {
            for (By by : values()) {
                if (by.word().equals(word)) {
                    return by;
                }
            }
            throw new Problem(422, "Energy is told by “minute”, “hour” or “day”. Use one of these for “by”.");
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Answers {@code GET /api/v1/energy}, {@code GET /api/v1/energy/csv} and {@code GET /api/v1/energy/jobs}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        String asked = exchange.method().replace("HEAD", "GET") + " " + String.join("/", rest);
        try {
            switch (asked) {
                case "GET " -> history(exchange, false);
                case "GET csv" -> history(exchange, true);
                case "GET jobs" -> exchange.json(200, Map.of("items", jobs()));
                default ->
                    throw new Problem(
                            404,
                            "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
            }
        } catch (IOException trouble) {
            if (exchange.response().isCommitted()) {
                throw trouble;
            }
            throw new Problem(503, "The plug’s history of energy cannot be read at the moment. Try again in a minute.")
                    .retryAfter(60);
        }
    }

    private void history(Exchange exchange, boolean csv) throws IOException {
        Map<String, String> query = exchange.target().query();
        By by = By.of(query.getOrDefault("by", "hour"));
        Instant to = time(query, "to", clock.instant());
        Instant from = time(query, "from", to.minus(by.usual));
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(by.most) > 0) {
            throw new Problem(
                    422,
                    "By the " + by.word() + " at most " + by.most.toHours()
                            + " hours are told at once, and “from” comes before “to”. Ask for less, or more coarsely.");
        }
        boolean complete = keeper.freshen();
        List<EnergyBucket> items = read(by, from.toEpochMilli(), to.toEpochMilli());
        if (query.containsKey("download")) {
            exchange.set(
                    "Content-Disposition",
                    "attachment; filename=\"hearth-energy-" + LocalDate.ofInstant(to, keeper.zone())
                            + (csv ? ".csv" : ".json") + "\"");
        }
        if (csv) {
            exchange.send(200, "text/csv; charset=utf-8", csv(items).getBytes(StandardCharsets.UTF_8));
            return;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("by", by.word());
        json.put("from", from.toString());
        json.put("to", to.toString());
        json.put("zone", keeper.zone().getId());
        json.put("spanSeconds", by.span.toSeconds());
        json.put("complete", complete);
        json.put("items", items.stream().map(EnergyEndpoint::describe).toList());
        exchange.json(200, json);
    }

    private List<EnergyBucket> read(By by, long from, long to) throws IOException {
        return switch (by) {
            case MINUTE -> keeper.store().minutes(from, to);
            case HOUR -> keeper.store().hours(from, to, keeper.zone());
            case DAY -> keeper.store().days(from, to, keeper.zone());
        };
    }

    private static Instant time(Map<String, String> query, String name, Instant otherwise) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            Instant time = Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END)) {
                return time;
            }
        } catch (DateTimeParseException odd) {
            // Told below.
        }
        throw new Problem(422, "“" + name + "” is a time from 1970 to 9999 such as 2026-11-28T12:00:00Z.");
    }

    private static double wattHours(long millijoules) {
        return Math.round(millijoules / MILLIJOULES_PER_WATT_HOUR * 1e5) / 1e5;
    }

    private static Map<String, Object> describe(EnergyBucket bucket) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", Instant.ofEpochMilli(bucket.startMillis()).toString());
        json.put("seconds", Math.round(bucket.millis() / 1000.0));
        json.put("wattHours", wattHours(bucket.total()));
        json.put("measuredWattHours", wattHours(bucket.measured()));
        json.put("peakMilliwatts", bucket.peakMilliwatts());
        if (bucket.dieMilliCelsius() != null) {
            json.put("dieCelsius", bucket.dieMilliCelsius() / 1000.0);
        }
        Map<String, Object> used = new LinkedHashMap<>();
        long[] each = bucket.used();
        for (int i = 0; i < each.length; i++) {
            used.put(NAMES.get(i), wattHours(each[i]));
        }
        json.put("used", used);
        return json;
    }

    private static String csv(List<EnergyBucket> items) {
        StringBuilder text = new StringBuilder(
                "start,seconds_known,watt_hours,measured_watt_hours,modelled_watt_hours,peak_watts,die_celsius");
        NAMES.forEach(name -> text.append(',').append(name).append("_modelled_watt_hours"));
        text.append("\r\n");
        for (EnergyBucket b : items) {
            text.append(Instant.ofEpochMilli(b.startMillis())).append(',');
            text.append(Math.round(b.millis() / 1000.0)).append(',');
            text.append(wattHours(b.total())).append(',');
            text.append(wattHours(b.measured())).append(',');
            text.append(wattHours(b.modelled())).append(',');
            text.append(b.peakMilliwatts() / 1000.0).append(',');
            text.append(b.dieMilliCelsius() == null ? "" : b.dieMilliCelsius() / 1000.0);
            for (long used : b.used()) {
                text.append(',').append(wattHours(used));
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    private List<Object> jobs() throws IOException {
        List<Object> items = new ArrayList<>();
        for (EnergyJob job : keeper.jobs(MAX_JOBS)) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("kind", job.kind());
            json.put("began", Instant.ofEpochMilli(job.beganMillis()).toString());
            json.put("ended", Instant.ofEpochMilli(job.endedMillis()).toString());
            json.put("wattHours", EnergyKeeper.wattHours(job.millijoules()));
            json.put("measured", false);
            json.put("cpuSeconds", job.cpuMillis() / 1000.0);
            json.put("good", job.good());
            json.put("atLeast", job.atLeast());
            items.add(json);
        }
        return items;
    }
}
