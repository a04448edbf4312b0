// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.PhotoTar;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.Shell;

/**
 * What the index does: photos looked into, the first small picture, searches over many names. Times are the plug's own, so that a machine
 * that counts instructions tells what a plug takes; the small picture's is this machine's.
 */
final class LibraryBench {
    static final int PHOTOS = Integer.getInteger("hearth.bench.photos", 3000);
    private static final int NAMES = Integer.getInteger("hearth.bench.names", 100_000);
    private static final int SEARCHES = 1000;
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final String[] WORDS = {
        "harvest", "garden", "letter", "invoice", "holiday", "recipe", "music", "draft"
    };

    private final Plug plug;
    private final Shell shell;
    private final ServerMeter cloudd;
    private final Report report;

    LibraryBench(Plug plug, ServerMeter cloudd, Report report) {
        this.plug = plug;
        this.shell = plug.shell();
        this.cloudd = cloudd;
        this.report = report;
    }

    void run() {
        try (PlugClient owner = plug.owner()) {
            awaitIndex(owner);
            photos(owner);
            thumbnail(owner);
            names(owner);
        }
    }

    /** Waits until the index has looked at everything. */
    static void awaitIndex(PlugClient owner) {
        Deadline.after(PATIENCE).awaitTrue("the index to have looked at everything", () -> {
            Answer answer = owner.send("GET", "/api/v1/search?q=nothing-has-this-name");
            return answer.status() == 200 && answer.json().get("complete").bool();
        });
    }

    /** They lie on the disk when the service starts, so that nothing but the indexing is measured. */
    private void photos(PlugClient owner) {
        shell.check(
                GuestTools.find("photos") + "mkdir /data/files/ada/Photos && tar xf $d -C /data/files/ada/Photos"
                        + " && chown -R hearth-cloud:hearth-cloud /data/files/ada/Photos && sync",
                Deadline.after(PATIENCE));
        double idle = milliwatts(owner, 3);
        restart();
        awaitPhotos(owner, 0);
        double cpu = cloudd.cpu();
        double begun = uptime();
        double joules = 0;
        double last = begun;
        while (!complete(owner)) {
            double watts = milliwatts(owner, 1);
            double now = uptime();
            joules += Math.max(0, watts - idle) / 1000 * (now - last);
            last = now;
        }
        double seconds = uptime() - begun;
        report.add(Metric.higher("photos indexed per minute", PHOTOS / seconds * 60, "/min"));
        report.add(Metric.lower("photos, processor time for each", (cloudd.cpu() - cpu) / PHOTOS * 1000, "ms"));
        report.add(Metric.lower("1,000 photos indexed, modelled, beyond idle", joules / PHOTOS * 1000, "J"));
    }

    private void restart() {
        shell.check("p=$(cat /run/service/cloudd/supervise/pid); printf t >/run/service/cloudd/supervise/control;"
                + " while [ \"$(cat /run/service/cloudd/supervise/pid)\" = \"$p\" ]; do usleep 200000; done");
        plug.awaitPage();
    }

    /** The first question wakes the index. */
    private static void awaitPhotos(PlugClient owner, int atLeast) {
        Answer answer = owner.send("GET", "/api/v1/photos?limit=1");
        if (answer.status() != 200 || answer.json().get("items").list().size() < atLeast) {
            throw new IllegalStateException("photos gave " + answer);
        }
    }

    private static boolean complete(PlugClient owner) {
        Answer answer = owner.send("GET", "/api/v1/photos?limit=1");
        return answer.json().get("complete").bool();
    }

    /** What the plug says that it takes, on average over so many looks; a model's figure. */
    private static double milliwatts(PlugClient owner, int looks) {
        double sum = 0;
        for (int i = 0; i < looks; i++) {
            Json status = Deadline.seconds(120).await("the power manager", () -> {
                Answer answer = owner.send("GET", "/api/v1/power");
                return answer.status() == 200 ? java.util.Optional.of(answer.json()) : java.util.Optional.empty();
            });
            sum += status.get("milliwatts").longValue();
            pause(1000);
        }
        return sum / looks;
    }

    private void thumbnail(PlugClient owner) {
        Samples first = new Samples();
        PhotoTar photos = new PhotoTar();
        for (int i = 0; i < 5; i++) {
            String path = "new-" + i + ".jpg";
            Answer stored = owner.send(
                    "PUT", "/api/v1/files/" + path, BodyPublishers.ofByteArray(photos.photo(900_000 + i)), Map.of());
            if (stored.status() != 201) {
                throw new IllegalStateException("the photo: " + stored);
            }
            long begun = System.nanoTime();
            Deadline patience = Deadline.seconds(120);
            while (owner.send("GET", "/api/v1/thumbs/" + path).status() != 200) {
                if (patience.expired()) {
                    throw patience.timeout("the small picture");
                }
                pause(20);
            }
            first.add((System.nanoTime() - begun) / 1e6);
        }
        report.add(Metric.lower("from stored to its small picture", first.median(), "ms"));
    }

    private void names(PlugClient owner) {
        StringBuilder awk = new StringBuilder("BEGIN { split(\"");
        awk.append(String.join(" ", WORDS))
                .append(
                        "\", w, \" \"); for (i = f; i < f + 2000; i++) print w[i % 8 + 1] \" \" w[int(i / 8) % 8 + 1] \" \" i \".txt\" }");
        shell.check(
                "f=0; while [ $f -lt " + NAMES
                        + " ]; do mkdir -p /data/files/ada/Names/$f; cd /data/files/ada/Names/$f; awk -v f=$f '" + awk
                        + "' | tr '\\n' '\\0' | xargs -0 touch; f=$((f + 2000)); done; chown -R hearth-cloud:hearth-cloud /data/files/ada/Names; sync",
                Deadline.after(PATIENCE));
        restart();
        double begun = uptime();
        awaitIndex(owner);
        report.add(Metric.lower(NAMES + " names indexed", uptime() - begun, "s"));
        double[] millis = searches(owner);
        report.add(Metric.lower("search over " + NAMES + " names, median", millis[SEARCHES / 2], "ms"));
        report.add(Metric.lower("search over " + NAMES + " names, 99th percentile", millis[SEARCHES * 99 / 100], "ms"));
    }

    /** Milliseconds of each search, sorted: one connection of a client inside the plug, as a person who types. */
    private double[] searches(PlugClient owner) {
        String file = GuestTools.WORK + "/searches";
        shell.check("awk 'BEGIN { split(\"" + String.join(" ", WORDS) + "\", w, \" \"); for (i = 0; i < " + SEARCHES
                + "; i++) printf \"url = \\\"https://localhost/api/v1/search?limit=50&q=%s+%s\\\"\\noutput = /dev/null\\n\","
                + " w[i % 8 + 1], i % 3 == 0 ? w[int(i / 8) % 8 + 1] : i * 97 % " + NAMES + " }' >" + file);
        String said = shell.check(
                GuestTools.program("/usr/bin/curl -sSk --fail --http1.1 -b '" + owner.cookie()
                        + "' -H 'X-Hearth: 1' -w '%{time_total}\\n' -K " + file),
                Deadline.after(PATIENCE));
        double[] millis = said.lines()
                .mapToDouble(line -> Double.parseDouble(line) * 1000)
                .sorted()
                .toArray();
        if (millis.length != SEARCHES) {
            throw new IllegalStateException("searches: " + said);
        }
        return millis;
    }

    private double uptime() {
        return Double.parseDouble(shell.check("cut -d' ' -f1 /proc/uptime"));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
