// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import java.nio.charset.StandardCharsets;
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

/**
 * A directory as the bytes that restic would write for it: same fields, same order, same spelling, so that both give it
 * the same hash. Nodes come ordered by name.
 */
public final class TreeWriter {
    private static final int SMALL = 128 * 1024;

    private JsonWriter out = new JsonWriter(1024);
    private final GoTime time;
    private byte[] last;

    /** @param zone in whose local time the times are written */
    public TreeWriter(ZoneId zone) {
        time = new GoTime(zone);
        begin();
    }

    private void begin() {
        out.begin('{').name("nodes").begin('[');
    }

    /** Begins another directory's tree in the same memory, unless that has grown large. */
    public void again() {
        last = null;
        if (out.array().length > SMALL) {
            out = new JsonWriter(1024);
        } else {
            out.reset();
        }
        begin();
    }

    /** Adds a node. @throws BackupException INVALID when the names are not in order */
    public void add(Node node) {
        if (last != null && Arrays.compareUnsigned(last, node.name()) >= 0) {
            throw new BackupException(BackupException.Kind.INVALID, "names of a tree must rise");
        }
        last = node.name();
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

    /** Ends the tree. @return its bytes; valid until this writer is gone */
    public JsonWriter finish() {
        out.end(']').end('}').append('\n');
        return out;
    }
}
