// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.passkey.Passkey;
import org.hearthplug.web.passkey.Passkeys;
import org.hearthplug.web.state.StateFile;

/**
 * The door: claims, sign-ins and sessions of everybody. The owner's are in the files that were there before others could come, theirs in
 * files of their own ({@link People} says why). Safe for many threads; blocks on the disk and on Argon2.
 */
public final class Access {
    /**
     * What signing in or claiming gives.
     *
     * @param token the session's token, for the browser's cookie and nothing else
     * @param session the session
     */
    public record Entrance(String token, Session session) {}

    private static final String UNKNOWN = "?";

    private final StateFile accountFile;
    private final StateFile claimFile;
    private final Sessions ownersSessions;
    private final Sessions othersSessions;
    private final Household household;
    private final SecondFactors secondFactors;
    private final Passkeys passkeys;
    private final Programs programs;
    private final Passphrases passphrases;
    private final InstantSource clock;
    private final Throttle byPeer;
    private final Throttle byAccount;
    private final GuestDoor guests;
    private final AuditTrail audit;
    private final AtomicLong rightsVersion = new AtomicLong();
    private volatile Account account;
    private Claim claim;

    private Access(Path folder, Passphrases passphrases, InstantSource clock, LongSupplier nanoTime)
            throws IOException {
        this.accountFile = new StateFile(folder.resolve("account.json"));
        this.claimFile = new StateFile(folder.resolve("claim.json"));
        this.ownersSessions = new Sessions(new StateFile(folder.resolve("sessions.json")), clock);
        this.othersSessions = new Sessions(new StateFile(folder.resolve("people-sessions.json")), clock);
        this.secondFactors = new SecondFactors(new StateFile(folder.resolve("second-factors.json")), clock);
        this.passkeys = new Passkeys(new StateFile(folder.resolve("passkeys.json")), clock, nanoTime);
        this.passphrases = passphrases;
        this.clock = clock;
        this.byPeer = new Throttle(5, Duration.ofMinutes(15), nanoTime);
        this.byAccount = new Throttle(10, Duration.ofSeconds(20), nanoTime);
        this.audit = new AuditTrail(folder, clock);
        this.guests = new GuestDoor(passphrases, nanoTime);
        this.household = new Household(
                this, new People(new StateFile(folder.resolve("people.json")), this::rightsChanged), clock, nanoTime);
        this.programs = new Programs(this, byPeer, folder, clock);
        Optional<byte[]> stored = accountFile.read();
        if (stored.isPresent()) {
            account = Account.fromJson(stored.get());
            claimFile.delete();
        } else {
            claim = Claim.open(claimFile, nanoTime);
        }
    }

    /**
     * Opens the door's files in a folder; a plug without an account gets a claim code.
     *
     * @throws IOException when the files cannot be read or written
     */
    public static Access open(Path folder, InstantSource clock) throws IOException {
        return open(folder, new Passphrases(), clock, System::nanoTime);
    }

    static Access open(Path folder, Passphrases passphrases, InstantSource clock, LongSupplier nanoTime)
            throws IOException {
        try {
            return new Access(folder, passphrases, clock, nanoTime);
        } catch (IllegalArgumentException | Problem e) {
            throw new IOException(
                    folder + "/account.json is damaged. Restore it from a backup; the files of people are untouched.",
                    e);
        }
    }

    /** Returns whether the plug has an owner. */
    public boolean claimed() {
        return account != null;
    }

    /** Returns the claim code for the notice on the console, while the plug has no owner. */
    public synchronized Optional<String> claimCode() {
        return Optional.ofNullable(claim).map(Claim::code);
    }

    /** Returns what the owner calls the plug, once it has one. */
    public Optional<String> plugName() {
        return Optional.ofNullable(account).map(Account::plugName);
    }

    /** Returns the owner; the plug must be claimed. */
    public Person owner() {
        Account known = account;
        return new Person(known.space(), known.ownerName(), Person.Role.OWNER, Optional.empty(), 0);
    }

    /** Returns what lets programs in. */
    public Programs programs() {
        return programs;
    }

    /**
     * Returns a number that is another one when people, what they have in common or what lets programs in may have changed, so that who stays
     * connected need not look at each request. An end that was set before is not told when it comes.
     */
    public long rightsVersion() {
        return rightsVersion.get();
    }

    void rightsChanged() {
        rightsVersion.incrementAndGet();
    }

    /** Returns everybody else, and what people have in common. */
    public Household household() {
        return household;
    }

    /**
     * Makes whoever knows the code the owner; durable when this returns.
     *
     * @throws Problem 409 claimed already, 429 too early, 403 wrong code, 422 with the fields that are wrong
     */
    public synchronized Entrance claim(Caller caller, ClaimForm form) throws IOException {
        if (account != null) {
            throw new Problem(409, "This plug has an owner already. Sign in instead.");
        }
        claim.require(caller.peer(), form.code());
        form.requireValid();
        Account fresh = new Account(
                form.plugName().strip(),
                form.ownerName().strip(),
                ClaimForm.spaceOf(form.ownerName()),
                passphrases.hash(form.passphrase()),
                clock.instant());
        Sessions.Fresh session = ownersSessions.create(caller, "");
        accountFile.write(fresh.toJson());
        account = fresh;
        claimFile.delete();
        claim = null;
        audit.note(AuditTrail.Event.CLAIMED, caller, "");
        return new Entrance(session.token(), session.session());
    }

    /**
     * Signs somebody in.
     *
     * @param code of the second factor; empty when none was asked for yet
     * @param other what may stand in for the code
     * @throws Problem 401 wrong name, passphrase or code, or the code is missing (then with the field {@code code}), 429 too early
     */
    public Entrance signIn(Caller caller, String name, String passphrase, String code, OtherFactor other)
            throws IOException {
        String key = Peers.key(caller.peer());
        byPeer.require(key);
        Optional<Person> known = sameName(account.ownerName(), name) ? Optional.of(owner()) : household.named(name);
        String who = known.map(this::file).orElse(UNKNOWN);
        byAccount.require(who);
        Optional<String> proved = Optional.empty();
        if (known.isPresent()) {
            proved = verified(known.get(), passphrase);
        } else if (passphrase.length() <= ClaimForm.MAX_PASSPHRASE) {
            passphrases.pretend(passphrase);
        }
        if (proved.isEmpty()) {
            refuse(caller, key, who);
            throw wrongPassphrase();
        }
        int recovery = secondFactors.recoveryLeft(who);
        if (recovery >= 0 && !other.proves(who) && !secondFactors.passes(who, code)) {
            if (!code.isEmpty()) {
                refuse(caller, key, who);
            }
            throw SecondFactors.missing(code, other.question(who));
        }
        byPeer.forgive(key);
        byAccount.forgive(who);
        if (secondFactors.recoveryLeft(who) < recovery) {
            audit.note(AuditTrail.Event.RECOVERY_CODE_USED, caller, nameFor(known.get()), "");
        }
        return enter(caller, known.get(), proved.get(), AuditTrail.Event.SIGNED_IN);
    }

    private static Problem wrongPassphrase() {
        return new Problem(401, "The name or the passphrase is wrong. Check both and try again.");
    }

    /** Returns the hash that a passphrase is right for; empty when it is wrong, or was changed while this waited for Argon2's turn. */
    private Optional<String> verified(Person person, String passphrase) {
        String hash = hashOf(person);
        boolean right = passphrase.length() <= ClaimForm.MAX_PASSPHRASE
                && !hash.isEmpty()
                && passphrases.verify(passphrase, hash)
                && hash.equals(hashOf(person));
        return right ? Optional.of(hash) : Optional.empty();
    }

    /** Problem 429 when an address has guessed too much of late. */
    public void requirePatience(String peer) {
        byPeer.require(Peers.key(peer));
    }

    /**
     * Lets in whose passkey was verified: it is two factors by itself.
     *
     * @throws Problem 401 when the person may no longer come, or the passkey was removed meanwhile
     */
    public Entrance enterWithPasskey(Caller caller, Passkey used) throws IOException {
        Person person = (used.person().isEmpty() ? Optional.of(owner()) : household.person(used.person()))
                .orElseThrow(() -> new Problem(401, "You may no longer come here. Ask the plug's owner."));
        byPeer.forgive(Peers.key(caller.peer()));
        Sessions.Fresh session = sessions(person)
                .create(caller, file(person), () -> passkeys.knows(used))
                .orElseThrow(() -> new Problem(
                        401, "This passkey was removed just now. Sign in another way, or ask the plug's owner."));
        audit.note(AuditTrail.Event.PASSKEY_IN, caller, nameFor(person), used.name());
        return new Entrance(session.token(), session.session());
    }

    /** Notes that a passkey was refused, and slows its address. */
    public void refusePasskey(Caller caller, Optional<Passkey> copied) {
        byPeer.fail(Peers.key(caller.peer()));
        if (copied.isPresent()) {
            audit.noteSeldom(
                    AuditTrail.Event.PASSKEY_COPIED, caller, copied.get().name());
        } else {
            audit.noteSeldom(AuditTrail.Event.REFUSED, caller, "");
        }
    }

    /**
     * Forgets a passkey; durable when this returns.
     *
     * @throws Problem 404 when there is none of this id, 409 when signing in needs it
     */
    public Passkey removePasskey(Caller caller, Person person, String id) throws IOException {
        String who = file(person);
        if (secondFactors.byPasskey(who) && passkeys.of(who).size() == 1) {
            throw new Problem(
                    409,
                    "Signing in asks for this passkey, and it is your only one. Add another first, or turn the second factor off.");
        }
        Passkey gone = passkeys.remove(who, id);
        audit.note(AuditTrail.Event.PASSKEY_REMOVED, caller, nameFor(person), gone.name());
        return gone;
    }

    private void refuse(Caller caller, String key, String who) {
        byPeer.fail(key);
        if (!who.equals(UNKNOWN)) {
            byAccount.fail(who);
        }
        audit.noteSeldom(AuditTrail.Event.REFUSED, caller, "");
    }

    /** Lets somebody in whose passphrase has this hash, if it still has. */
    Entrance enter(Caller caller, Person person, String proved, AuditTrail.Event event) throws IOException {
        Sessions.Fresh session = sessions(person)
                .create(caller, file(person), () -> proved.equals(hashOf(person)))
                .orElseThrow(Access::wrongPassphrase);
        audit.note(event, caller, nameFor(person), "");
        return new Entrance(session.token(), session.session());
    }

    /** What the state files call a person: nothing for the owner, who was there before they told people apart. */
    String file(Person person) {
        return person.owner() ? "" : person.id();
    }

    static String nameFor(Person person) {
        return person.owner() ? "" : person.name();
    }

    private String hashOf(Person person) {
        return person.owner() ? account.passphrase() : household.passphraseOf(person);
    }

    private Sessions sessions(Person person) {
        return person.owner() ? ownersSessions : othersSessions;
    }

    /** Returns whose session this is; empty when the person may no longer come. */
    public Optional<Person> person(Session session) {
        return session.person().isEmpty() ? Optional.of(owner()) : household.person(session.person());
    }

    /** As {@link #requirePassphrase(String, Person, String)}, of the owner. */
    public void requirePassphrase(String peer, String passphrase) {
        requirePassphrase(peer, owner(), passphrase);
    }

    /**
     * Asks somebody who is signed in for the passphrase once more.
     *
     * @throws Problem 403 wrong passphrase, 429 too early
     */
    public void requirePassphrase(String peer, Person person, String passphrase) {
        requireVerified(peer, person, passphrase);
    }

    /** As {@link #requirePassphrase(String, Person, String)}; returns the hash that the passphrase was right for. */
    private String requireVerified(String peer, Person person, String passphrase) {
        String key = Peers.key(peer);
        byPeer.require(key);
        byAccount.require(file(person));
        Optional<String> proved = verified(person, passphrase);
        if (proved.isEmpty()) {
            byPeer.fail(key);
            byAccount.fail(file(person));
            throw notYours();
        }
        byPeer.forgive(key);
        byAccount.forgive(file(person));
        return proved.get();
    }

    static Problem notYours() {
        return new Problem(403, "This is not your passphrase. Enter the one that you sign in with.");
    }

    /** Returns what happened at the door. */
    public AuditTrail audit() {
        return audit;
    }

    /** Returns the door for people who were sent a link. */
    public GuestDoor guests() {
        return guests;
    }

    /** Returns everybody's passkeys. */
    public Passkeys passkeys() {
        return passkeys;
    }

    /** Returns the door's second locks. */
    public SecondFactors secondFactors() {
        return secondFactors;
    }

    /** Returns how many sessions of everybody's are open. */
    public int openSessions() {
        return ownersSessions.count() + othersSessions.count();
    }

    /** Returns the session of a token while it lasts and its person may come. */
    public Optional<Session> session(String token) throws IOException {
        Optional<Session> found = ownersSessions.find(token);
        return found.isPresent()
                ? found
                : othersSessions.find(token).filter(session -> person(session).isPresent());
    }

    /** Returns whether a session still lasts. */
    public boolean isOpen(Session session) {
        return session.person().isEmpty()
                ? ownersSessions.isOpen(session)
                : othersSessions.isOpen(session) && person(session).isPresent();
    }

    /** Ends a session; durable when this returns. */
    public void signOut(Caller caller, Person person, Session session) throws IOException {
        sessions(person).end(session);
        audit.note(AuditTrail.Event.SIGNED_OUT, caller, nameFor(person), "");
    }

    /** Returns where somebody is signed in, the latest first. */
    public List<Session> sessionsOf(Person person) {
        return sessions(person).of(file(person));
    }

    /** Ends somebody's session that the page calls so; problem 404 when there is none. */
    public void endSession(Caller caller, Person person, String shortId) throws IOException {
        Session found = sessions(person).of(file(person)).stream()
                .filter(session -> session.shortId().equals(shortId))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "There is no such session. It may have ended already."));
        sessions(person).end(found);
        audit.note(
                AuditTrail.Event.SESSION_ENDED,
                caller,
                nameFor(person),
                found.from().peer());
    }

    /** Ends all of somebody's sessions but one. */
    public void endOtherSessions(Caller caller, Person person, Session kept) throws IOException {
        if (sessions(person).endOthers(kept) > 0) {
            audit.note(AuditTrail.Event.SESSION_ENDED, caller, nameFor(person), "*");
        }
    }

    /** Lets nobody in any more who came as this person: sessions and programs. Durable when this returns. */
    void shutOut(Person person) throws IOException {
        othersSessions.endAll(person.id());
        secondFactors.forget(person.id());
        passkeys.removeAll(person.id());
        programs.shutOut(person);
    }

    void endSessions(Person person) throws IOException {
        othersSessions.endAll(person.id());
    }

    /**
     * Gives somebody another passphrase and ends all other sessions of theirs; durable when this returns.
     *
     * @throws Problem 403 when the current one is wrong, 422 when the new one is too weak, 429 too early
     */
    public void changePassphrase(Caller caller, Person person, Session kept, String current, String passphrase)
            throws IOException {
        String proved = requireVerified(caller.peer(), person, current);
        new ClaimForm("", account.plugName(), person.name(), passphrase).requireValid();
        String hash = passphrases.hash(passphrase);
        if (!proved.equals(hashOf(person))) {
            throw notYours();
        }
        // Before and after: when they cannot be ended nothing has changed yet, and none that began meanwhile is left.
        sessions(person).endOthers(kept);
        if (person.owner()) {
            changeOwner(proved, hash);
        } else {
            household.changePassphrase(person, proved, hash);
        }
        sessions(person).endOthers(kept);
        audit.note(AuditTrail.Event.PASSPHRASE_CHANGED, caller, nameFor(person), "");
    }

    private synchronized void changeOwner(String proved, String hash) throws IOException {
        Account before = account;
        if (!before.passphrase().equals(proved)) {
            throw notYours();
        }
        Account changed = new Account(before.plugName(), before.ownerName(), before.space(), hash, before.claimed());
        accountFile.write(changed.toJson());
        account = changed;
    }

    String hash(String passphrase) {
        return passphrases.hash(passphrase);
    }

    /** Returns whether two names are one to people: case and spelling of the same letters do not count. */
    public static boolean sameName(String one, String other) {
        return one.equals(other) || fold(one).equals(fold(other));
    }

    private static String fold(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
