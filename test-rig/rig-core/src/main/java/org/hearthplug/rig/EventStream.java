// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Server-sent events, read in the background from the moment of opening. */
public final class EventStream implements AutoCloseable {
    private final InputStream stream;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Event> events = new ArrayList<>();
    private boolean ended;

    /**
     * One event.
     *
     * @param name its type, {@code message} when the server names none
     * @param data its data lines, joined
     * @param nanoTime when it was whole, on {@link System#nanoTime}
     */
    public record Event(String name, String data, long nanoTime) {
        /** The data as JSON. */
        public Json json() {
            return Json.parse(data);
        }
    }

    EventStream(InputStream stream) {
        this.stream = stream;
        Thread.ofVirtual().name("rig-events").start(this::read);
    }

    /** How many events came so far: a mark for {@link #await}. */
    public int mark() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the first event after {@code mark} that {@code wanted} accepts.
     *
     * @throws RigException {@code TIMEOUT}, or {@code IO} when the stream ends first
     */
    public Event await(String what, int mark, Predicate<Event> wanted, Deadline deadline) {
        lock.lock();
        try {
            int next = mark;
            while (true) {
                for (; next < events.size(); next++) {
                    if (wanted.test(events.get(next))) {
                        return events.get(next);
                    }
                }
                if (ended) {
                    throw new RigException(RigException.Kind.IO, "the event stream ended before " + what);
                }
                if (deadline.expired()) {
                    throw deadline.timeout(what + "; events seen: " + events.size());
                }
                changed.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String name = "message";
            StringBuilder data = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n")
                            .append(line.substring(5).strip());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    accept(new Event(name, data.toString(), System.nanoTime()));
                    name = "message";
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            // Closed by us, or the machine went away: either way it has ended.
        } finally {
            end();
        }
    }

    private void accept(Event event) {
        lock.lock();
        try {
            events.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw RigException.io("closing the event stream", e);
        }
    }
}
