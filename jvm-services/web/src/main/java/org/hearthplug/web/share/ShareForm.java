// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.access.GuestDoor;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.library.Albums;

/** What the owner fills in for a new link, checked field by field. */
final class ShareForm {
    private static final int MAX_NOTE = 64;
    private static final int MAX_PATH_BYTES = 2000;
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final long USUAL_BYTES = 4L << 30;
    private static final long MOST_BYTES = 1L << 40;

    private final Map<String, Object> form;
    private final List<Problem.Field> wrong = new ArrayList<>();

    ShareForm(Map<String, Object> form) {
        this.form = form;
    }

    /** Returns whether it is an album, by its name, that is to be shared. */
    boolean album() {
        return form.containsKey("album");
    }

    FilePath path() throws IOException {
        if (album()) {
            if (text("album").isEmpty() || drop()) {
                throw refused("album", "Say which album to share, by its name, and for reading.");
            }
            return Albums.place(text("album"));
        }
        String text = text("path");
        String inner = text.replaceAll("^/|/$", "");
        if (!text.startsWith("/") || inner.isEmpty()) {
            throw refused("path", "Say which file or folder to share, as its path from the first slash on.");
        }
        if (inner.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw refused("path", "The path is too long to be shared. Move the folder further up.");
        }
        return FilePath.of(new ArrayList<>(List.of(inner.split("/", -1))));
    }

    boolean drop() {
        String mode = text("mode");
        if (!mode.equals("read") && !mode.equals("drop")) {
            wrong.add(new Problem.Field("mode", "Use “read” or “drop”."));
        }
        return mode.equals("drop");
    }

    String note() {
        String note = text("note").strip();
        if (note.length() > MAX_NOTE || note.codePoints().anyMatch(Character::isISOControl)) {
            wrong.add(new Problem.Field("note", "Use at most " + MAX_NOTE + " characters."));
        }
        return note;
    }

    String passphrase() {
        String passphrase = text("passphrase");
        String problem = passphrase.isEmpty() ? null : GuestDoor.problem(passphrase);
        if (problem != null) {
            wrong.add(new Problem.Field("passphrase", problem));
        }
        return passphrase;
    }

    Optional<Instant> expires(Instant now) {
        if (form.get("expires") == null) {
            return Optional.empty();
        }
        try {
            Instant at = OffsetDateTime.parse(text("expires")).toInstant();
            if (at.isAfter(now) && at.isBefore(now.plus(LONGEST))) {
                return Optional.of(at);
            }
        } catch (DateTimeParseException e) {
            // Falls through to the sentence.
        }
        wrong.add(new Problem.Field("expires", "Use a time to come, within ten years, as RFC 3339 writes it."));
        return Optional.empty();
    }

    long maxBytes() {
        Object given = form.get("maxBytes");
        if (given == null) {
            return USUAL_BYTES;
        }
        double number = given instanceof Number n ? n.doubleValue() : -1;
        if (number >= 1 && number <= MOST_BYTES) {
            return (long) number;
        }
        wrong.add(new Problem.Field("maxBytes", "Use 1 to " + MOST_BYTES + " bytes."));
        return USUAL_BYTES;
    }

    /** Problem 422 when any field was wrong. */
    void requireValid() {
        if (!wrong.isEmpty()) {
            Problem.Field first = wrong.getFirst();
            throw new Problem(422, "“" + first.field() + "” needs another look: " + first.detail(), wrong);
        }
    }

    static Problem refused(String field, String detail) {
        return new Problem(422, detail, List.of(new Problem.Field(field, detail)));
    }

    private String text(String name) {
        return form.get(name) instanceof String text ? text : "";
    }
}
