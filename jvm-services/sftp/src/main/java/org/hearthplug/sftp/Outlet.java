// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Puts answers into a channel's packets, one behind the other, and sends each packet when it is full or when there is nothing more to say. It
 * never waits: while the program takes nothing, or keys are exchanged, it says so. One array serves all packets that leave at once. For
 * the connection's thread.
 */
final class Outlet {
    /** OpenSSH takes no more in one packet. */
    private static final int MAX_PACKET = 32 * 1024;

    private static final int HEAD = 8;

    private final SftpChannel channel;
    private final Runnable onSent;
    private Buffer packet;
    private int start;
    private int filled;
    private boolean held;

    /**
     * An outlet to a channel.
     *
     * @param onSent what to run, on any thread, when a packet that did not leave at once has left
     */
    Outlet(SftpChannel channel, Runnable onSent) {
        this.channel = channel;
        this.onSent = onSent;
    }

    /** Takes what it can of an answer; false when something of it is left for later. */
    boolean put(ByteBuffer answer) throws IOException {
        while (answer.hasRemaining()) {
            int room = room();
            if (room == 0) {
                return false;
            }
            if (packet == null) {
                begin();
            }
            int now = Math.min(room, answer.remaining());
            answer.get(packet.array(), start + HEAD + 1 + filled, now);
            filled += now;
            if (filled == full()) {
                send();
            }
        }
        return true;
    }

    /** Whether a packet waits for more. */
    boolean isPartial() {
        return filled > 0 && !held;
    }

    /** Sends what is left. */
    void flush() throws IOException {
        if (isPartial()) {
            send();
        }
    }

    private int full() {
        return (int) Math.min(MAX_PACKET, channel.getRemoteWindow().getPacketSize());
    }

    private int room() {
        if (held) {
            return 0;
        }
        RemoteWindow window = channel.getRemoteWindow();
        return (int) (Math.min(full(), window.getSize()) - filled);
    }

    private void begin() {
        packet = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, full() + HEAD + 1);
        start = packet.rpos();
    }

    private void send() throws IOException {
        Buffer leaving = packet;
        leaving.rpos(start);
        leaving.wpos(start);
        leaving.putByte(SshConstants.SSH_MSG_CHANNEL_DATA);
        leaving.putUInt(channel.getRecipient());
        leaving.putUInt(filled);
        leaving.wpos(start + 1 + HEAD + filled);
        channel.getRemoteWindow().consume(filled);
        filled = 0;
        IoWriteFuture sent = channel.writePacket(leaving);
        if (sent.isDone()) {
            if (!sent.isWritten()) {
                throw new IOException("the connection has ended", sent.getException());
            }
            return;
        }
        // It is still to be encrypted or sent: what comes next must not lie in the same array, and waits.
        packet = null;
        held = true;
        sent.addListener(done -> onSent.run());
    }

    /** Goes on after what was held has left. */
    void goOn() {
        held = false;
    }
}
