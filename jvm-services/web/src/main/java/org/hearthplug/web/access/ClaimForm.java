// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hearthplug.web.http.Problem;

/**
 * What a new owner fills in.
 *
 * @param code the claim code as typed
 * @param plugName what the plug shall be called, 1 to 64 characters
 * @param ownerName what the owner is called, 1 to 64 characters
 * @param passphrase 10 to 512 characters
 */
public record ClaimForm(String code, String plugName, String ownerName, String passphrase) {
    static final int MAX_NAME = 64;
    static final int MIN_PASSPHRASE = 10;
    static final int MAX_PASSPHRASE = 512;

    void requireValid() {
        List<Problem.Field> wrong = new ArrayList<>();
        checkName(wrong, "plugName", plugName);
        checkName(wrong, "ownerName", ownerName);
        int length = passphrase.codePointCount(0, passphrase.length());
        if (length < MIN_PASSPHRASE) {
            wrong.add(new Problem.Field(
                    "passphrase", "Use at least " + MIN_PASSPHRASE + " characters; four words do well."));
        } else if (passphrase.length() > MAX_PASSPHRASE) {
            wrong.add(new Problem.Field("passphrase", "Use at most " + MAX_PASSPHRASE + " characters."));
        } else if (passphrase.codePoints().distinct().count() < 4
                || passphrase.strip().equalsIgnoreCase(ownerName.strip())) {
            wrong.add(new Problem.Field("passphrase", "This is too easy to guess. Use several words."));
        }
        if (!wrong.isEmpty()) {
            throw new Problem(
                    422, "Some fields need another look: " + wrong.getFirst().detail(), wrong);
        }
    }

    /** Problem 422 when this cannot be somebody's name. */
    static void requireName(String field, String name) {
        List<Problem.Field> wrong = new ArrayList<>();
        checkName(wrong, field, name);
        if (!wrong.isEmpty()) {
            throw new Problem(
                    422, "The name needs another look: " + wrong.getFirst().detail(), wrong);
        }
    }

    private static void checkName(List<Problem.Field> wrong, String field, String name) {
        String stripped = name.strip();
        if (stripped.isEmpty() || stripped.codePointCount(0, stripped.length()) > MAX_NAME) {
            wrong.add(new Problem.Field(field, "Use 1 to " + MAX_NAME + " characters."));
        } else if (stripped.codePoints().anyMatch(ClaimForm::unprintable)) {
            wrong.add(new Problem.Field(field, "Use letters, digits, blanks and signs that can be seen."));
        }
    }

    private static boolean unprintable(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Returns a folder name that a person recognises on the disk: the owner's name in plain letters and hyphens. */
    static String spaceOf(String ownerName) {
        String plain = Normalizer.normalize(ownerName, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String bounded = plain.substring(0, Math.min(plain.length(), 32)).replaceAll("-+$", "");
        return bounded.isEmpty() ? "owner" : bounded;
    }
}
