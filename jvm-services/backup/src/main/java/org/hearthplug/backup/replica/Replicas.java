// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.io.InputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.hearthplug.backup.AuditReport;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.RepairReport;
import org.hearthplug.backup.ReplicaOptions;
import org.hearthplug.backup.ReplicaSet;
import org.hearthplug.backup.SyncReport;
import org.hearthplug.backup.TargetHealth;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** Several targets as one. */
public final class Replicas implements ReplicaSet {
    private final List<Member> members;
    private final ReplicaOptions options;
    private final Clock clock;

    /** @param targets nearest first, of the same repository */
    public Replicas(List<Target> targets, ReplicaOptions options, Clock clock) {
        if (targets.isEmpty() || options.minCopies() > targets.size()) {
            throw new BackupException(BackupException.Kind.INVALID, "fewer targets than copies asked for");
        }
        this.members = targets.stream()
                .map(t -> new Member(t, new MemberState(options.state(), t.name()), clock))
                .toList();
        this.options = options;
        this.clock = clock;
    }

    @Override
    public String name() {
        return String.join(" + ", members.stream().map(m -> m.target().name()).toList());
    }

    private List<Member> current() {
        List<Member> current = members.stream().filter(Member::current).toList();
        if (current.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.UNREACHABLE, "no target is up to date and answers: " + errors());
        }
        return current;
    }

    private String errors() {
        return String.join(
                "; ",
                health().stream()
                        .map(h -> h.target() + " " + h.state() + " " + h.lastError())
                        .toList());
    }

    @Override
    public void prepare() {
        onEach(Target::prepare);
        settle();
    }

    private void onEach(Consumer<Target> work) {
        for (Member m : current()) {
            m.submit(() -> work.accept(m.target()), () -> {}, 0);
        }
    }

    @Override
    public void write(FileRef file, Content content) {
        List<Member> takers = takers(content.length());
        Kept kept = Kept.of(content, takers.size());
        for (Member m : takers) {
            Content bytes = kept == null ? content : kept.content();
            m.submit(() -> m.target().write(file, bytes), kept == null ? () -> {} : kept::release, content.length());
        }
        if (kept == null) {
            settle();
        }
    }

    /** The targets that take the next file: those with room. Others fall behind as soon as one can go on. */
    private List<Member> takers(long bytes) {
        while (true) {
            List<Member> current = current();
            List<Member> free = current.stream().filter(m -> m.room(bytes)).toList();
            if (free.size() == current.size()) {
                return free;
            }
            if (free.size() >= options.minCopies()) {
                current.stream()
                        .filter(m -> !free.contains(m))
                        .forEach(m -> m.state().behind(true));
                return free;
            }
            try {
                current.getFirst().awaitChange(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupException(BackupException.Kind.CANCELLED, "interrupted while targets were writing", e);
            }
        }
    }

    @Override
    public void settle() {
        members.forEach(Member::await);
        long whole = members.stream().filter(Member::current).count();
        if (whole < options.minCopies()) {
            throw new BackupException(
                    BackupException.Kind.UNREACHABLE,
                    whole + " of " + options.minCopies() + " wanted targets have everything: " + errors());
        }
    }

    @Override
    public void delete(FileRef file) {
        for (Member m : members) {
            if (m.current()) {
                boolean[] done = {false};
                m.submit(() -> done[0] = deleted(m, file), () -> rememberUnless(done[0], m, file), 0);
            } else {
                m.state().missedDelete(file);
            }
        }
        if (file.type() == FileType.LOCK) {
            members.forEach(Member::await);
        }
    }

    /** A target that is append-only keeps the file, and is none the worse: that it is not wanted any more is remembered. */
    private static boolean deleted(Member m, FileRef file) {
        try {
            m.target().delete(file);
            return true;
        } catch (BackupException e) {
            if (e.is(BackupException.Kind.REFUSED)) {
                return false;
            }
            throw e;
        }
    }

    private static void rememberUnless(boolean done, Member m, FileRef file) {
        if (!done) {
            m.state().missedDelete(file);
        }
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        return firstThatAnswers(t -> t.open(file, offset, length));
    }

    @Override
    public long size(FileRef file) {
        return firstThatAnswers(t -> t.size(file));
    }

    private <T> T firstThatAnswers(Function<Target, T> question) {
        BackupException first = null;
        for (Member m : readOrder()) {
            try {
                T answer = question.apply(m.target());
                m.succeeded();
                return answer;
            } catch (BackupException e) {
                m.readFailed(e);
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first == null
                ? new BackupException(BackupException.Kind.UNREACHABLE, "no target answers: " + errors())
                : first;
    }

    private List<Member> readOrder() {
        members.forEach(Member::await);
        return Stream.concat(
                        members.stream().filter(Member::current),
                        members.stream().filter(m -> !m.current() && !m.down()))
                .toList();
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        if (type != FileType.LOCK) {
            firstThatAnswers(t -> {
                        Map<FileRef, Long> all = new HashMap<>();
                        t.list(type, all::put);
                        return all;
                    })
                    .forEach(visitor::accept);
            return;
        }
        // Somebody's lock on one of the targets is a lock on all of them.
        Map<FileRef, Long> locks = new HashMap<>();
        for (Member m : readOrder()) {
            try {
                m.target().list(type, locks::put);
            } catch (BackupException e) {
                m.readFailed(e);
            }
        }
        locks.forEach(visitor::accept);
    }

    @Override
    public List<Target> copies() {
        return readOrder().stream().map(Member::target).toList();
    }

    @Override
    public List<TargetHealth> health() {
        long since = today() - options.auditPeriod().toDays();
        return members.stream().map(m -> m.health(since)).toList();
    }

    private long today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    }

    @Override
    public void retry() {
        members.forEach(Member::tryAgain);
    }

    @Override
    public SyncReport synchronise(Progress progress) {
        members.forEach(Member::await);
        retry();
        return new Synchroniser(members, options.state(), progress).run();
    }

    @Override
    public AuditReport audit(long budgetBytes, Progress progress) {
        long today = today();
        Auditor auditor =
                new Auditor(budgetBytes, today, today - options.auditPeriod().toDays(), progress);
        List<AuditReport.Line> lines = new ArrayList<>();
        var wanted = auditor.wanted(members);
        for (Member m : members) {
            lines.add(auditor.audit(m, wanted));
        }
        return new AuditReport(clock.instant(), lines);
    }

    @Override
    public RepairReport repair(boolean readData, Progress progress) {
        members.forEach(Member::await);
        retry();
        return new Repairer(members, options.state(), readData, progress).run();
    }

    @Override
    public void close() {
        members.forEach(m -> m.target().close());
    }
}
