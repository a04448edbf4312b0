// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.nio.ByteBuffer;

/** What libssl has said on its own account (the handshake, an alert, the farewell) and nobody has taken yet. For one thread at a time. */
final class Said {
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int at;

    boolean waits() {
        return at < bytes.length;
    }

    /** How much waits. */
    int bytes() {
        return bytes.length - at;
    }

    void add(byte[] more) {
        if (more.length == 0) {
            return;
        }
        byte[] all = new byte[bytes() + more.length];
        System.arraycopy(bytes, at, all, 0, bytes());
        System.arraycopy(more, 0, all, bytes(), more.length);
        bytes = all;
        at = 0;
    }

    /** Moves as much as there is room for, and returns how much that was. */
    int moveTo(ByteBuffer target) {
        int count = Math.min(bytes(), target.remaining());
        target.put(bytes, at, count);
        at += count;
        if (!waits()) {
            forget();
        }
        return count;
    }

    void forget() {
        bytes = NOTHING;
        at = 0;
    }
}
