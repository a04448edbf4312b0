// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * The links there are: the owner's in {@code shares.json}, at most {@value #MAX}, others' in {@code people-shares.json}, at most
 * {@value #MAX_OF_ONE_AMONG_MANY} of each. Tokens have 160 random bits and are not kept: their hashes are, and
 * looking one of these up tells nothing by its time. Links that expired stay a month, so that the owner sees them. Safe for many threads.
 */
final class Shares {
    static final int MAX = 64;
    static final int MAX_OF_ONE_AMONG_MANY = 16;

    /** How many files one link takes in, whatever their size: each costs an inode and a line in a listing. */
    static final int MAX_FILES = 2000;

    private static final int TOKEN_BYTES = 20;
    private static final Pattern TOKEN = Pattern.compile("[0-9a-v]{32}");
    private static final Duration KEEP_EXPIRED = Duration.ofDays(30);

    /** A visit is noted at most this often, so that looking does not write to the flash. */
    private static final Duration NOTE_VISITS_EVERY = Duration.ofHours(1);

    private static final String FORMAT = "hearth-shares/1";
    private static final Logger LOG = Logger.getLogger(Shares.class.getName());

    private final StateFile owners;
    private final StateFile others;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private Map<String, Share> byHash = new LinkedHashMap<>();
    private final Map<String, Usage> usage = new HashMap<>();
    private final Map<String, Usage> underWay = new HashMap<>();

    Shares(StateFile owners, StateFile others, InstantSource clock) throws IOException {
        this.owners = owners;
        this.others = others;
        this.clock = clock;
        owners.read().ifPresent(bytes -> load(bytes, true));
        others.read().ifPresent(bytes -> load(bytes, false));
    }

    /** A link with its token, which is told once. */
    record Fresh(String token, Share share) {}

    /** Makes a link of a draft, whose {@code id}, {@code hash} and {@code created} do not matter; durable when this returns. */
    synchronized Fresh add(Share draft) throws IOException {
        Map<String, Share> changed = new LinkedHashMap<>(byHash);
        changed.values().removeIf(share -> gone(share, clock.instant()));
        long mine = changed.values().stream()
                .filter(share -> share.person().equals(draft.person()))
                .count();
        int most = draft.person().isEmpty() ? MAX : MAX_OF_ONE_AMONG_MANY;
        if (mine >= most) {
            throw new Problem(409, "There are " + most + " links already. Take back one that is no longer needed.");
        }
        String token = newToken();
        Share share = new Share(
                Long.toString(random.nextLong() >>> 1, 36),
                hash(token),
                draft.path(),
                draft.folder(),
                draft.album(),
                draft.drop(),
                draft.note(),
                draft.passphrase(),
                clock.instant(),
                draft.expires(),
                draft.maxBytes(),
                draft.person());
        changed.put(share.hash(), share);
        requireRoom(changed, share.person().isEmpty());
        keep(changed, share.person().isEmpty());
        return new Fresh(token, share);
    }

    /** Problem 409 when the links would no longer fit into what is read again, with all that will be noted of them. */
    private static void requireRoom(Map<String, Share> links, boolean ofOwner) {
        Instant longest = Instant.EPOCH.plusNanos(1);
        byte[] most = json(links, ofOwner, share -> new Usage(MAX_FILES, share.maxBytes(), Optional.of(longest)));
        if (most.length > StateFile.MAX_BYTES) {
            throw new Problem(
                    409, "There are as many links as the plug can keep. Take back one that is no longer needed.");
        }
    }

    /** Returns somebody's links, the latest first. */
    synchronized List<Share> of(String person) {
        Instant now = clock.instant();
        return byHash.values().stream()
                .filter(share -> share.person().equals(person) && !gone(share, now))
                .toList()
                .reversed();
    }

    /** Has somebody's links to an album follow it to its new name. */
    synchronized void follow(String person, FilePath before, FilePath now) throws IOException {
        List<Share> led = byHash.values().stream()
                .filter(share -> share.album()
                        && share.person().equals(person)
                        && share.path().equals(before))
                .toList();
        for (Share share : led) {
            byHash.put(share.hash(), share.at(now));
        }
        if (!led.isEmpty()) {
            save(person.isEmpty());
        }
    }

    /** Takes somebody's link back for good; problem 404 when there is none of this id. */
    synchronized Share revoke(String person, String id) throws IOException {
        Share found = byHash.values().stream()
                .filter(share -> share.id().equals(id) && share.person().equals(person))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "There is no such link. It may have been taken back already."));
        takeBack(share -> share == found, person.isEmpty());
        return found;
    }

    /** Takes all of somebody's back, who is not the owner; durable when this returns. */
    synchronized void revokeAll(String person) throws IOException {
        takeBack(share -> share.person().equals(person), false);
    }

    private void takeBack(Predicate<Share> which, boolean ofOwner) throws IOException {
        Map<String, Share> changed = new LinkedHashMap<>(byHash);
        if (changed.values().removeIf(which)) {
            keep(changed, ofOwner);
        }
    }

    /** First on the disk: what could not be taken back there would be back after a restart, and nobody would know. */
    private void keep(Map<String, Share> changed, boolean ofOwner) throws IOException {
        write(changed, ofOwner);
        byHash = changed;
        usage.keySet().retainAll(changed.values().stream().map(Share::id).collect(Collectors.toSet()));
    }

    /** Returns the link of a token; problem 404 when there is none, 410 when it has expired. */
    synchronized Share require(String token) {
        Share share = TOKEN.matcher(token).matches() ? byHash.get(hash(token)) : null;
        Instant now = clock.instant();
        if (share == null || gone(share, now)) {
            throw new Problem(
                    404,
                    "This link leads nowhere. It was taken back, or not copied whole. Ask the person who sent it to you.");
        }
        if (share.expired(now)) {
            throw new Problem(410, "This link has expired. Ask the person who sent it to you for another one.");
        }
        return share;
    }

    synchronized Usage usage(Share share) {
        return usage.getOrDefault(share.id(), Usage.NONE);
    }

    /** Notes that somebody looked. */
    synchronized void visited(Share share) throws IOException {
        Usage before = usage(share);
        Instant now = clock.instant();
        if (before.lastVisit().isEmpty()
                || before.lastVisit().get().plus(NOTE_VISITS_EVERY).isBefore(now)) {
            usage.put(share.id(), before.visited(now));
            save(share.person().isEmpty());
        }
    }

    /** Sets room apart for a file that begins to come in; problem 413 when the link takes no more. */
    synchronized void reserve(Share share, long length) {
        Usage stored = usage(share);
        Usage coming = underWay.getOrDefault(share.id(), Usage.NONE);
        if (stored.files() + coming.files() >= MAX_FILES
                || length > share.maxBytes() - stored.bytes() - coming.bytes()) {
            throw new Problem(
                    413, "This is more than this link takes in. Send less, or ask the person who sent it to you.");
        }
        underWay.put(share.id(), coming.withFile(length));
    }

    /** Gives the room back, or counts it when the file is stored. */
    synchronized void settle(Share share, long length, boolean stored) throws IOException {
        underWay.computeIfPresent(
                share.id(),
                (id, coming) -> coming.files() <= 1
                        ? null
                        : new Usage(coming.files() - 1, coming.bytes() - length, Optional.empty()));
        if (stored && byHash.containsKey(share.hash())) {
            usage.put(share.id(), usage(share).withFile(length));
            save(share.person().isEmpty());
        }
    }

    private static boolean gone(Share share, Instant now) {
        return share.expires().isPresent()
                && share.expires().get().plus(KEEP_EXPIRED).isBefore(now);
    }

    /** Letters and digits only: what follows a sign is left out by many programs that find links in a text. */
    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String digits = new java.math.BigInteger(1, bytes).toString(32);
        return "0".repeat(TOKEN_BYTES * 8 / 5 - digits.length()) + digits;
    }

    private void save(boolean ofOwner) throws IOException {
        write(byHash, ofOwner);
    }

    private void write(Map<String, Share> links, boolean ofOwner) throws IOException {
        (ofOwner ? owners : others).write(json(links, ofOwner, this::usage));
    }

    /** What is written of the owner's links, or of everybody else's. */
    private static byte[] json(Map<String, Share> links, boolean ofOwner, Function<Share, Usage> usage) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Share share : links.values()) {
            if (share.person().isEmpty() != ofOwner) {
                continue;
            }
            Map<String, Object> json = share.toJson();
            Usage used = usage.apply(share);
            json.put("files", used.files());
            json.put("bytes", used.bytes());
            used.lastVisit().ifPresent(at -> json.put("lastVisit", at.toString()));
            all.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("shares", all);
        return Json.write(json);
    }

    /** A damaged file costs the links: nobody is let in by one that cannot be read. */
    private void load(byte[] bytes, boolean ofOwner) {
        try {
            Map<String, Object> json = Json.readObject(bytes);
            if (!FORMAT.equals(json.get("format"))) {
                throw new IllegalArgumentException("not a " + FORMAT + " file");
            }
            for (Object one : (List<?>) json.get("shares")) {
                Map<?, ?> fields = (Map<?, ?>) one;
                Share share = Share.fromJson(fields);
                if (share.person().isEmpty() != ofOwner) {
                    throw new IllegalArgumentException("a link of somebody else");
                }
                byHash.put(share.hash(), share);
                usage.put(
                        share.id(),
                        new Usage(
                                ((Number) fields.get("files")).longValue(),
                                ((Number) fields.get("bytes")).longValue(),
                                Optional.ofNullable((String) fields.get("lastVisit"))
                                        .map(Instant::parse)));
            }
        } catch (RuntimeException e) {
            byHash.values().removeIf(share -> share.person().isEmpty() == ofOwner);
            LOG.warning((ofOwner ? "shares.json" : "people-shares.json")
                    + " is damaged: the links that were sent no longer work. Make them again.");
        }
    }

    static String hash(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
