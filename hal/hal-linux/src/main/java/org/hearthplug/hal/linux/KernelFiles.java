// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hearthplug.hal.HalException;

/**
 * Reads and writes sysfs and procfs under a root. A file is read to {@value #MAX_FILE_BYTES} bytes, a directory to
 * {@value #MAX_ENTRIES} entries; what lies beyond is cut off.
 */
final class KernelFiles {
    static final int MAX_FILE_BYTES = 256 * 1024;
    static final int MAX_ENTRIES = 4096;
    private static final int FIRST_BYTES = 4096;

    private final Path root;

    KernelFiles(Path root) {
        this.root = root;
    }

    /** The path of a file in the tree; {@code name} without a leading slash. */
    Path path(String name) {
        return root.resolve(name);
    }

    boolean exists(String name) {
        return Files.exists(path(name));
    }

    /**
     * Bytes of a file; empty when it is not there or has no value now.
     *
     * @throws HalException when reading fails in another way
     */
    Optional<byte[]> bytes(String name) {
        try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
            while (channel.read(buffer) >= 0) {
                if (!buffer.hasRemaining()) {
                    if (buffer.capacity() >= MAX_FILE_BYTES) {
                        break;
                    }
                    buffer = ByteBuffer.allocate(buffer.capacity() * 4).put(buffer.flip());
                }
            }
            byte[] read = new byte[buffer.position()];
            buffer.get(0, read);
            return Optional.of(read);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException failure) {
            if (Errno.meansNoValue(Errno.of(failure))) {
                return Optional.empty();
            }
            throw Errno.exception(name, failure);
        }
    }

    /** Text of a file without its last line end; empty as {@link #bytes} says, or when nothing is in it. */
    Optional<String> text(String name) {
        return bytes(name)
                .map(read -> new String(read, StandardCharsets.UTF_8).stripTrailing())
                .filter(text -> !text.isEmpty());
    }

    /** Text that people read: without control characters, stripped, cut at 128 characters. */
    Optional<String> label(String name) {
        return text(name).map(Text::clean).filter(text -> !text.isEmpty());
    }

    /** A decimal number; empty as {@link #bytes} says, or when it is none. */
    OptionalLong number(String name) {
        Optional<String> text = text(name);
        return text.isPresent() ? Text.number(text.get().strip()) : OptionalLong.empty();
    }

    /** A decimal number that fits an int. */
    OptionalInt integer(String name) {
        OptionalLong number = number(name);
        return number.isPresent() && (int) number.getAsLong() == number.getAsLong()
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    boolean flag(String name) {
        return number(name).orElse(0) != 0;
    }

    /** Names in a directory, sorted with numbers by value; none when it is not there. */
    List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(directory))) {
            for (Path entry : entries) {
                if (names.size() >= MAX_ENTRIES) {
                    break;
                }
                names.add(entry.getFileName().toString());
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (DirectoryIteratorException vanished) {
            throw Errno.exception(directory, vanished.getCause());
        } catch (IOException failure) {
            if (Errno.meansNoValue(Errno.of(failure))) {
                return List.of();
            }
            throw Errno.exception(directory, failure);
        }
        names.sort(Text.NATURAL);
        return Collections.unmodifiableList(names);
    }

    /** Where a link leads after all links are followed, below the root; empty when it leads nowhere. */
    Optional<Path> real(String name) {
        try {
            return Optional.of(path(name).toRealPath());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** Last part of the path that a symbolic link holds, without following it. */
    Optional<String> linkName(String name) {
        try {
            Path target = Files.readSymbolicLink(path(name)).getFileName();
            return Optional.ofNullable(target).map(Path::toString);
        } catch (IOException | UnsupportedOperationException noLink) {
            return Optional.empty();
        }
    }

    /**
     * Writes an attribute in one piece.
     *
     * @throws HalException what the kernel answers
     */
    void write(String name, String value) {
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.WRITE)) {
            channel.write(bytes);
        } catch (IOException failure) {
            throw Errno.exception(name, failure);
        }
    }
}
