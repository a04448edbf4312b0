// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.hearthplug.storage.StorageException.Kind;

/** Turns the machine's errors into what a person can act on. */
final class Failures {
    private Failures() {}

    static StorageException notFound(FilePath path) {
        return new StorageException(
                Kind.NOT_FOUND,
                "There is nothing at " + path + ". It may have been moved or deleted; reload the folder.");
    }

    static StorageException parentMissing(FilePath folder) {
        return new StorageException(
                Kind.PARENT_MISSING, "There is no folder " + folder + ". Make it first, or choose another place.");
    }

    static StorageException exists(FilePath path) {
        return new StorageException(
                Kind.EXISTS, path + " exists already. Choose another name, or move the other one away first.");
    }

    static StorageException full() {
        return new StorageException(
                Kind.FULL, "The disk is full. Nothing was stored. Delete something, empty the bin, and try again.");
    }

    /** Names the failure of an operation on a path. */
    static StorageException of(FilePath path, IOException e) {
        return switch (e) {
            case StorageException known -> known;
            case LinuxFolders.Errno errno -> ofNumber(path, errno);
            case NoSuchFileException _ -> notFound(path);
            case FileAlreadyExistsException _ -> exists(path);
            case AccessDeniedException _ -> denied(path, e);
            default -> ofText(path, e);
        };
    }

    private static StorageException ofNumber(FilePath path, LinuxFolders.Errno e) {
        return switch (e.number) {
            case LinuxFolders.ENOENT -> notFound(path);
            case LinuxFolders.EEXIST -> exists(path);
            case LinuxFolders.ENOTDIR, LinuxFolders.ELOOP ->
                new StorageException(Kind.NOT_A_FOLDER, path + " is not a folder, or leads through a link.", e);
            case LinuxFolders.ENOSPC, LinuxFolders.EDQUOT -> full();
            case LinuxFolders.EROFS -> readOnly(e);
            case LinuxFolders.EINVAL -> oddName(path, e);
            case LinuxFolders.EFBIG -> tooLargeHere(e);
            case LinuxFolders.EACCES, LinuxFolders.EPERM -> denied(path, e);
            case LinuxFolders.EXDEV ->
                new StorageException(Kind.REFUSED, path + " lies on another disk. Copy it there instead.", e);
            default -> failed(path, e);
        };
    }

    /** {@code java.nio} gives the kernel's error only as its C text, which the plug's locale keeps in English. */
    private static StorageException ofText(FilePath path, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return full();
        }
        if (text.contains("read-only file system")) {
            return readOnly(e);
        }
        if (text.contains("invalid argument")) {
            return oddName(path, e);
        }
        if (text.contains("file too large")) {
            return tooLargeHere(e);
        }
        return text.contains("not a directory") ? parentMissing(path) : failed(path, e);
    }

    private static StorageException denied(FilePath path, IOException e) {
        return new StorageException(
                Kind.REFUSED, "The plug may not open " + path + ". Check who owns it on the disk.", e);
    }

    private static StorageException readOnly(IOException e) {
        return new StorageException(
                Kind.READ_ONLY, "The disk takes no changes now. Check it on the Plug view before you go on.", e);
    }

    /** What FAT and exFAT say of names that Windows could not have. */
    private static StorageException oddName(FilePath path, IOException e) {
        return new StorageException(
                Kind.NAME_INVALID,
                "The disk does not take the name “" + (path.isRoot() ? "" : path.name())
                        + "”. Leave out \\ : * ? \" < > | and a blank or full stop at the end.",
                e);
    }

    private static StorageException tooLargeHere(IOException e) {
        return new StorageException(
                Kind.TOO_LARGE,
                "The disk's format (FAT) takes no files of 4 GiB or more. Split the file, or prepare the disk anew on the Plug view.",
                e);
    }

    private static StorageException failed(FilePath path, IOException e) {
        return new StorageException(
                Kind.FAILED,
                "The disk reported an error at " + path
                        + ". It may have been pulled. Check it on the Plug view, then try again.",
                e);
    }
}
