// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hearthplug.storage.StorageException.Kind;

/** One person's files with folders of others at the top. Each question goes to the space that has the answer, if the person may ask it. */
final class SharedSpace extends Space {
    private final Space own;
    private final List<SharedFolder> shared;
    private final boolean writable;

    /** An entry's place: the space that holds it, and where in it. */
    private record Spot(Space space, FilePath path, boolean writable, boolean top) {}

    SharedSpace(Space own, List<SharedFolder> shared, boolean writable) {
        super(own);
        this.own = own;
        this.shared = List.copyOf(shared);
        this.writable = writable;
    }

    private Spot at(FilePath path) {
        if (!path.isRoot()) {
            for (SharedFolder folder : shared) {
                if (folder.name().equals(path.names().getFirst())) {
                    FilePath inner =
                            new FilePath(path.names().subList(1, path.names().size()));
                    return new Spot(folder.space(), inner, folder.writable(), inner.isRoot());
                }
            }
        }
        return new Spot(own, path, writable, false);
    }

    /** Returns whose past holds a path; only of what this person may change. */
    SharedPast.Then then(FilePath path) throws StorageException {
        Spot spot = changing(path);
        return new SharedPast.Then(spot.space.past(), spot.path);
    }

    @Override
    public Past past() {
        return new SharedPast(this, own.past());
    }

    @Override
    Storage storageAt(FilePath path) {
        Spot spot = at(path);
        return spot.space == own ? super.storageAt(path) : spot.space.storageAt(spot.path);
    }

    @Override
    public long spareBytes(FilePath path) throws StorageException {
        Spot spot = at(path);
        return spot.space == own ? super.spareBytes(path) : spot.space.spareBytes();
    }

    @Override
    public long usedBytes(FilePath path) throws StorageException {
        Spot spot = at(path);
        return spot.space == own ? super.usedBytes(path) : spot.space.usedBytes();
    }

    private Spot changing(FilePath path) throws StorageException {
        Spot spot = at(path);
        if (!spot.writable) {
            throw new StorageException(
                    Kind.REFUSED, "You may look at this, not change it. Ask the plug's owner if you need to.");
        }
        return spot;
    }

    private Spot removing(FilePath path) throws StorageException {
        Spot spot = changing(path);
        if (spot.top) {
            throw new StorageException(
                    Kind.REFUSED,
                    path + " is shared with you and stays where it is. The plug's owner can change that.");
        }
        return spot;
    }

    @Override
    public Page list(FilePath path, String after, int limit) throws StorageException {
        if (!path.isRoot()) {
            Spot spot = at(path);
            return spot.space.list(spot.path, after, limit);
        }
        Page page = own.list(path, after, limit);
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : page.entries()) {
            if (shared.stream().noneMatch(folder -> folder.name().equals(entry.name()))) {
                entries.add(entry);
            }
        }
        for (SharedFolder folder : shared) {
            boolean onThisPage =
                    page.next().isEmpty() || folder.name().compareTo(page.next().get()) <= 0;
            if (folder.name().compareTo(after) > 0 && onThisPage) {
                topIfThere(folder).ifPresent(entries::add);
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        if (entries.size() <= limit) {
            return new Page(entries, page.next());
        }
        List<Entry> first = entries.subList(0, limit);
        return new Page(first, Optional.of(first.getLast().name()));
    }

    /** A disk that was pulled this moment keeps nobody from the other files. */
    private static Optional<Entry> topIfThere(SharedFolder folder) throws StorageException {
        try {
            return Optional.of(top(folder));
        } catch (StorageException e) {
            if (folder.space().account().startsWith(Storage.DISK)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Entry top(SharedFolder folder) throws StorageException {
        Entry root = folder.space().stat(FilePath.ROOT);
        return new Entry(
                folder.name(),
                Entry.Type.FOLDER,
                0,
                root.modified(),
                folder.space().account());
    }

    @Override
    public void visit(FilePath path, Consumer<Entry> visitor) throws StorageException {
        if (!path.isRoot()) {
            Spot spot = at(path);
            spot.space.visit(spot.path, visitor);
            return;
        }
        own.visit(path, entry -> {
            if (shared.stream().noneMatch(folder -> folder.name().equals(entry.name()))) {
                visitor.accept(entry);
            }
        });
        for (SharedFolder folder : shared) {
            topIfThere(folder).ifPresent(visitor);
        }
    }

    @Override
    public void visit(FilePath path, Collection<String> names, Consumer<Entry> visitor) throws StorageException {
        if (!path.isRoot()) {
            Spot spot = at(path);
            spot.space.visit(spot.path, names, visitor);
            return;
        }
        List<String> others = new ArrayList<>(names);
        for (SharedFolder folder : shared) {
            if (others.remove(folder.name())) {
                visitor.accept(top(folder));
            }
        }
        own.visit(path, others, visitor);
    }

    @Override
    public Entry stat(FilePath path) throws StorageException {
        for (SharedFolder folder : shared) {
            if (path.names().equals(List.of(folder.name()))) {
                return top(folder);
            }
        }
        Spot spot = at(path);
        return spot.space.stat(spot.path);
    }

    @Override
    public Optional<Entry> find(FilePath path) throws StorageException {
        for (SharedFolder folder : shared) {
            if (path.names().equals(List.of(folder.name()))) {
                return Optional.of(top(folder));
            }
        }
        Spot spot = at(path);
        return spot.space.find(spot.path);
    }

    @Override
    public OpenFile open(FilePath path) throws StorageException {
        Spot spot = at(path);
        return spot.space.open(spot.path);
    }

    @Override
    public Upload upload(FilePath path, Condition condition, long length) throws StorageException {
        Spot spot = changing(path);
        if (spot.top) {
            throw Failures.exists(path);
        }
        return spot.space.upload(spot.path, condition, length);
    }

    @Override
    Upload.Stored place(FilePath path, Condition condition, Folder halves, String half, boolean dressed)
            throws IOException {
        Spot spot = changing(path);
        if (spot.top) {
            throw Failures.exists(path);
        }
        return spot.space.place(spot.path, condition, halves, half, dressed);
    }

    @Override
    public Entry makeFolder(FilePath path) throws StorageException {
        Spot spot = changing(path);
        if (!spot.top) {
            requireOtherName(path);
        }
        return spot.space.makeFolder(spot.path);
    }

    /** A name that differs from a shared folder's in capitals only would be taken for it. */
    private void requireOtherName(FilePath path) throws StorageException {
        if (path.names().size() == 1
                && shared.stream()
                        .anyMatch(folder -> Names.foldingKey(folder.name()).equals(Names.foldingKey(path.name())))) {
            throw new StorageException(
                    Kind.NAME_CONFLICT, path + " looks like a folder that is shared with you. Choose another name.");
        }
    }

    @Override
    public Entry move(FilePath from, FilePath to, boolean replace) throws StorageException {
        Spot source = removing(from);
        Spot target = changing(to);
        if (target.top) {
            throw Failures.exists(to);
        }
        requireOtherName(to);
        return Transfer.move(source.space, source.path, target.space, target.path, replace);
    }

    @Override
    public Entry copy(FilePath from, FilePath to, boolean deep, boolean replace) throws StorageException {
        Spot source = at(from);
        Spot target = changing(to);
        if (target.top || source.top) {
            throw source.top ? wholeFolder() : Failures.exists(to);
        }
        requireOtherName(to);
        return Transfer.copy(source.space, source.path, target.space, target.path, deep, replace);
    }

    private static StorageException wholeFolder() {
        return new StorageException(Kind.REFUSED, "A shared folder cannot be copied as a whole. Copy what is in it.");
    }

    @Override
    public Optional<String> note(FilePath path) throws StorageException {
        Spot spot = at(path);
        return spot.space.note(spot.path);
    }

    @Override
    public void setNote(FilePath path, String text) throws StorageException {
        Spot spot = changing(path);
        spot.space.setNote(spot.path, text);
    }

    @Override
    public void setModified(FilePath path, Instant time) throws StorageException {
        Spot spot = removing(path);
        spot.space.setModified(spot.path, time);
    }

    @Override
    public BinItem delete(FilePath path) throws StorageException {
        Spot spot = removing(path);
        return spot.space.delete(spot.path);
    }

    @Override
    public BinPage bin(String before, int limit) throws StorageException {
        BinPage mine = own.bin(before, limit);
        List<BinItem> items = new ArrayList<>(mine.items());
        int count = mine.count();
        boolean more = mine.next().isPresent();
        for (SharedFolder folder : shared) {
            if (folder.writable()) {
                BinPage theirs = folder.space().bin(before, limit);
                theirs.items().forEach(item -> items.add(item.at(below(folder, item.path()))));
                count += theirs.count();
                more |= theirs.next().isPresent();
            }
        }
        items.sort(Comparator.comparing(BinItem::id, Bin.BY_TIME).reversed());
        List<BinItem> shown = items.subList(0, Math.min(limit, items.size()));
        more |= shown.size() < items.size();
        return new BinPage(
                shown,
                count,
                more && !shown.isEmpty() ? Optional.of(shown.getLast().id()) : Optional.empty());
    }

    @Override
    public int emptyBin(String latest, int limit) throws StorageException {
        int left = own.emptyBin(latest, limit);
        for (SharedFolder folder : shared) {
            if (folder.writable()) {
                left += folder.space().emptyBin(latest, limit);
            }
        }
        return left;
    }

    private static FilePath below(SharedFolder folder, FilePath path) {
        List<String> names = new ArrayList<>(List.of(folder.name()));
        names.addAll(path.names());
        return new FilePath(names);
    }

    @Override
    public FilePath restore(String id) throws StorageException {
        for (SharedFolder folder : shared) {
            if (folder.writable() && folder.space().binHolds(id)) {
                return below(folder, folder.space().restore(id));
            }
        }
        return own.restore(id);
    }

    @Override
    public void purge(String id) throws StorageException {
        for (SharedFolder folder : shared) {
            if (folder.writable() && folder.space().binHolds(id)) {
                folder.space().purge(id);
                return;
            }
        }
        own.purge(id);
    }

    @Override
    public FilePath placed(FilePath path) {
        Spot spot = at(path);
        return spot.space == own ? super.placed(path) : spot.space.placed(spot.path);
    }

    @Override
    public Optional<FilePath> shown(FilePath placed) {
        for (SharedFolder folder : shared) {
            Optional<FilePath> inner = folder.space().shown(placed);
            if (inner.isPresent()) {
                return Optional.of(below(folder, inner.get()));
            }
        }
        return super.shown(placed);
    }

    /** Returns the parts that are indexed apart, this person's own first. */
    @Override
    public List<SharedFolder> parts() {
        List<SharedFolder> parts = new ArrayList<>(List.of(new SharedFolder("", own, writable)));
        parts.addAll(shared);
        return parts;
    }
}
