// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.http.Problem;

/** A place as the owner writes it down, and how it is told. */
final class PlaceForm {
    private static final int MAX_TEXT = 1024;

    /** Megabits a second. The engine gives up lines that are slower than 0.13. */
    private static final double LEAST_LIMIT = 0.2;

    private static final double MOST_LIMIT = 10_000;

    /** Days for which a bucket is told to keep what it has; the engine's own bounds (ObjectLock). */
    private static final long LEAST_LOCK = 7;

    private static final long MOST_LOCK = 365;

    private static final List<String> TEXTS = List.of(
            "kind",
            "path",
            DiskPlaces.DISK,
            DiskPlaces.NAME,
            "host",
            "user",
            "folder",
            "hostKey",
            "url",
            "region",
            "bucket",
            "prefix");

    private PlaceForm() {}

    /** Reads the form of a place: no secret in it. @throws Problem 422 with what is missing or wrong */
    static Map<String, Object> read(Map<String, Object> form) {
        List<Problem.Field> wrong = new ArrayList<>();
        Map<String, Object> place = new LinkedHashMap<>();
        for (String name : TEXTS) {
            String text = Shape.text(form, name).strip();
            if (text.length() > MAX_TEXT) {
                wrong.add(new Problem.Field(name, "This is too long."));
            } else if (!text.isEmpty()) {
                place.put(name, text);
            }
        }
        if (form.get("port") instanceof Number port) {
            place.put("port", port.longValue());
        }
        double limit = limit(form);
        if (limit > 0) {
            place.put("limitMbit", limit);
        }
        if (Shape.flag(form, "pathStyle")) {
            place.put("pathStyle", true);
        }
        lock(form, place, wrong);
        for (String name : needed(Shape.text(place, "kind"))) {
            if (!place.containsKey(name)) {
                wrong.add(new Problem.Field(name, "This is needed."));
            }
        }
        if (!wrong.isEmpty()) {
            throw new Problem(422, "Something is missing. Look at what is marked.", wrong);
        }
        return place;
    }

    /** How long a bucket keeps what is written there, whoever asks for its deletion. */
    private static void lock(Map<String, Object> form, Map<String, Object> place, List<Problem.Field> wrong) {
        long days = Shape.number(form, "lockDays", 0);
        if (days == 0) {
            return;
        }
        if (days < LEAST_LOCK || days > MOST_LOCK || !Shape.text(place, "kind").equals("s3")) {
            wrong.add(new Problem.Field("lockDays", "From 7 to 365 days, and at S3 places alone."));
        }
        String mode = Shape.text(form, "lockMode");
        if (!List.of("", "compliance", "governance").contains(mode)) {
            wrong.add(new Problem.Field("lockMode", "This is compliance or governance."));
        }
        place.put("lockDays", days);
        place.put("lockMode", mode.isEmpty() ? "compliance" : mode);
    }

    private static List<String> needed(String kind) {
        return switch (kind) {
            case "folder" -> List.of("path");
            case "sftp" -> List.of("host", "user", "folder");
            case "rest", "webdav" -> List.of("url");
            case "s3" -> List.of("url", "region", "bucket", "user");
            default -> throw new Problem(422, "The kind of place must be folder, sftp, rest, webdav or s3.");
        };
    }

    /** How much a place may get and give in a second, in Mbit; 0 without a limit. @throws Problem 422 */
    static double limit(Map<String, Object> form) {
        double limit = form.get("limitMbit") instanceof Number n ? n.doubleValue() : 0;
        boolean sane = limit == 0 || limit >= LEAST_LIMIT && limit <= MOST_LIMIT;
        if (!sane) {
            throw new Problem(
                    422,
                    "A limit is from 0.2 to 10000 Mbit/s, or 0 for none.",
                    List.of(new Problem.Field("limitMbit", "From 0.2 to 10000, or 0 for none.")));
        }
        return limit;
    }

    /** The place for people: no secret in it. */
    static String where(Map<String, Object> place) {
        String disk = Shape.text(place, DiskPlaces.NAME);
        return disk.isEmpty() ? address(place) : DiskPlaces.where(disk);
    }

    /** What it is called when its owner does not say. */
    static String called(Map<String, Object> place) {
        String disk = Shape.text(place, DiskPlaces.NAME);
        return disk.isEmpty() ? address(place) : disk;
    }

    /** Which place it is: no two of a backup have the same. */
    static String address(Map<String, Object> place) {
        return switch (Shape.text(place, "kind")) {
            case "folder" -> Shape.text(place, "path");
            case "sftp" ->
                "sftp://" + Shape.text(place, "user") + "@" + Shape.text(place, "host") + ":"
                        + Shape.number(place, "port", 22) + "/" + Shape.text(place, "folder");
            case "s3" ->
                Shape.text(place, "url") + "/" + Shape.text(place, "bucket") + "/" + Shape.text(place, "prefix");
            default -> Shape.text(place, "url");
        };
    }
}
