// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What opens a repository. Never printed; wiped by {@link #close()}. */
public final class Passphrase implements AutoCloseable {
    private final byte[] utf8;
    private final boolean machineMade;

    private Passphrase(byte[] utf8, boolean machineMade) {
        this.utf8 = utf8;
        this.machineMade = machineMade;
    }

    /**
     * From characters that hold 128 random bits or more, made by a machine. Nobody guesses these however cheap a guess
     * is, so a key sealed under them asks for 1 MiB and a few milliseconds instead of 32 MiB and seconds.
     */
    public static Passphrase machineMade(char[] characters) {
        try (Passphrase same = of(characters)) {
            return new Passphrase(same.copyBytes(), true);
        }
    }

    /** Whether it was said to hold 128 random bits. */
    public boolean isMachineMade() {
        return machineMade;
    }

    /** From characters, which stay the caller's to wipe. @throws BackupException INVALID when empty */
    public static Passphrase of(char[] characters) {
        if (characters.length == 0) {
            throw new BackupException(BackupException.Kind.INVALID, "the passphrase is empty");
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return new Passphrase(bytes, false);
    }

    /** A copy of the UTF-8 bytes; the caller wipes it. */
    public byte[] copyBytes() {
        return utf8.clone();
    }

    @Override
    public void close() {
        Arrays.fill(utf8, (byte) 0);
    }

    @Override
    public String toString() {
        return "Passphrase[secret]";
    }
}
