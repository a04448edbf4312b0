// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.http.Problem;

/**
 * Everybody beside the owner: invited by a link that works once, within a week; let in by a passphrase of their own. And the folders that
 * people have in common. Safe for many threads; blocks on the disk and, where a passphrase is set, on Argon2.
 */
public final class Household {
    /** How long an invitation can be taken up. */
    public static final Duration INVITED = Duration.ofDays(7);

    /** What the folders begin with that people have in common; nobody's own does. */
    public static final String SHARED = "shared--";

    private static final int MAX_ID = 32;

    private final Access access;
    private final People people;
    private final InstantSource clock;
    private final Throttle byPeer;
    private final SecureRandom random = new SecureRandom();
    private volatile Belongings belongings = person -> {};

    Household(Access access, People people, InstantSource clock, LongSupplier nanoTime) {
        this.access = access;
        this.people = people;
        this.clock = clock;
        this.byPeer = new Throttle(10, Duration.ofMinutes(15), nanoTime);
    }

    /** What others keep by a person's id, which must not become somebody else's who has the id later. */
    public interface Belongings {
        /** Forgets all of a person's; durable when this returns. */
        void forget(Person person) throws IOException;
    }

    /** Says what is to be forgotten of whoever leaves, and of whoever had the id before somebody who joins. */
    public void belongings(Belongings kept) {
        belongings = kept;
    }

    /**
     * Somebody as the owner sees them.
     *
     * @param person who
     * @param joined whether the first invitation was taken up
     * @param invitedUntil when the open invitation ends, if there is one
     * @param leaving whether they were removed, and their files are still to be moved
     */
    public record Seen(Person person, boolean joined, Optional<Instant> invitedUntil, boolean leaving) {}

    /**
     * An invitation.
     *
     * @param token what the link carries; it is told this once
     * @param seen who is invited
     */
    public record Invitation(String token, Seen seen) {}

    /** Returns everybody, in the order in which they were invited. */
    public List<Seen> all() {
        return people.members().stream().map(this::seen).toList();
    }

    private Seen seen(Member member) {
        boolean open = !member.invitation().isEmpty() && clock.instant().isBefore(member.invitedUntil());
        return new Seen(
                member.person(),
                member.joined(),
                open ? Optional.of(member.invitedUntil()) : Optional.empty(),
                member.leaving());
    }

    /** Returns somebody who may come in now. */
    Optional<Person> person(String id) {
        return people.member(id).filter(this::welcome).map(Member::person);
    }

    /** Returns whoever has this id and may come in now, the owner too. */
    public Optional<Person> anybody(String id) {
        Person owner = access.owner();
        return id.isEmpty() || id.equals(owner.id()) ? Optional.of(owner) : person(id);
    }

    Optional<Person> named(String name) {
        return people.find(member ->
                        welcome(member) && Access.sameName(member.person().name(), name))
                .map(Member::person);
    }

    private boolean welcome(Member member) {
        return member.joined() && !member.leaving() && !expired(member.person());
    }

    /** Returns whether somebody's time is over. */
    public boolean expired(Person person) {
        return person.expired(clock.instant());
    }

    /** Returns the passphrase's hash; empty when there is none, or nobody. */
    String passphraseOf(Person person) {
        return people.member(person.id()).map(Member::passphrase).orElse("");
    }

    /** Replaces the passphrase that has the hash that was proved; problem 403 when it is another one by now. */
    synchronized void changePassphrase(Person person, String proved, String hash) throws IOException {
        Member member = require(person.id());
        if (!member.passphrase().equals(proved)) {
            throw Access.notYours();
        }
        people.put(member.withPassphrase(hash));
    }

    private Member require(String id) {
        return people.member(id)
                .orElseThrow(() -> new Problem(404, "There is nobody of this name here. They may have been removed."));
    }

    /**
     * Invites somebody; durable when this returns.
     *
     * @param draft its id does not matter
     * @param taken which folders are taken below {@code /data/files}
     * @throws Problem 409 when somebody has the name, 422 when something cannot be used
     */
    public synchronized Invitation invite(Caller caller, Person draft, Predicate<String> taken) throws IOException {
        ClaimForm.requireName("name", draft.name());
        boolean known = Access.sameName(access.owner().name(), draft.name())
                || people.find(one -> Access.sameName(one.person().name(), draft.name()))
                        .isPresent();
        if (known) {
            throw new Problem(409, "Somebody is called so already. Choose a name that tells them apart.");
        }
        String id = freeId(ClaimForm.spaceOf(draft.name()), taken);
        Person person = new Person(id, draft.name().strip(), draft.role(), draft.expires(), draft.quotaBytes());
        Invitation made = invitation(new Member(person, "", "", Instant.EPOCH, false));
        access.audit().note(Event.PERSON_INVITED, caller, person.name());
        return made;
    }

    /** Invites somebody once more: to begin with, or because the passphrase is forgotten. The link before no longer works. */
    public synchronized Invitation inviteAgain(Caller caller, String id) throws IOException {
        Member member = require(id);
        requireStays(member);
        Invitation made = invitation(member);
        access.audit().note(Event.PERSON_INVITED, caller, member.person().name());
        return made;
    }

    private static void requireStays(Member member) {
        if (member.leaving()) {
            throw new Problem(409, "This person was removed. Remove them once more to move their files.");
        }
    }

    private Invitation invitation(Member member) throws IOException {
        String token = Secrets.newToken(random);
        Member invited = member.invited(Secrets.hash(token), clock.instant().plus(INVITED));
        people.put(invited);
        return new Invitation(token, seen(invited));
    }

    private String freeId(String wanted, Predicate<String> taken) {
        for (int number = 1; ; number++) {
            String ending = number == 1 ? "" : "-" + number;
            String id = wanted.substring(0, Math.min(wanted.length(), MAX_ID - ending.length())) + ending;
            boolean free = !taken.test(id)
                    && !id.equals(access.owner().id())
                    && people.member(id).isEmpty()
                    && people.folder(id).isEmpty();
            if (free) {
                return id;
            }
        }
    }

    /** Returns whom a link invites; problem 404 when it invites nobody, or no longer, 429 after many wrong ones. */
    public Person invited(String peer, String token) {
        return requireInvited(peer, token).person();
    }

    private Member requireInvited(String peer, String token) {
        String key = Peers.key(peer);
        byPeer.require(key);
        String hash = Secrets.looksLikeToken(token) ? Secrets.hash(token) : "";
        Instant now = clock.instant();
        Optional<Member> found = people.find(member -> !member.leaving()
                && member.invitation().equals(hash)
                && now.isBefore(member.invitedUntil())
                && !member.person().expired(now));
        if (hash.isEmpty() || found.isEmpty()) {
            byPeer.fail(key);
            throw new Problem(
                    404,
                    "This invitation leads nowhere. It was used already, is too old, or was not copied whole. Ask for another.");
        }
        return found.get();
    }

    /**
     * Takes an invitation up: sets the passphrase, ends what sessions there were, signs in.
     *
     * @throws Problem 404 when the link invites nobody, 422 when the passphrase is too weak, 429 too early
     */
    public Access.Entrance join(Caller caller, String token, String passphrase) throws IOException {
        Member before = requireInvited(caller.peer(), token);
        new ClaimForm("", "plug", before.person().name(), passphrase).requireValid();
        String hash = access.hash(passphrase);
        synchronized (this) {
            Member member = requireInvited(caller.peer(), token);
            access.shutOut(member.person());
            if (!member.joined()) {
                belongings.forget(member.person());
            }
            people.put(member.withPassphrase(hash));
            // Once more: until now the passphrase of before made sessions.
            access.endSessions(member.person());
        }
        return access.enter(caller, before.person(), hash, Event.PERSON_JOINED);
    }

    /** Changes what somebody may do: {@code changed} has the id of who it is; name and role stay. Problem 404. */
    public synchronized Seen change(Caller caller, Person changed) throws IOException {
        Member member = require(changed.id());
        requireStays(member);
        Person now = new Person(
                changed.id(), member.person().name(), member.person().role(), changed.expires(), changed.quotaBytes());
        people.put(member.with(now));
        access.audit().note(Event.PERSON_CHANGED, caller, now.name());
        return seen(member.with(now));
    }

    /**
     * Puts somebody back whom a backup remembers, with name, folder and limits, and without a way in: that is a new invitation's to give.
     * Durable when this returns.
     *
     * @return whether the folder is this person's now; not when the name or the folder is somebody else's, or they are about to leave
     */
    public synchronized boolean bringBack(Caller caller, Person person) throws IOException {
        Optional<Member> there = people.member(person.id());
        if (there.isPresent()) {
            return !there.get().leaving()
                    && Access.sameName(there.get().person().name(), person.name());
        }
        boolean taken = person.id().equals(access.owner().id())
                || Access.sameName(access.owner().name(), person.name())
                || people.folder(person.id()).isPresent()
                || people.find(one -> Access.sameName(one.person().name(), person.name()))
                        .isPresent();
        if (taken) {
            return false;
        }
        ClaimForm.requireName("name", person.name());
        people.put(new Member(person, "", "", Instant.EPOCH, false));
        access.audit().note(Event.PERSON_CHANGED, caller, person.name());
        return true;
    }

    /** Returns somebody by id; problem 404. */
    public Seen find(String id) {
        return seen(require(id));
    }

    /** Lets somebody in no more; afterwards their files are moved, then {@link #forget} ends it. Problem 404. */
    public synchronized Person leave(Caller caller, String id) throws IOException {
        Member member = require(id);
        if (!member.leaving()) {
            people.put(member.left());
            access.audit().note(Event.PERSON_REMOVED, caller, member.person().name());
        }
        access.shutOut(member.person());
        belongings.forget(member.person());
        return member.person();
    }

    /** Forgets somebody whose files have been moved. */
    public void forget(String id) throws IOException {
        people.remove(id);
    }

    /** Returns what people have in common on the plug's own disk. */
    public List<CommonFolder> folders() {
        return people.folders().stream()
                .filter(folder -> !folder.id().startsWith(Storage.DISK))
                .toList();
    }

    /** Returns who has the files of another disk, by the name of its space; it may be away. */
    public Optional<CommonFolder> disk(String account) {
        return account.startsWith(Storage.DISK) ? people.folder(account) : Optional.empty();
    }

    /** Returns a common folder on the plug's own disk; problem 404. */
    public CommonFolder folder(String id) {
        return people.folder(id)
                .filter(folder -> !id.startsWith(Storage.DISK))
                .orElseThrow(() -> new Problem(404, "There is no such shared folder, or no longer."));
    }

    /**
     * Makes or changes a common folder; durable when this returns.
     *
     * @param wanted with an empty id it is new
     * @throws Problem 404 when there is no such folder or person, 409 when another has the name
     */
    public synchronized CommonFolder share(Caller caller, CommonFolder wanted, Predicate<String> taken)
            throws IOException {
        for (String id : wanted.people().keySet()) {
            if (!id.equals(access.owner().id())) {
                requireStays(require(id));
            }
        }
        requireFreeName(wanted.id(), wanted.name());
        String id = wanted.id().isEmpty() ? freeId(SHARED + ClaimForm.spaceOf(wanted.name()), taken) : wanted.id();
        CommonFolder kept = new CommonFolder(id, wanted.name(), guarded(wanted.people()), wanted.quotaBytes());
        people.put(kept);
        access.audit().note(Event.FOLDER_SHARED, caller, kept.name());
        return kept;
    }

    /** Checks that no other common folder, on whichever disk, has a name; problem 409. */
    public void requireFreeName(String id, String name) {
        boolean doubled =
                people.folders().stream().anyMatch(one -> !one.id().equals(id) && Access.sameName(one.name(), name));
        if (doubled) {
            throw new Problem(409, "Another shared folder is called so. Choose another name.");
        }
    }

    /** A guest changes nothing, whatever was ticked. */
    private Map<String, Boolean> guarded(Map<String, Boolean> wanted) {
        Map<String, Boolean> rights = new java.util.LinkedHashMap<>();
        wanted.forEach((id, writes) -> {
            boolean guest = people.member(id)
                    .filter(member -> member.person().role() == Person.Role.GUEST)
                    .isPresent();
            rights.put(id, writes && !guest);
        });
        return rights;
    }

    /** Ends a common folder: nobody has it any more, its files are where they are. Problem 404. */
    public synchronized CommonFolder empty(Caller caller, String id) throws IOException {
        CommonFolder folder = folder(id);
        people.put(new CommonFolder(id, folder.name(), Map.of(), folder.quotaBytes()));
        access.audit().note(Event.FOLDER_UNSHARED, caller, folder.name());
        return folder;
    }

    /** Forgets a common folder whose files have been moved. */
    public void forgetFolder(String id) throws IOException {
        people.removeFolder(id);
    }
}
