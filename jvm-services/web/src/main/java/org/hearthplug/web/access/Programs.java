// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/** What lets programs in that cannot sign in as a person does: app passwords, and SSH keys for SFTP. Safe for many threads. */
public final class Programs {
    /**
     * A program that was let in.
     *
     * @param person whose it is
     * @param credential the id of the app password or the key that it came in with
     */
    public record Admitted(Person person, String credential) {}

    private final Access access;
    private final Throttle byPeer;
    private final AppPasswords owners;
    private final AppPasswords others;
    private final SshKeys keys;

    Programs(Access access, Throttle byPeer, Path folder, InstantSource clock) throws IOException {
        this.access = access;
        this.byPeer = byPeer;
        this.owners =
                new AppPasswords(new StateFile(folder.resolve("app-passwords.json")), clock, access::rightsChanged);
        this.others = new AppPasswords(
                new StateFile(folder.resolve("people-app-passwords.json")), clock, access::rightsChanged);
        this.keys = new SshKeys(new StateFile(folder.resolve("ssh-keys.json")), access, clock);
    }

    /** Returns the keys that open files over SFTP. */
    public SshKeys keys() {
        return keys;
    }

    /**
     * Lets a program in with an app password of a scope; one of another scope opens nothing here.
     *
     * @return whose program it is, and what let it in
     * @throws Problem 401 wrong name or password, 429 too early
     */
    public Admitted admit(String peer, String name, String password, AppPassword.Scope scope) {
        String key = Peers.key(peer);
        byPeer.require(key);
        Optional<AppPassword> known = Optional.empty();
        Optional<Person> person = Optional.empty();
        if (password.length() <= ClaimForm.MAX_PASSPHRASE) {
            known = owners.find(password).or(() -> others.find(password)).filter(one -> one.scope() == scope);
            person = known.flatMap(one -> access.household().anybody(one.person()))
                    .filter(one -> Access.sameName(one.name(), name));
        }
        if (known.isEmpty() || person.isEmpty()) {
            byPeer.fail(key);
            access.audit().noteSeldom(Event.PROGRAM_REFUSED, Caller.of(peer), "");
            throw new Problem(
                    401,
                    "The name or the app password is wrong. Programs do not take your passphrase: make an app password on the"
                            + " plug's page.");
        }
        byPeer.forgive(key);
        access.audit()
                .noteSeldom(
                        Event.PROGRAM_IN,
                        Caller.of(peer),
                        Access.nameFor(person.get()),
                        known.get().label());
        return new Admitted(person.get(), known.get().id());
    }

    /** Returns whose a program is that was let in, as they are now; empty when what let it in was taken back, or they may no longer come. */
    public Optional<Person> person(Admitted program) {
        String id = program.credential();
        boolean stands = owners.has(id) || others.has(id) || keys.has(id);
        return stands ? access.household().anybody(program.person().id()) : Optional.empty();
    }

    /** Returns somebody's app passwords, the oldest first. */
    public List<AppPassword> passwords(Person person) {
        return of(person).of(access.file(person));
    }

    /** Makes an app password and returns it with its plain text, which is nowhere else; problem 409 or 422. */
    public Map.Entry<AppPassword, String> make(Caller caller, Person person, String label, AppPassword.Scope scope)
            throws IOException {
        Map.Entry<AppPassword, String> made = of(person).make(access.file(person), label, scope);
        access.audit()
                .note(
                        Event.APP_PASSWORD_MADE,
                        caller,
                        Access.nameFor(person),
                        made.getKey().label());
        return made;
    }

    /** Takes somebody's app password back; problem 404 when there is none of this id. */
    public void revoke(Caller caller, Person person, String id) throws IOException {
        AppPassword gone = of(person).revoke(access.file(person), id);
        access.audit().note(Event.APP_PASSWORD_REVOKED, caller, Access.nameFor(person), gone.label());
    }

    /** Lets none of a person's programs in any more; not for the owner. */
    void shutOut(Person person) throws IOException {
        others.revokeAll(person.id());
        keys.removeAll(person.id());
    }

    private AppPasswords of(Person person) {
        return person.owner() ? owners : others;
    }
}
