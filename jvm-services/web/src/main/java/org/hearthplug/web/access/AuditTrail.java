// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/**
 * What happened at the door, for the owner to read: {@code audit.log}, a line of JSON each, synced; when it is full it becomes
 * {@code audit.old.log} and the one before goes. What a stranger can cause over and over is noted once in a while per address, so that
 * nobody washes the trail away by knocking. Safe for many threads.
 */
public final class AuditTrail {
    /** What can have happened. */
    public enum Event {
        /** The plug got its owner. */
        CLAIMED("claimed"),
        /** The owner signed in. */
        SIGNED_IN("signed-in"),
        /** Somebody gave a wrong name or passphrase. */
        REFUSED("refused"),
        /** A session ended by its own wish. */
        SIGNED_OUT("signed-out"),
        /** A session was ended from another one. */
        SESSION_ENDED("session-ended"),
        /** The owner has another passphrase. */
        PASSPHRASE_CHANGED("passphrase-changed"),
        /** A password for a program was made. */
        APP_PASSWORD_MADE("app-password-made"),
        /** A password for a program was taken back. */
        APP_PASSWORD_REVOKED("app-password-revoked"),
        /** A key for SFTP was added. */
        SSH_KEY_ADDED("ssh-key-added"),
        /** A key for SFTP was removed. */
        SSH_KEY_REMOVED("ssh-key-removed"),
        /** A program came in. */
        PROGRAM_IN("program-in"),
        /** A program gave a wrong name or password. */
        PROGRAM_REFUSED("program-refused"),
        /** A link was made. */
        SHARE_MADE("share-made"),
        /** A link was taken back. */
        SHARE_REVOKED("share-revoked"),
        /** A guest said a link's passphrase. */
        SHARE_UNLOCKED("share-unlocked"),
        /** A guest did not know a link's passphrase. */
        SHARE_REFUSED("share-refused"),
        /** Somebody was invited. */
        PERSON_INVITED("person-invited"),
        /** Somebody took an invitation up. */
        PERSON_JOINED("person-joined"),
        /** What somebody may do was changed. */
        PERSON_CHANGED("person-changed"),
        /** Somebody was removed. */
        PERSON_REMOVED("person-removed"),
        /** A folder was shared among people, or with others than before. */
        FOLDER_SHARED("folder-shared"),
        /** A folder is no longer shared. */
        FOLDER_UNSHARED("folder-unshared"),
        /** Signing in needs a second factor from now on. */
        SECOND_FACTOR_ON("second-factor-on"),
        /** Signing in needs no second factor any more. */
        SECOND_FACTOR_OFF("second-factor-off"),
        /** Somebody signed in with a recovery code. */
        RECOVERY_CODE_USED("recovery-code-used"),
        /** A passkey was added. */
        PASSKEY_ADDED("passkey-added"),
        /** A passkey was removed. */
        PASSKEY_REMOVED("passkey-removed"),
        /** Somebody signed in with a passkey alone. */
        PASSKEY_IN("passkey-in"),
        /** A passkey's counter went back: there may be a copy. */
        PASSKEY_COPIED("passkey-copied");

        private final String code;
        private final boolean knock;

        Event(String code) {
            this.code = code;
            this.knock = code.endsWith("refused");
        }

        /** Returns what the API calls it. */
        public String code() {
            return code;
        }
    }

    /** The most entries that are read at once. */
    public static final int MAX_READ = 500;

    private static final Logger LOG = Logger.getLogger(AuditTrail.class.getName());
    private static final long MAX_FILE = 96 * 1024;
    private static final int MAX_DETAIL = 200;
    private static final Duration AGAIN_AFTER = Duration.ofHours(1);
    private static final int MAX_REMEMBERED = 256;
    private static final int MAX_KNOCKS_AN_HOUR = 40;

    private final Path file;
    private final Path old;
    private final InstantSource clock;
    private final Map<String, Instant> noted = new LinkedHashMap<>();
    private Instant hour = Instant.MIN;
    private int knocks;

    AuditTrail(Path folder, InstantSource clock) {
        this.file = folder.resolve("audit.log");
        this.old = folder.resolve("audit.old.log");
        this.clock = clock;
    }

    /** Notes what the owner did; durable when this returns. A disk that fails costs the note, not the deed. */
    public void note(Event event, Caller caller, String detail) {
        note(event, caller, "", detail);
    }

    /** As {@link #note(Event, Caller, String)}, of somebody else: {@code who} is the name, empty for the owner. */
    public synchronized void note(Event event, Caller caller, String who, String detail) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", clock.instant().toString());
        line.put("event", event.code());
        line.put("from", caller.peer());
        if (!caller.agent().isEmpty()) {
            line.put("agent", caller.agent());
        }
        if (!who.isEmpty()) {
            line.put("who", who);
        }
        if (!detail.isEmpty()) {
            line.put("detail", detail.substring(0, Math.min(detail.length(), MAX_DETAIL)));
        }
        try {
            append(Json.write(line));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What happened at the door could not be noted.", e);
        }
    }

    /** Notes what may happen often: once an hour for each address and detail, and so many an hour in all. */
    public void noteSeldom(Event event, Caller caller, String detail) {
        noteSeldom(event, caller, "", detail);
    }

    /** As {@link #noteSeldom(Event, Caller, String)}, of somebody else than the owner. */
    public synchronized void noteSeldom(Event event, Caller caller, String who, String detail) {
        Instant now = clock.instant();
        String key = event + " " + Peers.key(caller.peer()) + " " + who + " " + detail;
        Instant last = noted.get(key);
        if (last != null && last.plus(AGAIN_AFTER).isAfter(now)) {
            return;
        }
        if (hour.plus(AGAIN_AFTER).isBefore(now)) {
            hour = now;
            knocks = 0;
        }
        if (event.knock && ++knocks > MAX_KNOCKS_AN_HOUR) {
            return;
        }
        noted.remove(key);
        noted.put(key, now);
        if (noted.size() > MAX_REMEMBERED) {
            noted.remove(noted.keySet().iterator().next());
        }
        note(event, caller, who, detail);
    }

    /** Returns the latest entries, the latest first; lines that are not whole are left out. */
    public synchronized List<Map<String, Object>> latest(int limit) throws IOException {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Path each : List.of(file, old)) {
            for (String line : lines(each).reversed()) {
                if (found.size() >= Math.min(limit, MAX_READ)) {
                    return found;
                }
                try {
                    found.add(Json.readObject(line.getBytes(StandardCharsets.UTF_8)));
                } catch (Problem e) {
                    // The power was cut while it was written.
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            if (Files.size(file) > 2 * MAX_FILE) {
                return List.of();
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private void append(byte[] line) throws IOException {
        if (Files.exists(file) && Files.size(file) + line.length > MAX_FILE) {
            Files.move(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            // A line that a power cut left without its end must not swallow this one.
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 2);
            long size = out.size();
            ByteBuffer last = ByteBuffer.allocate(1);
            if (size > 0 && out.read(last, size - 1) == 1 && last.get(0) != '\n') {
                bytes.put((byte) '\n');
            }
            bytes.put(line).put((byte) '\n').flip();
            while (bytes.hasRemaining()) {
                size += out.write(bytes, size);
            }
            out.force(true);
        }
    }
}
