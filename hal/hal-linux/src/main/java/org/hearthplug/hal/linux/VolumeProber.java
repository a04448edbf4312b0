// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.HalException;

/**
 * Looks into volumes once and remembers what was there, so that asking again wakes no disk. A dying device can hold a
 * read for half a minute; so reading has threads of its own, at most {@value #THREADS}, and who asks waits a second.
 */
final class VolumeProber {
    private static final Logger LOG = Logger.getLogger(VolumeProber.class.getName());
    private static final int THREADS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * One volume in one life of its device.
     *
     * @param generation the kernel's {@code diskseq}: new for each medium that is put in
     */
    record Key(String name, String number, long bytes, String generation) {}

    /** A moment until which results are waited for. */
    record Wait(long deadlineNanos) {}

    private final Path devices;
    private final ThreadPoolExecutor threads;
    private final Map<Key, CompletableFuture<Optional<Content>>> results = new ConcurrentHashMap<>();

    /** Makes a prober of the device nodes in a directory, {@code /dev}. */
    VolumeProber(Path devices) {
        this.devices = devices;
        threads = new ThreadPoolExecutor(
                0,
                THREADS,
                5,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("volume-prober-", 0).factory());
    }

    /** Forgets all other volumes. */
    void keepOnly(Set<Key> keys) {
        results.keySet().retainAll(keys);
    }

    /** Forgets what was found on a device, so that it is looked into again. */
    void forget(String name) {
        results.keySet().removeIf(key -> key.name().startsWith(name));
    }

    /** Starts to look into a volume, unless that has been done or all threads are held up. */
    void ask(Key key) {
        if (results.containsKey(key)) {
            return;
        }
        CompletableFuture<Optional<Content>> result = new CompletableFuture<>();
        if (results.putIfAbsent(key, result) == null) {
            try {
                threads.execute(() -> result.complete(look(key)));
            } catch (RejectedExecutionException allHeldUp) {
                results.remove(key, result);
            }
        }
    }

    Wait beginWait() {
        return new Wait(System.nanoTime() + PATIENCE.toNanos());
    }

    /** What is on the volume, as far as it is known by then. */
    Optional<Content> result(Key key, Wait wait) {
        CompletableFuture<Optional<Content>> result = results.get(key);
        if (result == null) {
            return Optional.empty();
        }
        try {
            long left = Math.max(0, wait.deadlineNanos() - System.nanoTime());
            return result.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException notYet) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Looks into a volume again, whatever is remembered: who is about to erase it must not go by what was there once.
     *
     * @throws HalException TIMEOUT when it does not answer by the limit; BUSY
     */
    Optional<Content> lookAgain(Key key, Duration limit) {
        Optional<Content> found = Bounded.call(key.name(), limit, () -> look(key));
        results.put(key, CompletableFuture.completedFuture(found));
        return found;
    }

    private Optional<Content> look(Key key) {
        try (FileChannel volume = FileChannel.open(devices.resolve(key.name()), StandardOpenOption.READ)) {
            return Superblock.recognise((offset, length) -> read(volume, offset, length));
        } catch (IOException | RuntimeException unreadable) {
            LOG.log(Level.FINE, "Volume " + key.name() + " cannot be looked into.", unreadable);
            return Optional.empty();
        }
    }

    private static byte[] read(FileChannel volume, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (volume.read(buffer, offset + buffer.position()) <= 0) {
                break;
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
