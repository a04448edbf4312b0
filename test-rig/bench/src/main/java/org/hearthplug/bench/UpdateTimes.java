// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.qemu.QemuTarget;

/**
 * How long an update takes its owner: to bring the bundle to the plug, to check and write it, and until the page is there again.
 * Beside the writing, a plain {@code dd} of as many bytes into the same slot.
 */
final class UpdateTimes {
    private static final Duration LONG = Duration.ofSeconds(600);

    private final Report report;
    private final QemuTarget target;
    private final Plug plug;
    private final Path bundle = HearthTree.build("product").resolve("next.raucb");

    /** Of a machine that is on; it is off afterwards, and runs the other version from its next start. */
    UpdateTimes(Report report, QemuTarget target) {
        this.report = report;
        this.target = target;
        this.plug = new Plug(target);
    }

    /** Blocks for some minutes. */
    void measure() {
        plug.boot();
        // No session lasts over the restart: the page is timed by one who only looks.
        try (PlugClient owner = plug.owner()) {
            awaitState(owner, state -> Optional.of(true));
            plug.shell().check("sync; echo 3 >/proc/sys/vm/drop_caches");
            double copied = seconds(
                    () -> plug.shell()
                            .check(
                                    "dd if=/dev/hearth/slot-a of=/dev/hearth/slot-b bs=1M count=61 conv=notrunc,fsync 2>/dev/null"));
            double uploaded =
                    seconds(() -> accepted(owner.send("PUT", "/api/v1/update/bundle", body(), Map.of()), 201));
            double written = seconds(() -> install(owner));
            report.add(Metric.lower("update: the bundle to the plug", uploaded, "s"));
            report.add(Metric.lower("update: checked and written, over dd of 64 MB", written, "s")
                    .over(copied));
            long began = System.nanoTime();
            accepted(owner.send("POST", "/api/v1/update/restart"), 202);
            target.console().expect("(hearth: starting slot B)", Deadline.after(LONG));
            new FirstAnswer(target.port(443), true).await(LONG);
            report.add(Metric.lower(
                    "update: from \"restart\" to the new version's page", (System.nanoTime() - began) / 1e9, "s"));
        }
        target.cut(0);
    }

    private void install(PlugClient owner) {
        accepted(
                owner.sendJson(
                        "POST",
                        "/api/v1/update/install",
                        Map.of("from", "upload", "name", "next.raucb", "allowOlder", true)),
                202);
        Json end = awaitState(
                owner,
                state -> Optional.of(state)
                        .filter(now -> Set.of("installed", "failed")
                                .contains(now.get("phase").string())));
        if (!end.get("phase").string().equals("installed")) {
            throw new RigException(RigException.Kind.GUEST, "the update was not installed: " + end);
        }
    }

    private static <T> T awaitState(PlugClient owner, Function<Json, Optional<T>> wanted) {
        return Deadline.after(LONG).await("the state of updates", () -> {
            Answer answer = owner.send("GET", "/api/v1/update");
            return answer.status() == 200 ? wanted.apply(answer.json().get("state")) : Optional.empty();
        });
    }

    private BodyPublisher body() {
        try {
            return BodyPublishers.ofFile(bundle);
        } catch (IOException e) {
            throw RigException.io("reading next.raucb, which `qemu/bin/product-card` makes", e);
        }
    }

    private static Answer accepted(Answer answer, int status) {
        if (answer.status() != status) {
            throw new RigException(RigException.Kind.REFUSED, "the update: " + answer);
        }
        return answer;
    }

    private static double seconds(Supplier<?> work) {
        long began = System.nanoTime();
        work.get();
        return (System.nanoTime() - began) / 1e9;
    }

    private static double seconds(Runnable work) {
        return seconds(() -> {
            work.run();
            return null;
        });
    }
}
