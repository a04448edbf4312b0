// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * The claim code of a plug without an owner, and the count of wrong ones, in {@code claim.json}. Both survive restarts, so that
 * pulling the plug buys no further guesses. For one thread at a time.
 */
final class Claim {
    private static final String FORMAT = "hearth-claim/1";
    private static final String EVERYBODY = "*";
    private static final int MAX_TYPED = 64;

    private final StateFile file;
    private final String code;

    /** One address waits long; all together wait little, so that nobody can keep the owner out. */
    private final Throttle byPeer;

    private final Throttle together;

    private Claim(StateFile file, String code, int failures, LongSupplier nanoTime) {
        this.file = file;
        this.code = code;
        this.byPeer = new Throttle(3, Duration.ofMinutes(5), nanoTime);
        this.together = new Throttle(5, Duration.ofSeconds(10), nanoTime);
        together.set(EVERYBODY, failures);
    }

    /** Reads the code, or makes one; a damaged file is replaced by a new code. */
    static Claim open(StateFile file, LongSupplier nanoTime) throws IOException {
        try {
            Map<String, Object> json = Json.readObject(file.read().orElse(new byte[0]));
            if (FORMAT.equals(json.get("format"))
                    && json.get("code") instanceof String code
                    && json.get("failures") instanceof Number failures) {
                return new Claim(file, code, Math.max(0, failures.intValue()), nanoTime);
            }
        } catch (Problem notYetOrDamaged) {
            // Falls through to a new code.
        }
        Claim fresh = new Claim(file, ClaimCode.make(new SecureRandom()), 0, nanoTime);
        fresh.save(0);
        return fresh;
    }

    String code() {
        return code;
    }

    /** Problem 429 while it is too early for another try, 403 when the code is wrong; that is counted first, durably. */
    void require(String peer, String typed) throws IOException {
        String key = Peers.key(peer);
        byPeer.require(key);
        together.require(EVERYBODY);
        if (typed.length() <= MAX_TYPED && ClaimCode.matches(code, typed)) {
            return;
        }
        byPeer.fail(key);
        save(together.fail(EVERYBODY));
        throw new Problem(
                403, "This is not the plug's claim code. Read it again from the console and type it once more.");
    }

    private void save(int failures) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("code", code);
        json.put("failures", failures);
        file.write(Json.write(json));
    }
}
