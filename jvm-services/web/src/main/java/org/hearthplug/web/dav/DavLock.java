// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import org.hearthplug.storage.FilePath;

/**
 * A write lock.
 *
 * @param token {@code urn:uuid:…}, which shows that a request comes from who locked
 * @param root what is locked
 * @param exclusive whether nobody else may lock it too
 * @param deep whether everything below is locked with it
 * @param owner what the client said of itself: XML that stands on its own, at most 1,000 characters
 * @param seconds for how long it was asked
 * @param endsAtNanos when it ends, in {@code System.nanoTime}
 */
record DavLock(
        String token, FilePath root, boolean exclusive, boolean deep, String owner, long seconds, long endsAtNanos) {
    /** Returns whether the lock covers what is at a path. */
    boolean covers(FilePath path) {
        return deep ? path.startsWith(root) : path.equals(root);
    }

    void write(StringBuilder out, String href, long nowNanos) {
        long left = Math.max(0, (endsAtNanos - nowNanos + 999_999_999L) / 1_000_000_000L);
        out.append("<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope>")
                .append(exclusive ? "<D:exclusive/>" : "<D:shared/>")
                .append("</D:lockscope><D:depth>")
                .append(deep ? "infinity" : "0")
                .append("</D:depth>");
        if (!owner.isEmpty()) {
            out.append(owner);
        }
        out.append("<D:timeout>Second-")
                .append(left)
                .append("</D:timeout><D:locktoken><D:href>")
                .append(token)
                .append("</D:href></D:locktoken><D:lockroot><D:href>")
                .append(href)
                .append("</D:href></D:lockroot></D:activelock>");
    }
}
