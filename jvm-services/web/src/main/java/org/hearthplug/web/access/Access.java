// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/** The door: claims, sign-ins and sessions of the plug's owner. Safe for many threads; blocks on the disk and on Argon2. */
public final class Access {
    /**
     * What signing in or claiming gives.
     *
     * @param token the session's token, for the browser's cookie and nothing else
     * @param session the session
     */
    public record Entrance(String token, Session session) {}

    private static final String EVERYBODY = "*";

    private final StateFile accountFile;
    private final StateFile claimFile;
    private final Sessions sessions;
    private final AppPasswords appPasswords;
    private final Passphrases passphrases;
    private final InstantSource clock;
    private final Throttle byPeer;
    private final Throttle byAccount;
    private final GuestDoor guests;
    private final AuditTrail audit;
    private volatile Account account;
    private Claim claim;

    private Access(Path folder, Passphrases passphrases, InstantSource clock, LongSupplier nanoTime)
            throws IOException {
        this.accountFile = new StateFile(folder.resolve("account.json"));
        this.claimFile = new StateFile(folder.resolve("claim.json"));
        this.sessions = new Sessions(new StateFile(folder.resolve("sessions.json")), clock);
        this.appPasswords = new AppPasswords(new StateFile(folder.resolve("app-passwords.json")), clock);
        this.passphrases = passphrases;
        this.clock = clock;
        this.byPeer = new Throttle(5, Duration.ofMinutes(15), nanoTime);
        this.byAccount = new Throttle(10, Duration.ofSeconds(20), nanoTime);
        this.audit = new AuditTrail(folder, clock);
        this.guests = new GuestDoor(passphrases, nanoTime);
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

    /** Returns the owner's name; the plug must be claimed. */
    public String ownerName() {
        return account.ownerName();
    }

    /** Returns the name of the owner's space; the plug must be claimed. */
    public String space() {
        return account.space();
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
        Sessions.Fresh session = sessions.create(caller);
        accountFile.write(fresh.toJson());
        account = fresh;
        claimFile.delete();
        claim = null;
        audit.note(AuditTrail.Event.CLAIMED, caller, "");
        return new Entrance(session.token(), session.session());
    }

    /**
     * Signs the owner in.
     *
     * @throws Problem 401 wrong name or passphrase, 429 too early
     */
    public Entrance signIn(Caller caller, String name, String passphrase) throws IOException {
        String key = Peers.key(caller.peer());
        byPeer.require(key);
        byAccount.require(EVERYBODY);
        Account owner = account;
        boolean known = sameName(owner.ownerName(), name);
        boolean right = false;
        if (passphrase.length() <= ClaimForm.MAX_PASSPHRASE) {
            if (known) {
                right = passphrases.verify(passphrase, owner.passphrase());
            } else {
                passphrases.pretend(passphrase);
            }
        }
        if (!right) {
            byPeer.fail(key);
            if (known) {
                byAccount.fail(EVERYBODY);
            }
            audit.noteSeldom(AuditTrail.Event.REFUSED, caller, "");
            throw new Problem(401, "The name or the passphrase is wrong. Check both and try again.");
        }
        byPeer.forgive(key);
        byAccount.forgive(EVERYBODY);
        Sessions.Fresh session = sessions.create(caller);
        audit.note(AuditTrail.Event.SIGNED_IN, caller, "");
        return new Entrance(session.token(), session.session());
    }

    /**
     * Asks the signed-in owner for the passphrase once more.
     *
     * @throws Problem 403 wrong passphrase, 429 too early
     */
    public void requirePassphrase(String peer, String passphrase) {
        String key = Peers.key(peer);
        byPeer.require(key);
        byAccount.require(EVERYBODY);
        boolean right =
                passphrase.length() <= ClaimForm.MAX_PASSPHRASE && passphrases.verify(passphrase, account.passphrase());
        if (!right) {
            byPeer.fail(key);
            byAccount.fail(EVERYBODY);
            throw new Problem(403, "This is not your passphrase. Enter the one that you sign in with.");
        }
        byPeer.forgive(key);
        byAccount.forgive(EVERYBODY);
    }

    /**
     * Lets a program in with an app password.
     *
     * @throws Problem 401 wrong name or password, 429 too early
     */
    public void admitProgram(String peer, String name, String password) {
        String key = Peers.key(peer);
        byPeer.require(key);
        Optional<AppPassword> known =
                password.length() <= ClaimForm.MAX_PASSPHRASE ? appPasswords.find(password) : Optional.empty();
        if (known.isEmpty() || !sameName(account.ownerName(), name)) {
            byPeer.fail(key);
            audit.noteSeldom(AuditTrail.Event.PROGRAM_REFUSED, Caller.of(peer), "");
            throw new Problem(
                    401,
                    "The name or the app password is wrong. Programs do not take your passphrase: make an app password on the"
                            + " plug's page.");
        }
        byPeer.forgive(key);
        audit.noteSeldom(
                AuditTrail.Event.PROGRAM_IN, Caller.of(peer), known.get().label());
    }

    /** Returns what happened at the door. */
    public AuditTrail audit() {
        return audit;
    }

    /** Returns the door for people who were sent a link. */
    public GuestDoor guests() {
        return guests;
    }

    /** Returns the app passwords, the oldest first. */
    public List<AppPassword> appPasswords() {
        return appPasswords.all();
    }

    /** Makes an app password and returns it with its plain text, which is nowhere else; problem 409 or 422. */
    public Map.Entry<AppPassword, String> makeAppPassword(Caller caller, String label) throws IOException {
        Map.Entry<AppPassword, String> made = appPasswords.make(label);
        audit.note(AuditTrail.Event.APP_PASSWORD_MADE, caller, made.getKey().label());
        return made;
    }

    /** Takes an app password back; problem 404 when there is none of this id. */
    public void revokeAppPassword(Caller caller, String id) throws IOException {
        audit.note(
                AuditTrail.Event.APP_PASSWORD_REVOKED,
                caller,
                appPasswords.revoke(id).label());
    }

    /** Returns the session of a token while it lasts. */
    public Optional<Session> session(String token) throws IOException {
        return sessions.find(token);
    }

    /** Returns whether a session still lasts. */
    public boolean isOpen(Session session) {
        return sessions.isOpen(session);
    }

    /** Ends a session; durable when this returns. */
    public void signOut(Caller caller, Session session) throws IOException {
        sessions.end(session);
        audit.note(AuditTrail.Event.SIGNED_OUT, caller, "");
    }

    /** Returns who is signed in, the latest first. */
    public List<Session> sessions() {
        return sessions.all();
    }

    /** Ends the session that the owner's page calls so; problem 404 when there is none. */
    public void endSession(Caller caller, String shortId) throws IOException {
        Session found = sessions.all().stream()
                .filter(session -> session.shortId().equals(shortId))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "There is no such session. It may have ended already."));
        sessions.end(found);
        audit.note(AuditTrail.Event.SESSION_ENDED, caller, found.from().peer());
    }

    /** Ends all sessions but one. */
    public void endOtherSessions(Caller caller, Session kept) throws IOException {
        if (sessions.endOthers(kept) > 0) {
            audit.note(AuditTrail.Event.SESSION_ENDED, caller, "*");
        }
    }

    /**
     * Gives the owner another passphrase and ends all other sessions; durable when this returns.
     *
     * @throws Problem 403 when the current one is wrong, 422 when the new one is too weak, 429 too early
     */
    public void changePassphrase(Caller caller, Session kept, String current, String passphrase) throws IOException {
        requirePassphrase(caller.peer(), current);
        new ClaimForm("", account.plugName(), account.ownerName(), passphrase).requireValid();
        synchronized (this) {
            Account before = account;
            Account changed = new Account(
                    before.plugName(),
                    before.ownerName(),
                    before.space(),
                    passphrases.hash(passphrase),
                    before.claimed());
            accountFile.write(changed.toJson());
            account = changed;
        }
        sessions.endOthers(kept);
        audit.note(AuditTrail.Event.PASSPHRASE_CHANGED, caller, "");
    }

    private static boolean sameName(String one, String other) {
        return fold(one).equals(fold(other));
    }

    private static String fold(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
