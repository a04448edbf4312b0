// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.http.Problem;

/** What the wizard does: places, words, schedule. */
final class Setup {
    private static final int MAX_TARGETS = 8;

    private final Desk desk;

    Setup(Desk desk) {
        this.desk = desk;
    }

    /** Returns the words; makes them at the first call. */
    String words() throws IOException {
        return desk.with(book -> {
            if (book.words().isEmpty()) {
                book.words(RecoveryWords.make());
            }
            return book.words();
        });
    }

    /** Looks at a place, without keeping anything. */
    Map<String, Object> probe(Map<String, Object> form) throws IOException {
        Map<String, Object> place = PlaceForm.read(form);
        return desk.ask("probe", desk.with(b -> b.whole(place, secret(form))));
    }

    /** Adds a place and starts to bring it up to date. @throws Problem 409 when it holds somebody else's repository */
    void add(Map<String, Object> form) throws IOException {
        String words = words();
        Map<String, Object> place = PlaceForm.read(form);
        requireNew(place);
        Map<String, Object> asked = desk.with(b -> b.whole(place, secret(form)));
        asked.put("make", true);
        Map<String, Object> found = desk.ask("probe", asked, words);
        requireKnownServer(found);
        if ("foreign".equals(found.get("holds"))) {
            throw new Problem(
                    409,
                    "There is another backup already, which these recovery words do not open. Choose an empty folder, or"
                            + " use that backup's own words.");
        }
        desk.idle(b -> {
            requireNew(place);
            if (!b.words().equals(words)) {
                throw new Problem(409, "The recovery words were changed meanwhile. Load the page again.");
            }
            b.add(target(place, form), secret(form));
            desk.start("init");
            return null;
        });
    }

    /** Takes over a backup that a plug made before. @throws Problem 409 when there are places already, 422 when the words do not fit */
    void join(Map<String, Object> form) throws IOException {
        requireNone(desk.with(Book::targets));
        String typed = typed(form);
        Map<String, Object> place = PlaceForm.read(form);
        Map<String, Object> found = desk.ask("probe", desk.with(b -> b.whole(place, secret(form))), typed);
        requireKnownServer(found);
        if (!"ours".equals(found.get("holds"))) {
            throw new Problem(
                    422,
                    "nothing".equals(found.get("holds"))
                            ? "There is no backup at this place. Check the address and the folder."
                            : "These words do not open the backup there. Compare them with the sheet, word by word.");
        }
        desk.idle(b -> {
            requireNone(b.targets());
            b.join(typed, target(place, form), secret(form));
            desk.start("init");
            return null;
        });
    }

    private static void requireNone(List<Map<String, Object>> targets) {
        if (!targets.isEmpty()) {
            throw new Problem(409, "This plug has a backup of its own already. Remove its places first.");
        }
    }

    private static void requireKnownServer(Map<String, Object> found) {
        if (found.containsKey("hostKey")) {
            throw new Problem(
                    422, "Compare the server's key first, and send it along as hostKey: " + found.get("hostKey") + ".");
        }
    }

    /** The words as typed, or put together from friends' shares. */
    private static String typed(Map<String, Object> form) {
        List<String> shares = Shape.texts(form, "shares");
        return shares.isEmpty() ? RecoveryWords.tidy(Shape.text(form, "words")) : FriendShares.combine(shares);
    }

    /** Splits the words among friends. The shares are told this once; a new split makes a new set, and the old one opens too. */
    Map<String, Object> split(Map<String, Object> form) throws IOException {
        List<FriendShare> shares = FriendShares.split(
                desk.with(Book::words), Shape.number(form, "needed", 0), Shape.number(form, "count", 0));
        FriendShare first = shares.getFirst();
        Map<String, Object> split = new LinkedHashMap<>();
        split.put("needed", (long) first.needed());
        split.put("count", (long) first.count());
        split.put("set", first.setName());
        split.put("at", desk.now().toString());
        desk.with(b -> {
            b.settings().put("split", split);
            b.keepSettings();
            return null;
        });
        Map<String, Object> answer = new LinkedHashMap<>(split);
        answer.put("shares", shares.stream().map(FriendShare::text).toList());
        return answer;
    }

    private static Map<String, Object> target(Map<String, Object> place, Map<String, Object> form) {
        String label = Shape.text(form, "label").strip();
        byte[] id = new byte[4];
        new java.security.SecureRandom().nextBytes(id);
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("id", HexFormat.of().formatHex(id));
        target.put(
                "label", label.isEmpty() ? PlaceForm.called(place) : label.substring(0, Math.min(64, label.length())));
        target.putAll(place);
        target.put("where", PlaceForm.where(place));
        return target;
    }

    private void requireNew(Map<String, Object> place) throws IOException {
        if (Shape.text(place, "kind").equals("folder")
                && java.nio.file.Path.of(Shape.text(place, "path"))
                        .normalize()
                        .startsWith(desk.own().getParent())) {
            throw new Problem(422, "A backup within the files themselves would back itself up. Choose another folder.");
        }
        List<Map<String, Object>> all = desk.with(Book::targets);
        if (all.size() >= MAX_TARGETS) {
            throw new Problem(409, "There are " + MAX_TARGETS + " places already. Remove one first.");
        }
        if (all.stream().anyMatch(t -> PlaceForm.address(t).equals(PlaceForm.address(place)))) {
            throw new Problem(409, "This place is among the targets already. Choose another.");
        }
    }

    private static String secret(Map<String, Object> form) {
        return Shape.text(form, "secret");
    }

    /** Proves that the owner has the words: compares what was typed by opening a target alone with it. */
    void prove(Map<String, Object> form) throws IOException {
        String typed = typed(form);
        if (!RecoveryWords.wellFormed(typed) && !desk.with(Book::words).equals(typed)) {
            throw new Problem(422, "These are not the words of the sheet: one is mistyped. Compare them word by word.");
        }
        try {
            desk.ask("prove", Map.of("words", typed));
        } catch (Problem e) {
            throw e.getMessage().contains("opens no key")
                    ? new Problem(422, "These words do not open the backup. Compare them with the sheet, word by word.")
                    : e;
        }
        desk.with(b -> {
            b.settings().put("proved", true);
            b.keepSettings();
            return null;
        });
    }

    /** Changes a place's limit. @throws Problem 404, 409 while there is work under way, 422 */
    void change(String id, Map<String, Object> form) throws IOException {
        double limit = PlaceForm.limit(form);
        if (!desk.idle(b -> b.change(id, "limitMbit", limit > 0 ? limit : null))) {
            throw new Problem(404, "There is no such place. Load the page again.");
        }
    }

    /** {@code everyHours}, {@code hourUtc}, and {@code hours} where they are to change. */
    void schedule(Map<String, Object> form) throws IOException {
        long every = Shape.number(form, "everyHours", -1);
        long hour = Shape.number(form, "hourUtc", -1);
        if (!List.of(1L, 6L, 24L).contains(every) || hour < 0 || hour > 23) {
            throw new Problem(
                    422, "A backup is made each 1, 6 or 24 hours, at an hour from 0 to 23. Choose one of these.");
        }
        Map<String, Object> hours = Shape.object(form, "hours");
        long from = Shape.number(hours, "fromUtc", 0);
        long to = Shape.number(hours, "toUtc", 0);
        if (from < 0 || from > 23 || to < 0 || to > 23) {
            throw new Problem(422, "The hours of backups are from 0 to 23; the same twice means at any time.");
        }
        desk.with(b -> {
            b.settings().put("everyHours", every);
            b.settings().put("hourUtc", hour);
            if (form.containsKey("hours")) {
                b.settings().put("hours", Map.of("fromUtc", from, "toUtc", to));
            }
            b.keepSettings();
            return null;
        });
    }

    /**
     * Forgets a place; what it holds stays there. The words stay, too, and proved: without a place left they would else be told to
     * anybody at the owner's open page, and they still open what lies at the places that were removed.
     */
    void remove(String id) throws IOException {
        if (!desk.idle(b -> b.remove(id))) {
            throw new Problem(404, "There is no such place. Load the page again.");
        }
    }
}
