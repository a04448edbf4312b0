// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;

/** A channel that says when its program takes more. */
final class SftpChannel extends ChannelSession {
    private Runnable onRoom = () -> {};

    /** What to run, on the connection's thread, when there is more room. */
    void onRoom(Runnable what) {
        onRoom = what;
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) throws IOException {
        super.handleWindowAdjust(buffer);
        onRoom.run();
    }
}
