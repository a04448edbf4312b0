// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * One friend's share of the recovery words, as twelve words. Bytes: version 0, needed − 1, count − 1, number − 1 (four bits each);
 * the set's name (2, random, the same in all shares of a split); the share of the recovery words' 18 bytes; a check (2, of SHA-256).
 *
 * @param needed how many open it, 2 to 16
 * @param count how many there are
 * @param number which one this is, from 1
 * @param set the split's name, 16 bits
 * @param value 18 bytes
 */
record FriendShare(int needed, int count, int number, int set, byte[] value) {
    static final int WORDS = 12;
    static final int VALUE_BYTES = 18;

    private static final int HEAD_BYTES = 4;
    private static final int CHECK_BYTES = 2;

    /** Why a text is no share. */
    enum Fault {
        /** Not twelve words of five letters. */
        SHAPE,
        /** A word is mistyped. */
        CHECK,
        /** Of a release to come, or no share at all. */
        VERSION
    }

    /** A text is no share. */
    static final class NoShare extends Exception {
        private static final long serialVersionUID = 1;

        private final Fault fault;

        NoShare(Fault fault) {
            super(fault.name());
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }

    /** Reads what a person typed. @throws NoShare with what is wrong */
    static FriendShare read(String typed) throws NoShare {
        String words = Proquints.tidy(typed);
        if (!Proquints.shaped(words, WORDS)) {
            throw new NoShare(Fault.SHAPE);
        }
        byte[] bytes = Proquints.bytes(words);
        int checked = HEAD_BYTES + VALUE_BYTES;
        byte[] check = Arrays.copyOfRange(bytes, checked, bytes.length);
        if (!MessageDigest.isEqual(check, check(Arrays.copyOf(bytes, checked)))) {
            throw new NoShare(Fault.CHECK);
        }
        FriendShare share = new FriendShare(
                (bytes[0] & 15) + 1,
                (bytes[1] >> 4 & 15) + 1,
                (bytes[1] & 15) + 1,
                (bytes[2] & 0xff) << 8 | bytes[3] & 0xff,
                Arrays.copyOfRange(bytes, HEAD_BYTES, checked));
        if (bytes[0] >> 4 != 0 || share.needed > share.count || share.number > share.count) {
            throw new NoShare(Fault.VERSION);
        }
        return share;
    }

    /** The twelve words, joined by hyphens. */
    String text() {
        byte[] bytes = new byte[HEAD_BYTES + VALUE_BYTES];
        bytes[0] = (byte) (needed - 1);
        bytes[1] = (byte) (count - 1 << 4 | number - 1);
        bytes[2] = (byte) (set >> 8);
        bytes[3] = (byte) set;
        System.arraycopy(value, 0, bytes, HEAD_BYTES, VALUE_BYTES);
        byte[] all = Arrays.copyOf(bytes, bytes.length + CHECK_BYTES);
        System.arraycopy(check(bytes), 0, all, bytes.length, CHECK_BYTES);
        return Proquints.of(all);
    }

    /** The set's name as a word. */
    String setName() {
        return Proquints.of(new byte[] {(byte) (set >> 8), (byte) set});
    }

    private static byte[] check(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("hearth friend share".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(bytes), CHECK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** By content, as a record with an array has to. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FriendShare s
                && needed == s.needed
                && count == s.count
                && number == s.number
                && set == s.set
                && MessageDigest.isEqual(value, s.value);
    }

    @Override
    public int hashCode() {
        return set * Shamir.MOST + number;
    }

    /** Without the value: that is a secret. */
    @Override
    public String toString() {
        return "share " + number + " of set " + setName();
    }
}
