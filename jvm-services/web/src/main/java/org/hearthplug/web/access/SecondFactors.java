// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * What people need beside their passphrase, in {@code second-factors.json}: a code of an authenticator ({@link Totp}), or one of ten
 * recovery codes, each of which works once. A code is taken once only, and that is on the disk before it opens the door. Safe for many
 * threads.
 */
public final class SecondFactors {
    /** How many recovery codes are made. */
    public static final int RECOVERY_CODES = 10;

    private static final String FORMAT = "hearth-second-factors/1";
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int RECOVERY_LETTERS = 16;
    private static final int MAX_TYPED = 64;
    private static final int MAX_PENDING = 64;

    private final StateFile file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Factor> factors = new LinkedHashMap<>();
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    /**
     * @param secret of the authenticator; with {@code byPasskey} one that nobody knows, so that a release from before asks for a recovery code
     */
    private record Factor(byte[] secret, long lastStep, List<String> recovery, boolean byPasskey) {}

    private record Pending(byte[] secret, Instant until) {}

    SecondFactors(StateFile file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        Optional<byte[]> stored = file.read();
        if (stored.isPresent()) {
            load(stored.get());
        }
    }

    /** Returns whether signing in needs a code, and how many recovery codes are left; −1 when it needs none. */
    public synchronized int recoveryLeft(String person) {
        Factor factor = factors.get(person);
        return factor == null ? -1 : factor.recovery().size();
    }

    /** Begins to set an authenticator up; nothing is asked for before {@link #confirm}. Returns the new secret. */
    public synchronized byte[] begin(String person) {
        byte[] secret = new byte[Totp.SECRET_BYTES];
        random.nextBytes(secret);
        pending.remove(person);
        pending.put(person, new Pending(secret, clock.instant().plus(PATIENCE)));
        if (pending.size() > MAX_PENDING) {
            pending.remove(pending.keySet().iterator().next());
        }
        return secret.clone();
    }

    /**
     * Asks for codes from now on, if the authenticator shows the right one; durable when this returns.
     *
     * @return the recovery codes, told this once
     * @throws Problem 409 when nothing was begun, 422 when the code is wrong
     */
    public synchronized List<String> confirm(String person, String code) throws IOException {
        Pending begun = pending.get(person);
        Instant now = clock.instant();
        if (begun == null || now.isAfter(begun.until())) {
            throw new Problem(409, "This took too long. Begin again.");
        }
        long step = Totp.match(begun.secret(), code, now, -1);
        if (step < 0) {
            throw new Problem(
                    422,
                    "This is not the code that belongs to the secret. Check the clocks of your authenticator and of the plug.",
                    List.of(new Problem.Field("code", "Enter the six digits that are shown now.")));
        }
        List<String> codes = newCodes();
        put(person, new Factor(begun.secret(), step, hashes(codes), false));
        pending.remove(person);
        return codes;
    }

    /**
     * Asks for a passkey beside the passphrase from now on; the person has one. Durable when this returns.
     *
     * @return the recovery codes, told this once
     */
    public synchronized List<String> askForPasskey(String person) throws IOException {
        byte[] nobodys = new byte[Totp.SECRET_BYTES];
        random.nextBytes(nobodys);
        List<String> codes = newCodes();
        put(person, new Factor(nobodys, 0, hashes(codes), true));
        pending.remove(person);
        return codes;
    }

    /** Returns whether a passkey, and no authenticator, is asked for. */
    public synchronized boolean byPasskey(String person) {
        Factor factor = factors.get(person);
        return factor != null && factor.byPasskey();
    }

    private List<String> newCodes() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            codes.add(ClaimCode.make(random, RECOVERY_LETTERS));
        }
        return codes;
    }

    private static List<String> hashes(List<String> codes) {
        return codes.stream().map(one -> Secrets.hash(ClaimCode.normalise(one))).toList();
    }

    /** Asks for no codes any more; durable when this returns. */
    public synchronized void forget(String person) throws IOException {
        pending.remove(person);
        if (factors.containsKey(person)) {
            put(person, null);
        }
    }

    /** Returns whether somebody with the right passphrase may come in with this code; a code that was used is used up first. */
    synchronized boolean passes(String person, String code) throws IOException {
        Factor factor = factors.get(person);
        if (factor == null) {
            return true;
        }
        if (code.isEmpty() || code.length() > MAX_TYPED) {
            return false;
        }
        long step = factor.byPasskey() ? -1 : Totp.match(factor.secret(), code, clock.instant(), factor.lastStep());
        if (step >= 0) {
            put(person, new Factor(factor.secret(), step, factor.recovery(), false));
            return true;
        }
        String hash = Secrets.hash(ClaimCode.normalise(code));
        for (String one : factor.recovery()) {
            if (MessageDigest.isEqual(
                    one.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    hash.getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
                List<String> left = new ArrayList<>(factor.recovery());
                left.remove(one);
                put(person, new Factor(factor.secret(), factor.lastStep(), left, factor.byPasskey()));
                return true;
            }
        }
        return false;
    }

    static Problem missing(String code, Map<String, Object> question) {
        String sentence = code.isEmpty()
                ? "Enter the code that your authenticator shows, or one of your recovery codes."
                : "This code is wrong, or was used already. Wait for the next one, or enter a recovery code.";
        Problem problem = new Problem(401, sentence, List.of(new Problem.Field("code", sentence)));
        return question.isEmpty() ? problem : problem.with("passkey", question);
    }

    private void put(String person, Factor factor) throws IOException {
        Map<String, Factor> changed = new LinkedHashMap<>(factors);
        if (factor == null) {
            changed.remove(person);
        } else {
            changed.put(person, factor);
        }
        save(changed);
        factors.clear();
        factors.putAll(changed);
    }

    private void save(Map<String, Factor> all) throws IOException {
        List<Object> list = new ArrayList<>();
        all.forEach((person, factor) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("person", person);
            one.put("totp", Base64.getEncoder().encodeToString(factor.secret()));
            one.put("lastStep", factor.lastStep());
            one.put("recovery", factor.recovery());
            if (factor.byPasskey()) {
                one.put("passkey", true);
            }
            list.add(one);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("factors", list);
        file.write(Json.write(json));
    }

    /** A damaged file must not open the door wider than it was. */
    private void load(byte[] bytes) throws IOException {
        try {
            Map<String, Object> json = Json.readObject(bytes);
            if (!FORMAT.equals(json.get("format"))) {
                throw new IllegalArgumentException("not a " + FORMAT + " file");
            }
            for (Object each : (List<?>) json.get("factors")) {
                Map<?, ?> one = (Map<?, ?>) each;
                factors.put(
                        (String) one.get("person"),
                        new Factor(
                                Base64.getDecoder().decode((String) one.get("totp")),
                                ((Number) one.get("lastStep")).longValue(),
                                ((List<?>) one.get("recovery"))
                                        .stream().map(String.class::cast).toList(),
                                Boolean.TRUE.equals(one.get("passkey"))));
            }
        } catch (RuntimeException e) {
            throw new IOException(
                    "second-factors.json is damaged. Restore it from a backup, or remove it: then the passphrase is enough.",
                    e);
        }
    }
}
