// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.Target;

/** Reading a target's files whole or in exact ranges. */
public final class Streams {
    private Streams() {}

    /** Reads a range into an array. @return bytes read, fewer than wanted only where the file ends */
    public static int read(Target target, FileRef file, long offset, byte[] into, int at, int length) {
        try (InputStream in = target.open(file, offset, length)) {
            return in.readNBytes(into, at, length);
        } catch (IOException e) {
            throw broken(target, file, e);
        }
    }

    /** Reads a whole file that must not be longer than {@code max}. */
    public static byte[] readAll(Target target, FileRef file, int max) {
        try (InputStream in = target.open(file, 0, -1)) {
            // A file on a disk says how long it is: then it is in memory once and not in pieces and joined.
            byte[] bytes = in.readNBytes(Math.clamp(in.available(), 1024, max));
            int next = in.read();
            if (next < 0) {
                return bytes;
            }
            byte[] rest = bytes.length == max ? new byte[0] : in.readNBytes(max - bytes.length - 1);
            if (bytes.length + 1 + rest.length > max || in.read() >= 0) {
                throw new BackupException(BackupException.Kind.LIMIT, file + " is longer than " + max + " bytes");
            }
            byte[] all = Arrays.copyOf(bytes, bytes.length + 1 + rest.length);
            all[bytes.length] = (byte) next;
            System.arraycopy(rest, 0, all, bytes.length + 1, rest.length);
            return all;
        } catch (IOException e) {
            throw broken(target, file, e);
        }
    }

    /** Reads a whole file whose name is its hash. @throws BackupException DAMAGED when it is another */
    public static byte[] readVerified(Target target, FileRef file, int max) {
        byte[] bytes = readAll(target, file, max);
        if (!ObjectId.hashOf(bytes).equals(file.id())) {
            throw BackupException.damaged(file + " at " + target.name() + " does not have the bytes its name says");
        }
        return bytes;
    }

    /** The error for a stream that broke off. */
    public static BackupException broken(Target target, FileRef file, IOException e) {
        return new BackupException(
                BackupException.Kind.UNREACHABLE, target.name() + " broke off while reading " + file, e);
    }
}
