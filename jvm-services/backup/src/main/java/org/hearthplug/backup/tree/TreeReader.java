// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.json.GoQuote;
import org.hearthplug.backup.json.JsonReader;

/** Reads a tree's nodes one after the other, so that a directory of a million entries is never a million objects. */
public final class TreeReader implements AutoCloseable {
    private static final int MAX_STRING = 1 << 20;

    private final JsonReader in;
    private final Runnable release;
    private final byte[] bytes;
    private boolean inNodes;
    private int start;

    /** Over a tree's plain bytes, which must not change meanwhile. */
    public TreeReader(byte[] bytes, int offset, int length) {
        this(bytes, offset, length, () -> {});
    }

    /** The same. @param release runs when this is closed: the bytes are not needed any more */
    public TreeReader(byte[] bytes, int offset, int length, Runnable release) {
        this(new JsonReader(bytes, offset, length, MAX_STRING), bytes, release);
    }

    /** The same over a stream, which is read as the nodes are asked for. */
    public TreeReader(InputStream bytes, Runnable release) {
        this(new JsonReader(bytes, MAX_STRING), null, release);
    }

    private TreeReader(JsonReader in, byte[] bytes, Runnable release) {
        this.release = release;
        this.in = in;
        this.bytes = bytes;
        if (!in.beginObject()) {
            throw BackupException.damaged("a tree is an object");
        }
        toNodes();
    }

    private void toNodes() {
        inNodes = false;
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            if (field.equals("nodes")) {
                inNodes = in.beginArray();
                if (inNodes) {
                    return;
                }
            } else {
                in.skip();
            }
        }
        in.end();
    }

    /** The next node, or null. @throws BackupException DAMAGED */
    public Node next() {
        while (inNodes) {
            if (in.nextElement()) {
                start = in.position();
                return node();
            }
            toNodes();
        }
        return null;
    }

    /** The tree's bytes, valid until this is closed; null over a stream. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} the last node begins. */
    public int start() {
        return start;
    }

    /** Where in {@link #bytes()} the last node ends, exclusive. To be asked before the next one is. */
    public int end() {
        return in.position();
    }

    /** Ends reading; to be called once at most. */
    @Override
    public void close() {
        release.run();
    }

    private Node node() {
        Fields f = new Fields();
        if (!in.beginObject()) {
            throw BackupException.damaged("a node is an object");
        }
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            field(f, field);
        }
        return f.node();
    }

    private void field(Fields f, String field) {
        switch (field) {
            case "name" -> f.name = GoQuote.unquote(in.stringBytes());
            case "type" -> f.type = NodeType.ofWord(in.word());
            case "mode" -> f.mode = in.number(0xffffffffL);
            case "mtime" -> f.mtime = GoTime.parse(in.stringBytes());
            case "atime" -> f.atime = GoTime.parse(in.stringBytes());
            case "ctime" -> f.ctime = GoTime.parse(in.stringBytes());
            case "uid" -> f.uid = (int) in.number(0xffffffffL);
            case "gid" -> f.gid = (int) in.number(0xffffffffL);
            case "user" -> f.user = in.word();
            case "group" -> f.group = in.word();
            case "inode" -> f.inode = in.unsigned();
            case "device_id" -> f.deviceId = in.unsigned();
            case "size" -> f.size = in.number(Long.MAX_VALUE);
            case "links" -> f.links = in.unsigned();
            case "linktarget" -> f.target(in.stringBytes(), false);
            case "linktarget_raw" -> f.target(base64(in.stringBytes()), true);
            case "extended_attributes" -> xattrs(f);
            case "device" -> f.device = in.unsigned();
            case "content" -> content(f);
            case "subtree" -> f.subtree = in.nullValue() ? null : in.id();
            default -> in.skip();
        }
    }

    private void content(Fields f) {
        if (in.beginArray()) {
            List<ObjectId> ids = new ArrayList<>(2);
            while (in.nextElement()) {
                ids.add(in.id());
            }
            f.content = ids;
        }
    }

    private void xattrs(Fields f) {
        if (!in.beginArray()) {
            return;
        }
        f.xattrs = new ArrayList<>(2);
        while (in.nextElement()) {
            byte[] name = {};
            byte[] value = {};
            in.beginObject();
            for (String field = in.nextField(); field != null; field = in.nextField()) {
                switch (field) {
                    case "name" -> name = in.stringBytes();
                    case "value" -> value = base64(in.stringBytes());
                    default -> in.skip();
                }
            }
            f.xattrs.add(new Node.Xattr(name, value));
        }
    }

    private static byte[] base64(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "malformed base64", e);
        }
    }

    private static final class Fields {
        private byte[] name = {};
        private NodeType type = NodeType.OTHER;
        private long mode;
        private Instant mtime = Instant.EPOCH;
        private Instant atime = Instant.EPOCH;
        private Instant ctime = Instant.EPOCH;
        private int uid;
        private int gid;
        private String user = "";
        private String group = "";
        private long inode;
        private long deviceId;
        private long size;
        private long links;
        private byte[] linkTarget = {};
        private boolean rawTarget;
        private List<Node.Xattr> xattrs = List.of();
        private long device;
        private List<ObjectId> content = List.of();
        private ObjectId subtree;

        private void target(byte[] bytes, boolean raw) {
            if (raw || !rawTarget) {
                linkTarget = bytes;
                rawTarget = raw;
            }
        }

        private Node node() {
            return new Node(
                    name,
                    type,
                    GoMode.permissions(mode),
                    mtime,
                    atime,
                    ctime,
                    uid,
                    gid,
                    user,
                    group,
                    inode,
                    deviceId,
                    size,
                    links,
                    linkTarget,
                    xattrs,
                    device,
                    content,
                    subtree);
        }
    }
}
