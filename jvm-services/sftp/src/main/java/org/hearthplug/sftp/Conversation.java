// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.hearthplug.sftp.Handles.Held;
import org.hearthplug.sftp.Handles.Listing;
import org.hearthplug.sftp.Handles.Reading;
import org.hearthplug.sftp.Handles.Writing;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.Page;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.StorageException.Kind;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.FileDoor.Pass;

/** Answers a program's requests one after the other. For one thread. */
final class Conversation implements AutoCloseable {
    private static final int VERSION = 3;
    private static final int MAX_READ = 256 * 1024;
    private static final int PAGE = 100;

    private static final int OPEN_WRITE = 2;
    private static final int OPEN_APPEND = 4;
    private static final int OPEN_CREATE = 8;
    private static final int OPEN_TRUNCATE = 16;
    private static final int OPEN_EXCLUSIVE = 32;

    private final Pass pass;
    private final Buffers buffers;
    private final Handles handles = new Handles();
    private Space space;
    private boolean greeted;

    Conversation(Pass pass, Buffers buffers) {
        this.pass = pass;
        this.buffers = buffers;
    }

    /**
     * Answers one packet. Blocks on the disk.
     *
     * @param packet without its length; not looked at afterwards
     * @throws PassEnded when the person has nothing here any more
     * @throws IOException when what comes is not SFTP, or the files cannot be reached
     */
    Answer answer(ByteBuffer packet) throws IOException {
        followRights();
        int type = packet.get();
        if (!greeted) {
            if (type != Types.INIT) {
                throw new IOException("not SFTP");
            }
            greeted = true;
            return hello();
        }
        int id = packet.remaining() >= 4 ? packet.getInt() : 0;
        return answer(type, id, packet);
    }

    /** Has the request meet what the person may do now, not what they might when they came. */
    private void followRights() throws IOException {
        Space now = pass.space().orElseThrow(PassEnded::new);
        if (now != space) {
            space = now;
            handles.withdraw(held -> !isAllowed(held));
        }
    }

    private boolean isAllowed(Held held) {
        return switch (held) {
            case Reading reading -> isAllowed(reading.placed(), false);
            case Writing writing -> isAllowed(writing.placed(), true);
            case Listing _ -> true; // Each page asks anew.
        };
    }

    private boolean isAllowed(FilePath placed, boolean change) {
        return space.parts().stream()
                .filter(part -> part.writable() || !change)
                .anyMatch(part -> part.space().shown(placed).isPresent());
    }

    private static Answer hello() {
        return new Answer(Types.VERSION)
                .integer(VERSION)
                .text("posix-rename@openssh.com")
                .text("1")
                .text("fsync@openssh.com")
                .text("1")
                .text("limits@openssh.com")
                .text("1")
                .text("statvfs@openssh.com")
                .text("2");
    }

    private Answer answer(int type, int id, ByteBuffer packet) throws IOException {
        try {
            return switch (type) {
                case Types.OPEN -> open(id, text(packet), packet.getInt(), Attributes.read(packet));
                case Types.CLOSE -> close(id, blob(packet));
                case Types.READ -> read(id, blob(packet), packet.getLong(), packet.getInt());
                case Types.WRITE -> write(id, blob(packet), packet.getLong(), packet);
                case Types.STAT, Types.LSTAT -> attributes(id, space.stat(Where.of(text(packet))));
                case Types.FSTAT -> describe(id, blob(packet));
                case Types.SETSTAT -> change(id, Where.of(text(packet)), Attributes.read(packet));
                case Types.FSETSTAT -> change(id, blob(packet), Attributes.read(packet));
                case Types.OPENDIR -> openFolder(id, Where.of(text(packet)));
                case Types.READDIR -> list(id, blob(packet));
                case Types.REMOVE -> remove(id, Where.of(text(packet)));
                case Types.MKDIR -> makeFolder(id, Where.of(text(packet)));
                case Types.RMDIR -> removeFolder(id, Where.of(text(packet)));
                case Types.REALPATH -> realPath(id, text(packet));
                case Types.RENAME -> rename(id, Where.of(text(packet)), Where.of(text(packet)), false);
                case Types.EXTENDED -> extended(id, text(packet), packet);
                case Types.READLINK, Types.SYMLINK ->
                    Types.status(id, Types.UNSUPPORTED, "The plug neither makes nor follows links.");
                default -> Types.status(id, Types.UNSUPPORTED, "This is not part of SFTP version 3.");
            };
        } catch (StorageException e) {
            return Types.status(id, e);
        } catch (BufferUnderflowException | IllegalArgumentException | CharacterCodingException e) {
            return Types.status(id, Types.BAD_MESSAGE, "The request is malformed.");
        }
    }

    private Answer open(int id, String name, int flags, Attributes attributes) throws IOException {
        FilePath path = Where.of(name);
        if (handles.full()) {
            return Types.status(id, Types.FAILURE, "Too many files are open. Close some first.");
        }
        if ((flags & OPEN_WRITE) == 0) {
            return Types.handle(id, handles.keep(new Reading(space.placed(path), space.open(path))));
        }
        boolean exists = exists(path);
        if (!exists && (flags & OPEN_CREATE) == 0) {
            return Types.status(id, Types.NO_SUCH_FILE, "There is no such file.");
        }
        Condition condition = (flags & OPEN_EXCLUSIVE) != 0 ? Condition.ABSENT : Condition.NONE;
        Upload upload = space.upload(path, condition, -1);
        try {
            if (exists && (flags & (OPEN_TRUNCATE | OPEN_EXCLUSIVE)) == 0) {
                copyInto(upload, path);
            }
        } catch (IOException e) {
            upload.close();
            throw e;
        }
        return Types.handle(id, handles.keep(new Writing(space.placed(path), upload, (flags & OPEN_APPEND) != 0)));
    }

    private boolean exists(FilePath path) throws StorageException {
        try {
            return space.stat(path).type() == Entry.Type.FILE;
        } catch (StorageException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** A file that is changed in places is changed in a copy, which takes its place when it is closed. */
    private void copyInto(Upload upload, FilePath path) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (OpenFile file = space.open(path)) {
            while (file.channel().read(buffer.clear()) >= 0) {
                upload.write(buffer.flip());
            }
        }
    }

    private Answer close(int id, byte[] handle) throws IOException {
        switch (handles.remove(handle)) {
            case null -> {
                return unknownHandle(id);
            }
            case Reading reading -> reading.file().close();
            case Writing writing -> {
                try (Upload upload = writing.upload()) {
                    upload.commit();
                }
            }
            case Listing _ -> {
                // Holds nothing.
            }
        }
        return Types.ok(id);
    }

    private Answer read(int id, byte[] handle, long at, int wanted) throws IOException {
        if (!(handles.get(handle) instanceof Reading reading) || at < 0 || wanted < 0) {
            return unknownHandle(id);
        }
        Answer answer = Answer.data(buffers, id, reading.file().channel(), at, Math.min(wanted, MAX_READ));
        return answer == null ? Types.status(id, Types.EOF, "The end of the file.") : answer;
    }

    private Answer write(int id, byte[] handle, long at, ByteBuffer packet) throws IOException {
        if (!(handles.get(handle) instanceof Writing writing)) {
            return unknownHandle(id);
        }
        int length = packet.getInt();
        if (length < 0 || length > packet.remaining()) {
            throw new BufferUnderflowException();
        }
        packet.limit(packet.position() + length);
        writing.upload().write(packet, writing.append() ? writing.upload().written() : at);
        return Types.ok(id);
    }

    private Answer attributes(int id, Entry entry) {
        Answer answer = new Answer(Types.ATTRS).integer(id);
        Attributes.write(answer, entry, entry.bytes());
        return answer;
    }

    private Answer describe(int id, byte[] handle) throws IOException {
        return switch (handles.get(handle)) {
            case Reading reading -> attributes(id, reading.file().entry());
            case Writing writing -> {
                Answer answer = new Answer(Types.ATTRS).integer(id);
                Entry entry = new Entry("", Entry.Type.FILE, 0, Instant.now(), "");
                Attributes.write(answer, entry, writing.upload().written());
                yield answer;
            }
            case Listing listing -> attributes(id, space.stat(listing.path));
            case null -> unknownHandle(id);
        };
    }

    private Answer change(int id, FilePath path, Attributes attributes) throws IOException {
        if (attributes.bytes().isPresent()
                && attributes.bytes().getAsLong() != space.stat(path).bytes()) {
            try (Upload upload = space.upload(path, Condition.NONE, -1)) {
                copyInto(upload, path);
                upload.resize(attributes.bytes().getAsLong());
                upload.commit();
            }
        }
        if (attributes.modifiedSeconds().isPresent()) {
            space.setModified(
                    path, Instant.ofEpochSecond(attributes.modifiedSeconds().getAsLong()));
        }
        return Types.ok(id);
    }

    private Answer change(int id, byte[] handle, Attributes attributes) throws IOException {
        Held held = handles.get(handle);
        if (held == null) {
            return unknownHandle(id);
        }
        if (held instanceof Writing writing) {
            if (attributes.bytes().isPresent()) {
                writing.upload().resize(attributes.bytes().getAsLong());
            }
            attributes
                    .modifiedSeconds()
                    .ifPresent(seconds -> writing.upload().setModified(Instant.ofEpochSecond(seconds)));
        }
        return Types.ok(id);
    }

    private Answer openFolder(int id, FilePath path) throws IOException {
        if (handles.full()) {
            return Types.status(id, Types.FAILURE, "Too many files are open. Close some first.");
        }
        space.list(path, "", 1); // Fails now rather than at the first page.
        return Types.handle(id, handles.keep(new Listing(path)));
    }

    private Answer list(int id, byte[] handle) throws IOException {
        if (!(handles.get(handle) instanceof Listing listing)) {
            return unknownHandle(id);
        }
        if (listing.ended) {
            return Types.status(id, Types.EOF, "The end of the folder.");
        }
        Page page = space.list(listing.path, listing.after, PAGE);
        listing.ended = page.next().isEmpty();
        page.next().ifPresent(name -> listing.after = name);
        Answer answer = new Answer(Types.NAME, 16 * 1024).integer(id);
        int countAt = answer.reserve();
        int count = 0;
        for (Entry entry : page.entries()) {
            answer.text(entry.name()).text(Attributes.line(entry, entry.modified()));
            Attributes.write(answer, entry, entry.bytes());
            count++;
        }
        answer.settle(countAt, count);
        return count == 0 ? Types.status(id, Types.EOF, "The end of the folder.") : answer;
    }

    /** What is deleted here waits in the bin, as if it had been deleted on the page. */
    private Answer remove(int id, FilePath path) throws IOException {
        if (space.stat(path).type() == Entry.Type.FOLDER) {
            return Types.status(id, Types.FAILURE, "This is a folder.");
        }
        space.delete(path);
        return Types.ok(id);
    }

    private Answer removeFolder(int id, FilePath path) throws IOException {
        if (!space.list(path, "", 1).entries().isEmpty()) {
            return Types.status(id, Types.FAILURE, "The folder is not empty.");
        }
        space.delete(path);
        return Types.ok(id);
    }

    private Answer makeFolder(int id, FilePath path) throws IOException {
        space.makeFolder(path);
        return Types.ok(id);
    }

    private Answer realPath(int id, String text) throws IOException {
        Answer answer = new Answer(Types.NAME).integer(id).integer(1);
        String path = Where.of(text).toString();
        return answer.text(path).text(path).integer(0);
    }

    private Answer rename(int id, FilePath from, FilePath to, boolean replace) throws IOException {
        space.move(from, to, replace);
        return Types.ok(id);
    }

    private Answer extended(int id, String name, ByteBuffer packet) throws IOException {
        return switch (name) {
            case "posix-rename@openssh.com" -> rename(id, Where.of(text(packet)), Where.of(text(packet)), true);
            // Nothing is told to be stored before it is closed, and then it is synced.
            case "fsync@openssh.com" -> handles.get(blob(packet)) == null ? unknownHandle(id) : Types.ok(id);
            case "limits@openssh.com" ->
                new Answer(Types.EXTENDED_REPLY)
                        .integer(id)
                        .large(Requests.MAX_PACKET)
                        .large(Answer.HANDY)
                        .large(Answer.HANDY)
                        .large(64);
            case "statvfs@openssh.com" -> room(id, Where.of(text(packet)));
            default -> Types.status(id, Types.UNSUPPORTED, "The plug does not know this extension.");
        };
    }

    private Answer room(int id, FilePath where) throws IOException {
        long block = 4096;
        long free = space.spareBytes(where) / block;
        long all = free + space.usedBytes(where) / block;
        return new Answer(Types.EXTENDED_REPLY)
                .integer(id)
                .large(block)
                .large(block)
                .large(all)
                .large(free)
                .large(free)
                .large(1 << 20)
                .large(1 << 20)
                .large(1 << 20)
                .large(0)
                .large(2) // Programs of other users may not run from here.
                .large(255);
    }

    private static Answer unknownHandle(int id) {
        return Types.status(id, Types.FAILURE, "This handle is not open, or not for this.");
    }

    private static byte[] blob(ByteBuffer packet) {
        int length = packet.getInt();
        if (length < 0 || length > packet.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        packet.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer packet) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(blob(packet)))
                .toString();
    }

    @Override
    public void close() throws IOException {
        handles.close();
    }
}
