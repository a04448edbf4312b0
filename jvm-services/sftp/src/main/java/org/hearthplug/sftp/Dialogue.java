// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.hearthplug.web.FileDoor.Pass;

/**
 * One SFTP conversation, on its connection's thread: requests are answered as they come, without a stream or a thread between. While an answer
 * cannot leave, no further request is read; what comes meanwhile waits, and is no more than the channel's window allows.
 */
final class Dialogue implements Command, ChannelDataReceiver {
    private static final Logger LOG = Logger.getLogger(Dialogue.class.getName());
    private static final byte[] NOTHING = {};

    private final SftpChannel channel;
    private final Connection connection;
    private final Requests requests;
    private final Conversation conversation;
    private final Outlet outlet;
    private ExitCallback exit;
    private Answer answer;
    private ByteBuffer unsent;
    private byte[] waiting = NOTHING;
    private int waitingFrom;
    private int waitingTo;
    private boolean allCame;
    private boolean flushing;
    private boolean over;

    Dialogue(SftpChannel channel, Connection connection, Pass pass) {
        this.channel = channel;
        this.connection = connection;
        this.requests = new Requests(connection.buffers());
        this.conversation = new Conversation(pass, connection.buffers());
        this.outlet = new Outlet(channel, () -> connection.later(this::left));
        channel.onRoom(this::goOn);
        channel.setDataReceiver(this);
    }

    @Override
    public void setInputStream(InputStream stream) {
        // What comes is received as it comes.
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        // Answers become packets here.
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        // SFTP says everything in its answers.
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession session, Environment environment) {
        goOn();
    }

    @Override
    public int data(ChannelSession session, byte[] bytes, int offset, int count) {
        if (over) {
            return count;
        }
        try {
            int taken = waitingTo == waitingFrom ? take(bytes, offset, count) : 0;
            keep(bytes, offset + taken, count - taken);
            flushSoon();
            return taken;
        } catch (IOException | RuntimeException e) {
            fail(e);
            return count;
        }
    }

    /** Reads requests and answers them, until all is read or an answer cannot leave; returns how many bytes it read. */
    private int take(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (at < end && said()) {
            at += requests.feed(bytes, at, end - at);
            ByteBuffer request = requests.packet();
            if (request != null) {
                try {
                    answer = conversation.answer(request);
                    unsent = answer.packet();
                } finally {
                    requests.done();
                }
            }
        }
        said();
        return at - offset;
    }

    /** Whether the last answer is on its way. */
    private boolean said() throws IOException {
        if (answer != null && outlet.put(unsent)) {
            answer.close();
            answer = null;
            unsent = null;
        }
        return answer == null;
    }

    private void keep(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return;
        }
        if (waitingTo + count > waiting.length) {
            int held = waitingTo - waitingFrom;
            int room = Math.max(held + count, Math.min(2 * held, (int) SshSide.WINDOW_BYTES));
            if (!connection.buffers().admit(room)) {
                throw new IOException("too many requests wait for answers that are not taken");
            }
            byte[] larger = new byte[room];
            System.arraycopy(waiting, waitingFrom, larger, 0, held);
            forget();
            waiting = larger;
            waitingTo = held;
        }
        System.arraycopy(bytes, offset, waiting, waitingTo, count);
        waitingTo += count;
    }

    private void forget() {
        connection.buffers().dismiss(waiting.length);
        waiting = NOTHING;
        waitingFrom = 0;
        waitingTo = 0;
    }

    /** A packet that is not full leaves when all is read that came with this: more answers may be in it by then. */
    private void flushSoon() {
        if (outlet.isPartial() && !flushing) {
            flushing = true;
            connection.later(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (over) {
            return;
        }
        try {
            outlet.flush();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void left() {
        outlet.goOn();
        goOn();
    }

    /** Goes on with what waits. */
    private void goOn() {
        if (over) {
            return;
        }
        try {
            int taken = take(waiting, waitingFrom, waitingTo - waitingFrom);
            waitingFrom += taken;
            if (waitingFrom == waitingTo) {
                forget();
            }
            flushSoon();
            if (taken > 0 && channel.getLocalWindow().isOpen()) {
                channel.getLocalWindow().release(taken);
            }
            if (allCame && answer == null && waitingTo == 0) {
                outlet.flush();
                end();
                exit.onExit(0);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** The program says no more: what it has asked is still answered. */
    @Override
    public void close() {
        connection.later(() -> {
            allCame = true;
            goOn();
        });
    }

    private void fail(Exception e) {
        LOG.log(Level.FINE, "An SFTP conversation ended early.", e);
        end();
        if (e instanceof PassEnded) {
            disconnect(e.getMessage());
        } else if (exit != null) {
            exit.onExit(1);
        }
    }

    /** Ends the whole connection, with a sentence for the person. */
    private void disconnect(String sentence) {
        try {
            Session session = channel.getSession();
            Buffer words = session.createBuffer(SshConstants.SSH_MSG_DISCONNECT, 3 * sentence.length() + 16);
            words.putInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION);
            words.putString(sentence);
            words.putString("en");
            session.writePacket(words);
        } catch (IOException e) {
            LOG.log(Level.FINE, "An SFTP connection was gone before it was ended.", e);
        }
        // Not MINA's way, which closes the socket before the sentence has left.
        connection.close(false);
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        forget();
        requests.close();
        if (answer != null) {
            answer.close();
            answer = null;
        }
        try {
            conversation.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "What an SFTP conversation had open did not close cleanly.", e);
        }
    }

    @Override
    public void destroy(ChannelSession session) {
        connection.later(this::end);
    }
}
