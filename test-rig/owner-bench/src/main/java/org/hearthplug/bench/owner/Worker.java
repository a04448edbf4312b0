// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.RigException;

/** Work that the plug does for people: files that are stored and fetched over HTTPS, two at a time, as fast as it goes. */
final class Worker implements AutoCloseable {
    private static final String FOLDER = "/api/v1/files/Bench/";
    private static final int BYTES = 1 << 20;
    private static final int AT_ONCE = 2;

    private final PlugClient owner;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final List<Thread> threads;
    private volatile boolean stopping;

    Worker(PlugClient owner) {
        this.owner = owner;
        owner.send("PUT", FOLDER);
        threads = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> Thread.ofPlatform().daemon().name("work " + i).start(() -> run(i)))
                .toList();
    }

    private void run(int number) {
        byte[] content = new byte[BYTES];
        new java.util.SplittableRandom(number).nextBytes(content);
        String path = FOLDER + "work-" + number + ".bin";
        try {
            while (!stopping) {
                PlugClient.Answer put = owner.send("PUT", path, BodyPublishers.ofByteArray(content), Map.of());
                bytes.addAndGet(put.status() / 100 == 2 ? BYTES : 0);
                PlugClient.Answer got = owner.send("GET", path);
                if (put.status() / 100 != 2 || got.status() != 200) {
                    trouble.set("the plug answered " + put.status() + " and " + got.status() + " to the bench's work");
                    return;
                }
                bytes.addAndGet(got.body().length);
            }
        } catch (RigException failed) {
            trouble.set(failed.getMessage());
        }
    }

    /** Bytes stored and fetched so far. */
    long bytes() {
        return bytes.get();
    }

    /** What went wrong; empty if nothing did. */
    String trouble() {
        return trouble.get();
    }

    @Override
    public void close() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        owner.send("DELETE", FOLDER);
    }
}
