// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.SharedFolder;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.index.Answer;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.storage.index.Match;
import org.hearthplug.storage.index.Picture;
import org.hearthplug.storage.index.Song;

/** Questions to the index about one's own files and the folders that one has in common with others, answered as one. */
final class Everything {
    /** Which part a place in the list of music is in, and where there: {@code part * PART + place}. */
    static final int PART = 1_000_000;

    private final FileIndex index;

    Everything(FileIndex index) {
        this.index = index;
    }

    /** Where something is: the part that is indexed, and the path in it. */
    record Spot(SharedFolder part, FilePath path) {}

    static Spot spot(Space space, FilePath path) {
        List<SharedFolder> parts = space.parts();
        if (!path.isRoot()) {
            for (SharedFolder part : parts) {
                if (part.name().equals(path.names().getFirst())) {
                    return new Spot(
                            part,
                            new FilePath(path.names().subList(1, path.names().size())));
                }
            }
        }
        return new Spot(parts.getFirst(), path);
    }

    static FilePath outer(SharedFolder part, FilePath path) {
        if (part.name().isEmpty()) {
            return path;
        }
        List<String> names = new ArrayList<>(List.of(part.name()));
        names.addAll(path.names());
        return new FilePath(names);
    }

    boolean complete(Space space) {
        return space.parts().stream().allMatch(part -> index.upToDate(part.space()));
    }

    Answer search(Space space, String words, FilePath under, int limit) throws StorageException {
        if (!under.isRoot()) {
            Spot spot = spot(space, under);
            Answer answer = index.search(spot.part().space(), words, spot.path(), limit);
            return new Answer(outer(spot.part(), answer.matches()), answer.more(), answer.complete());
        }
        List<Match> all = new ArrayList<>();
        boolean more = false;
        boolean complete = true;
        for (SharedFolder part : space.parts()) {
            Answer answer = index.search(part.space(), words, FilePath.ROOT, limit);
            all.addAll(outer(part, answer.matches()));
            more |= answer.more();
            complete &= answer.complete();
        }
        return new Answer(all.size() > limit ? all.subList(0, limit) : all, more || all.size() > limit, complete);
    }

    private static List<Match> outer(SharedFolder part, List<Match> matches) {
        return matches.stream()
                .map(match -> new Match(outer(part, match.path()), match.entry()))
                .toList();
    }

    List<Picture> pictures(Space space, Optional<String> before, int limit) throws IOException {
        List<Picture> all = new ArrayList<>();
        for (SharedFolder part : space.parts()) {
            for (Picture one : index.pictures(part.space(), before, limit)) {
                all.add(outer(part, one));
            }
        }
        // As each part is sorted: by time, then by the number behind the point of the key.
        all.sort(Comparator.comparingLong(Picture::takenMillis)
                .thenComparingLong(Everything::number)
                .reversed());
        return all.size() > limit ? all.subList(0, limit) : all;
    }

    static Picture outer(SharedFolder part, Picture one) {
        return new Picture(
                one.key(),
                outer(part, one.path()),
                one.film(),
                one.takenMillis(),
                one.width(),
                one.height(),
                one.seconds(),
                one.bytes(),
                one.preview());
    }

    private static long number(Picture picture) {
        return Long.parseLong(picture.key().substring(picture.key().indexOf('.') + 1));
    }

    Map<String, Integer> months(Space space) throws IOException {
        Map<String, Integer> sums = new TreeMap<>(Comparator.reverseOrder());
        for (SharedFolder part : space.parts()) {
            index.months(part.space()).forEach((month, count) -> sums.merge(month, count, Integer::sum));
        }
        return new LinkedHashMap<>(sums);
    }

    /** Answers part after part, each sorted: a page of songs and where the next one begins, if there is one. */
    Optional<Integer> songs(Space space, int from, int limit, List<Song> found) throws IOException {
        List<SharedFolder> parts = space.parts();
        int part = from / PART;
        if (part >= parts.size()) {
            return Optional.empty();
        }
        for (Song one : index.songs(parts.get(part).space(), from % PART, limit)) {
            found.add(new Song(
                    outer(parts.get(part), one.path()),
                    one.title(),
                    one.artist(),
                    one.album(),
                    one.track(),
                    one.albumArtist(),
                    one.disc(),
                    one.cover(),
                    one.seconds()));
        }
        if (found.size() == limit && from % PART + limit < PART) {
            return Optional.of(from + limit);
        }
        return part + 1 < parts.size() ? Optional.of((part + 1) * PART) : Optional.empty();
    }
}
