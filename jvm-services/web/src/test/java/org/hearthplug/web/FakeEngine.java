// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.hearthplug.web.http.Json;

/** Stands in for backupd: keeps one snapshot as a copy of the folders, and one of each disk, and gives them back. */
final class FakeEngine implements AutoCloseable {
    private static final String ID = "a".repeat(64);

    /** What becomes of a restore when its files are there. */
    enum Fate {
        WELL,
        FULL,
        /** It is at work until it is stopped. */
        WAITS
    }

    volatile Fate fate = Fate.WELL;

    /** Counted down when a restore has written its files. */
    final CountDownLatch restored = new CountDownLatch(1);

    private final Path kept;
    private final VarlinkServer server;
    private Map<?, ?> last = Map.of();
    private volatile Map<?, ?> setting = Map.of();

    FakeEngine(Path folder, Path kept) throws IOException {
        this.kept = kept;
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve("socket"));
        if (Files.isRegularFile(kept.resolve("last.json"))) {
            last = (Map<?, ?>) Json.readObject(Files.readAllBytes(kept.resolve("last.json")))
                    .get("with");
        }
        server = new VarlinkServer(
                new VarlinkServer.Endpoint(folder.resolve("socket"), null),
                new ServiceInfo("Hearth", "test", "1", ""),
                (peer, called) -> true,
                VarlinkServer.Limits.DEFAULT,
                List.of(new VarlinkInterface(
                        "org.hearthplug.Backup",
                        "interface org.hearthplug.Backup\nmethod Run() -> ()",
                        Map.of("Run", this::answer))));
        server.start();
    }

    /** The places that it was last told to work on. */
    String targets() {
        return "" + setting.get("targets");
    }

    String tags() {
        return "" + last.get("tags");
    }

    private void answer(VarlinkCall call) throws IOException, InterruptedException {
        Map<String, Object> asked =
                call.parameters(io.avaje.jsonb.Jsonb.instance().type(io.avaje.jsonb.Types.mapOf(Object.class)));
        Map<?, ?> with = (Map<?, ?>) asked.get("with");
        setting = (Map<?, ?>) asked.get("setting");
        Map<String, Object> result = Map.of();
        switch ((String) asked.get("do")) {
            case "backup" -> {
                last = with;
                Files.write(kept.resolve("last.json"), Json.write(new java.util.LinkedHashMap<>(Map.of("with", last))));
                keep(with);
                for (Object disk : more()) {
                    keep((Map<?, ?>) disk);
                }
            }
            case "snapshots" -> {
                List<Object> all = new ArrayList<>(List.of(snapshot(ID, last)));
                more().forEach(disk -> all.add(snapshot("b".repeat(64), (Map<?, ?>) disk)));
                result = Map.of("snapshots", all);
            }
            case "list" -> result = Map.of("entries", entries((String) with.get("path")), "total", 1);
            case "restore" -> {
                List<?> paths = (List<?>) with.get("paths");
                Path into = Path.of((String) with.get("into"));
                for (Object path : paths.isEmpty() ? List.of("/") : paths) {
                    String below = ((String) path).substring(1);
                    copy(kept.resolve(below), into.resolve(below), Map.of());
                }
                restored.countDown();
                meet(fate, call);
            }
            case "probe" -> result = Map.of("holds", "nothing");
            case "init" -> result = Map.of("targets", List.of());
            default -> throw new IllegalArgumentException("" + asked.get("do"));
        }
        call.reply(new String(Json.write(Map.of("result", result)), StandardCharsets.UTF_8));
    }

    private static void meet(Fate fate, VarlinkCall call) throws IOException, InterruptedException {
        if (fate == Fate.FULL) {
            throw VarlinkException.replied(
                    "org.hearthplug.Backup.Failed", "{\"kind\":\"FULL\",\"message\":\"no room\"}");
        }
        while (fate == Fate.WAITS) {
            call.replyContinues("{\"progress\":{\"phase\":\"RESTORING\",\"items\":1,\"bytes\":2}}");
            Thread.sleep(5);
        }
    }

    private List<?> more() {
        return last.get("more") instanceof List<?> list ? list : List.of();
    }

    private void keep(Map<?, ?> with) throws IOException {
        for (Object source : (List<?>) with.get("sources")) {
            copy(Path.of((String) source), kept.resolve(((String) source).substring(1)), with);
        }
    }

    private static Map<String, Object> snapshot(String id, Map<?, ?> with) {
        return Map.of(
                "id",
                id,
                "time",
                "2026-11-25T08:00:00Z",
                "host",
                "plug",
                "paths",
                ((List<?>) with.get("sources")).stream().sorted().toList(),
                "tags",
                with.get("tags"));
    }

    private List<Object> entries(String path) throws IOException {
        try (Stream<Path> each = Files.list(kept.resolve(path.substring(1)))) {
            return each.<Object>map(p -> Map.of("name", p.getFileName().toString(), "type", "file", "bytes", 1))
                    .toList();
        }
    }

    private static void copy(Path from, Path to, Map<?, ?> with) throws IOException {
        List<?> excludes = with.get("excludes") instanceof List<?> list ? list : List.of();
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path each : (Iterable<Path>) walk::iterator) {
                boolean out =
                        excludes.stream().anyMatch(x -> each.startsWith((String) x)) || each.endsWith("last.json");
                if (!out && Files.isRegularFile(each)) {
                    Path target = to.resolve(from.relativize(each).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(each, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Waits until no job is under way. */
    void settle(TestPlug plug) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (plug.get("/api/v1/backup").body().contains("\"job\"")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the job does not end");
            }
            Thread.sleep(20);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
