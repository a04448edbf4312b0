// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hearthplug.web.http.Problem;

/** The recovery words split among friends: any so many of them open the backup together, fewer know nothing. */
final class FriendShares {
    private FriendShares() {}

    /** Splits words that a plug made. @throws Problem 422 when the numbers or the words do not allow it */
    static List<FriendShare> split(String words, long needed, long count) {
        if (needed < 2 || count < needed || count > Shamir.MOST) {
            throw new Problem(
                    422,
                    "Choose at least 2 shares that open the backup together, and at most " + Shamir.MOST + " friends.");
        }
        if (!RecoveryWords.wellFormed(words)) {
            throw new Problem(
                    422, "This backup's password was not made by a plug, so that it cannot be split. Keep it whole.");
        }
        SecureRandom random = new SecureRandom();
        byte[] secret = Proquints.bytes(words);
        byte[][] values = Shamir.split(secret, (int) needed, (int) count, random);
        Arrays.fill(secret, (byte) 0);
        int set = random.nextInt(1 << 16);
        List<FriendShare> shares = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            shares.add(new FriendShare((int) needed, (int) count, i + 1, set, values[i]));
        }
        return shares;
    }

    /** Returns the recovery words. @throws Problem 422 with what is wrong: mistyped, mixed, double, too few, changed */
    static String combine(List<String> typed) {
        List<FriendShare> shares = new ArrayList<>();
        for (String text : typed.stream().filter(t -> !t.isBlank()).toList()) {
            FriendShare share = read(text, shares.size() + 1);
            add(shares, share);
        }
        if (shares.isEmpty()) {
            throw new Problem(422, "No share is here. Type one a line.");
        }
        int needed = shares.getFirst().needed();
        if (shares.size() < needed) {
            throw new Problem(
                    422,
                    "It takes " + needed + " shares to open this backup, and " + shares.size()
                            + (shares.size() == 1 ? " is" : " are") + " here. Ask " + (needed - shares.size())
                            + " more of the friends.");
        }
        int[] numbers = shares.stream().mapToInt(FriendShare::number).toArray();
        byte[][] values = shares.stream().map(FriendShare::value).toArray(byte[][]::new);
        String words = Proquints.of(Shamir.combine(numbers, values));
        if (!RecoveryWords.wellFormed(words)) {
            throw new Problem(
                    422,
                    "These shares do not fit together: at least one of them was changed. Try with other friends'"
                            + " shares.");
        }
        return words;
    }

    private static FriendShare read(String text, int position) {
        try {
            return FriendShare.read(text);
        } catch (FriendShare.NoShare e) {
            throw new Problem(
                    422,
                    switch (e.fault()) {
                        case SHAPE ->
                            "Share " + position + " is not whole: a share is " + FriendShare.WORDS
                                    + " words of five letters. Compare it with the paper.";
                        case CHECK ->
                            "One word of share " + position + " is mistyped. Compare it with the paper, word by word.";
                        case VERSION ->
                            "Share " + position + " was made by a newer plug. Update this plug, then try again.";
                    });
        }
    }

    private static void add(List<FriendShare> shares, FriendShare share) {
        for (int i = 0; i < shares.size(); i++) {
            FriendShare other = shares.get(i);
            int position = shares.size() + 1;
            boolean same =
                    other.set() == share.set() && other.needed() == share.needed() && other.count() == share.count();
            if (!same) {
                throw new Problem(
                        422,
                        "Share " + position + " is of another set (“" + share.setName() + "”) than share " + (i + 1)
                                + " (“" + other.setName() + "”). Use shares of one set.");
            }
            if (other.equals(share)) {
                throw new Problem(
                        422, "Shares " + (i + 1) + " and " + position + " are the same. Each friend's counts once.");
            }
            if (other.number() == share.number()) {
                throw new Problem(
                        422,
                        "Shares " + (i + 1) + " and " + position + " both say that they are number " + share.number()
                                + ", but differ: one of them is not genuine.");
            }
        }
        shares.add(share);
    }
}
