// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * Everybody's passkeys: asks for them, judges what browsers bring, and keeps the public halves in {@code passkeys.json}. Safe for many
 * threads; blocks on the disk.
 */
public final class Passkeys {
    /** How many one person may have. */
    public static final int MAX_OF_ONE = 10;

    /** How many the plug keeps: with the longest ids and keys its file is within what {@link StateFile} reads. */
    static final int MAX = 80;

    static final int MAX_NAME = 64;

    private final PasskeyFile file;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Challenges challenges;
    private List<Passkey> known;

    /** Reads nothing yet: most starts of the plug are not about passkeys. A damaged file costs the passkeys and opens nothing. */
    public Passkeys(StateFile file, InstantSource clock, LongSupplier nanoTime) {
        this.file = new PasskeyFile(file);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    private synchronized List<Passkey> known() {
        if (known == null) {
            try {
                known = file.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return known;
    }

    private synchronized Challenges challenges() {
        if (challenges == null) {
            challenges = new Challenges(nanoTime);
        }
        return challenges;
    }

    /** Returns somebody's passkeys, the oldest first. */
    public synchronized List<Passkey> of(String person) {
        return known().stream().filter(one -> one.person().equals(person)).toList();
    }

    /** Returns whether a passkey is still somebody's; since it was judged it may have been removed. */
    public synchronized boolean knows(Passkey judged) {
        return of(judged.person()).stream().anyMatch(one -> one.credential().equals(judged.credential()));
    }

    /** Returns what the browser needs to make a passkey ({@code PublicKeyCredentialCreationOptionsJSON}). */
    public synchronized Map<String, Object> creation(String person, String name, String plugName, Site site) {
        List<Passkey> mine = of(person);
        if (mine.size() >= MAX_OF_ONE || known().size() >= MAX) {
            throw tooMany();
        }
        return Questions.creation(
                challenges().make(purpose("create", person, site)), handleOf(person), name, plugName, site, mine);
    }

    /** Returns what the browser needs to let somebody in without name and passphrase. */
    public Map<String, Object> question(Site site) {
        return Questions.request(challenges().make(purpose("enter", "", site)), site, "required", List.of());
    }

    /** Returns what the browser needs to prove somebody's passkey beside the passphrase; empty when none fits this site. */
    public Map<String, Object> question(String person, Site site) {
        List<Passkey> mine = of(person).stream()
                .filter(one -> one.rpId().equals(site.rpId()))
                .toList();
        return mine.isEmpty()
                ? Map.of()
                : Questions.request(challenges().make(purpose("beside", person, site)), site, "discouraged", mine);
    }

    /**
     * Adds what a browser made; durable when this returns.
     *
     * @param credential {@code RegistrationResponseJSON}
     * @throws InvalidPasskeyException when it proves nothing
     * @throws Problem 409 when it is known already or there are too many, 422 when the name will not do
     */
    public Passkey add(String person, Site site, String name, Map<?, ?> credential) throws IOException {
        String called = requireName(name);
        Verified.Made made = Verified.made(credential, site, challenge -> lasts(challenge, "create", person, site));
        synchronized (this) {
            if (known().stream().anyMatch(one -> one.credential().equals(made.credential()))) {
                throw new Problem(409, "This passkey is known already.");
            }
            if (of(person).size() >= MAX_OF_ONE || known().size() >= MAX) {
                throw tooMany();
            }
            spend(made.challenge());
            Passkey fresh = new Passkey(
                    person,
                    handleOf(person),
                    made.credential(),
                    made.cose(),
                    site.rpId(),
                    called,
                    made.data().signCount(),
                    made.data().userVerified(),
                    made.data().mayBeBackedUp(),
                    made.data().backedUp(),
                    made.transports(),
                    clock.instant(),
                    Optional.empty());
            List<Passkey> changed = new ArrayList<>(known());
            changed.add(fresh);
            keep(changed);
            return fresh;
        }
    }

    /**
     * Judges who wants to come in with a passkey alone: it must have asked for a finger, a face or a PIN. Durable when this returns.
     *
     * @param credential {@code AuthenticationResponseJSON}
     * @return the passkey, whose person may come in
     * @throws InvalidPasskeyException when it proves nothing
     */
    public Passkey enters(Site site, Map<?, ?> credential) throws IOException {
        Passkey claimed = claimed(credential);
        return accept(claimed, site, credential, "enter", "", true);
    }

    /** Judges a passkey beside somebody's passphrase: touching it is enough. As {@link #enters}. */
    public Passkey proves(String person, Site site, Map<?, ?> credential) throws IOException {
        Passkey claimed = claimed(credential);
        if (!claimed.person().equals(person)) {
            throw new InvalidPasskeyException("the passkey is somebody else's");
        }
        return accept(claimed, site, credential, "beside", person, false);
    }

    private synchronized Passkey claimed(Map<?, ?> credential) {
        return known().stream()
                .filter(one -> one.credential().equals(credential.get("id")))
                .findFirst()
                .orElseThrow(() -> new InvalidPasskeyException("the passkey is not known here, or was removed"));
    }

    private Passkey accept(
            Passkey claimed, Site site, Map<?, ?> credential, String what, String person, boolean verified)
            throws IOException {
        Verified.Used used =
                Verified.used(credential, claimed, site, challenge -> lasts(challenge, what, person, site), verified);
        synchronized (this) {
            int at = known().indexOf(claimed(credential));
            Passkey now = known().get(at);
            spend(used.challenge());
            long count = used.data().signCount();
            if ((count > 0 || now.signCount() > 0) && count <= now.signCount()) {
                throw new InvalidPasskeyException("its counter went back: there may be a copy", now);
            }
            Passkey after = now.used(count, used.data().backedUp(), clock.instant());
            List<Passkey> changed = new ArrayList<>(known());
            changed.set(at, after);
            keep(changed);
            return after;
        }
    }

    private boolean lasts(byte[] challenge, String what, String person, Site site) {
        return challenges().lasts(challenge, purpose(what, person, site));
    }

    private void spend(byte[] challenge) {
        if (!challenges().use(challenge)) {
            throw new InvalidPasskeyException("the challenge was answered before");
        }
    }

    /** Gives a passkey another name; problem 404, 422. */
    public synchronized Passkey rename(String person, String id, String name) throws IOException {
        String called = requireName(name);
        Passkey found = find(person, id);
        List<Passkey> changed = new ArrayList<>(known());
        changed.set(known().indexOf(found), found.named(called));
        keep(changed);
        return found.named(called);
    }

    /** Forgets a passkey; problem 404. */
    public synchronized Passkey remove(String person, String id) throws IOException {
        Passkey found = find(person, id);
        keep(known().stream().filter(one -> !one.equals(found)).toList());
        return found;
    }

    /** Forgets all of somebody's. */
    public synchronized void removeAll(String person) throws IOException {
        if (!of(person).isEmpty()) {
            keep(known().stream().filter(one -> !one.person().equals(person)).toList());
        }
    }

    private Passkey find(String person, String id) {
        return of(person).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "There is no such passkey. It may have been removed already."));
    }

    private void keep(List<Passkey> all) throws IOException {
        file.write(all);
        known = List.copyOf(all);
    }

    /** What authenticators call a person: tells nothing, and stays the same, so that a device keeps one passkey for each. */
    private String handleOf(String person) {
        List<Passkey> mine = of(person);
        return mine.isEmpty()
                ? Base64s.encode(Base64s.sha256((file.salt() + " " + person).getBytes(StandardCharsets.UTF_8)))
                : mine.getFirst().handle();
    }

    private static String purpose(String what, String person, Site site) {
        return what + " " + person + " " + site.rpId();
    }

    private static String requireName(String name) {
        String stripped = name.strip();
        boolean odd = stripped.codePoints().anyMatch(Character::isISOControl);
        if (stripped.isEmpty() || stripped.length() > MAX_NAME || odd) {
            String sentence = "Give the passkey a name of 1 to " + MAX_NAME + " characters.";
            throw new Problem(422, sentence, List.of(new Problem.Field("name", sentence)));
        }
        return stripped;
    }

    private static Problem tooMany() {
        return new Problem(
                409,
                "There are as many passkeys as the plug keeps: " + MAX_OF_ONE + " for each person, " + MAX
                        + " in all. Remove one that is no longer used.");
    }
}
