// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What opens a repository. Never printed; wiped by {@link #close()}. */
public final class Passphrase implements AutoCloseable {
    private final byte[] utf8;

    private Passphrase(byte[] utf8) {
        this.utf8 = utf8;
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
        return new Passphrase(bytes);
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
