// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.library.Albums;

/**
 * A link that somebody made.
 *
 * @param id what the page calls it
 * @param hash SHA-256 of its token, hex; the token is nowhere
 * @param path what is shared
 * @param folder whether that is a folder
 * @param album whether it is the file of an album, whose pictures are shared and not itself
 * @param drop whether guests put files in instead of taking them out
 * @param note what was written to remember it by; may be empty
 * @param passphrase Argon2id, PHC string; empty for none
 * @param created when it was made
 * @param expires when it ends, if it does
 * @param maxBytes how much guests may put in, all together, in bytes
 * @param person whose it is, by id; empty for the owner's
 */
record Share(
        String id,
        String hash,
        FilePath path,
        boolean folder,
        boolean album,
        boolean drop,
        String note,
        String passphrase,
        Instant created,
        Optional<Instant> expires,
        long maxBytes,
        String person) {

    /** Returns the link leading elsewhere. */
    Share at(FilePath elsewhere) {
        return new Share(
                id, hash, elsewhere, folder, album, drop, note, passphrase, created, expires, maxBytes, person);
    }

    /** Returns what is shared, as the API names it. */
    String type() {
        return album ? "album" : folder ? "folder" : "file";
    }

    /** Returns what a guest calls it. */
    String title() {
        return album ? Albums.nameOf(path) : path.name();
    }

    boolean locked() {
        return !passphrase.isEmpty();
    }

    boolean expired(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("hash", hash);
        json.put("path", path.names());
        json.put("folder", folder);
        if (album) {
            json.put("album", true);
        }
        json.put("drop", drop);
        json.put("note", note);
        json.put("passphrase", passphrase);
        json.put("created", created.toString());
        expires.ifPresent(at -> json.put("expires", at.toString()));
        json.put("maxBytes", maxBytes);
        if (!person.isEmpty()) {
            json.put("person", person);
        }
        return json;
    }

    /** Reads what {@link #toJson} wrote; a runtime exception when it is something else. */
    static Share fromJson(Map<?, ?> json) {
        List<String> names =
                ((List<?>) json.get("path")).stream().map(String.class::cast).toList();
        return new Share(
                (String) json.get("id"),
                (String) json.get("hash"),
                new FilePath(names),
                (Boolean) json.get("folder"),
                Boolean.TRUE.equals(json.get("album")),
                (Boolean) json.get("drop"),
                (String) json.get("note"),
                (String) json.get("passphrase"),
                Instant.parse((String) json.get("created")),
                Optional.ofNullable((String) json.get("expires")).map(Instant::parse),
                ((Number) json.get("maxBytes")).longValue(),
                json.get("person") instanceof String text ? text : "");
    }
}
