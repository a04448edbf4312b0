// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.json.GoQuote;
import org.hearthplug.backup.json.JsonWriter;
import org.hearthplug.backup.json.Utf8;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.pack.SpoolFile;

/**
 * A directory as the bytes that restic would write for it: same fields, same order, same spelling, so that both give it
 * the same hash. Nodes come ordered by name. A listing of more than {@value #IN_MEMORY} bytes goes to a file of the spool
 * folder while it is written.
 */
public final class TreeWriter implements AutoCloseable {
    /** What is longer is not in memory whole: the listing of some 2,500 files. */
    public static final int IN_MEMORY = 1 << 20;

    private static final int SMALL = 128 * 1024;

    private JsonWriter out = new JsonWriter(1024);
    private final GoTime time;
    private final Path folder;
    private byte[] last;
    private SpoolFile spooled;
    private MessageDigest digest;

    /** @param zone in whose local time the times are written @param folder where a long listing's file is made */
    public TreeWriter(ZoneId zone, Path folder) {
        time = new GoTime(zone);
        this.folder = folder;
        begin();
    }

    private void begin() {
        out.begin('{').name("nodes").begin('[');
    }

    /** Begins another directory's tree in the same memory, unless that has grown large. */
    public void again() {
        close();
        last = null;
        if (out.array().length > SMALL) {
            out = new JsonWriter(1024);
        } else {
            out.reset();
        }
        begin();
    }

    /**
     * Adds a node.
     *
     * @throws BackupException INVALID when the names are not in order; LIMIT when the listing gets longer than
     *     {@link BlobCodec#MAX_LISTING}; LOCAL_IO when the spool folder takes no more
     */
    public void add(Node node) {
        rise(node.name());
        out.begin('{');
        out.name("name").string(GoQuote.quote(node.name()));
        out.name("type").plain(node.type().word());
        unlessZero("mode", GoMode.of(node.type(), node.permissions()));
        instant("mtime", node.mtime());
        instant("atime", node.atime());
        instant("ctime", node.ctime());
        out.name("uid").number(node.uid() & 0xffffffffL);
        out.name("gid").number(node.gid() & 0xffffffffL);
        unlessEmpty("user", node.user());
        unlessEmpty("group", node.group());
        unlessZero("inode", node.inode());
        unlessZero("device_id", node.deviceId());
        unlessZero("size", node.size());
        unlessZero("links", node.links());
        linkTarget(node.linkTarget());
        xattrs(node.xattrs());
        unlessZero("device", node.device());
        content(node);
        if (node.subtree() != null) {
            out.name("subtree").id(node.subtree());
        }
        out.end('}');
        spoolWhenLong();
    }

    /**
     * Adds nodes as another tree spells them: one, or several with what is between them.
     *
     * @param name of the last of them
     * @throws BackupException as {@link #add(Node)}
     */
    public void add(byte[] name, byte[] bytes, int from, int to) {
        rise(name);
        out.spelt(bytes, from, to - from);
        spoolWhenLong();
    }

    private void rise(byte[] name) {
        if (last != null && Arrays.compareUnsigned(last, name) >= 0) {
            throw new BackupException(BackupException.Kind.INVALID, "names of a tree must rise");
        }
        last = name;
    }

    private void spoolWhenLong() {
        if (out.length() > IN_MEMORY) {
            spool();
        }
    }

    private void spool() {
        if (spooled == null) {
            spooled = new SpoolFile(folder);
            digest = ObjectId.sha256();
        }
        if (spooled.length() + out.length() > BlobCodec.MAX_LISTING) {
            close();
            throw BlobCodec.listingTooLong();
        }
        ObjectId.update(digest, out.array(), 0, out.length());
        spooled.write(out.array(), 0, out.length());
        out.truncate(0);
    }

    private void instant(String name, Instant t) {
        time.write(out, name, t.getEpochSecond(), t.getNano());
    }

    private void unlessZero(String name, long value) {
        if (value != 0) {
            out.name(name).number(value);
        }
    }

    private void unlessEmpty(String name, String value) {
        if (!value.isEmpty()) {
            out.name(name).string(value);
        }
    }

    private void linkTarget(byte[] target) {
        if (target.length > 0) {
            out.name("linktarget").string(target);
            if (!Utf8.valid(target)) {
                // Known to restic from 0.16 on; older versions read the replacement characters.
                out.name("linktarget_raw").plain(Base64.getEncoder().encodeToString(target));
            }
        }
    }

    private void xattrs(List<Node.Xattr> xattrs) {
        if (xattrs.isEmpty()) {
            return;
        }
        out.name("extended_attributes").begin('[');
        for (Node.Xattr x : xattrs) {
            out.begin('{').name("name").string(new String(x.name(), StandardCharsets.UTF_8));
            if (x.value().length == 0) {
                out.name("value").plain("");
            } else {
                out.name("value").plain(Base64.getEncoder().encodeToString(x.value()));
            }
            out.end('}');
        }
        out.end(']');
    }

    private void content(Node node) {
        out.name("content");
        if (node.type() != NodeType.FILE) {
            out.literal("null");
            return;
        }
        out.begin('[');
        for (ObjectId id : node.content()) {
            out.id(id);
        }
        out.end(']');
    }

    /** Ends the tree. @return its bytes, valid until this writer is gone; null when they are in {@link #spooled()} */
    public JsonWriter finish() {
        out.end(']').end('}').append('\n');
        if (spooled == null) {
            return out;
        }
        spool();
        return null;
    }

    /** A long listing after {@link #finish()}, until {@link #again()} or {@link #close()}. */
    public SpoolFile spooled() {
        return spooled;
    }

    /** What a long listing's bytes hash to; to be asked once. */
    public ObjectId spooledId() {
        return ObjectId.from(digest.digest(), 0);
    }

    /** Gives a long listing's file back. */
    @Override
    public void close() {
        if (spooled != null) {
            spooled.close();
            spooled = null;
        }
    }
}
