// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.runtime.varlink.wire.Call;
import org.hearthplug.runtime.varlink.wire.Reply;

/** The server's side of one connection: reads calls one after the other and answers them in that order. */
final class Connection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Connection.class.getName());

    private final SocketChannel channel;
    private final Peer peer;
    private final VarlinkServer server;
    private volatile Thread thread;

    Connection(SocketChannel channel, Peer peer, VarlinkServer server) {
        this.channel = channel;
        this.peer = peer;
        this.server = server;
    }

    Peer peer() {
        return peer;
    }

    void start() {
        thread = Thread.ofVirtual().name("varlink-" + peer.user()).start(this::serve);
    }

    @Override
    public void close() {
        try {
            // At once: closing waits for the thread that reads, and until then a caller's next call would go where
            // nobody serves it.
            channel.shutdownInput();
        } catch (IOException gone) {
            LOG.log(Level.FINEST, "A connection had ended already.", gone);
        }
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            LOG.log(Level.FINE, "A connection did not close.", alreadyBroken);
        }
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    private void serve() {
        try (channel) {
            FrameReader frames = new FrameReader(channel, server.limits().maxMessageBytes());
            byte[] frame = read(frames);
            while (frame != null) {
                answer(Message.decodeCall(frame));
                frame = read(frames);
            }
        } catch (ProtocolException wrong) {
            LOG.log(Level.WARNING, "A client of user {0} was cut off: {1}", new Object[] {
                peer.user(), wrong.getMessage()
            });
        } catch (IOException gone) {
            LOG.log(Level.FINE, "A client has gone.", gone);
        } catch (InterruptedException stopping) {
            LOG.log(Level.FINE, "A call ended with the server.");
        } catch (RuntimeException bug) {
            LOG.log(Level.SEVERE, "A method failed; its connection was closed.", bug);
        } finally {
            server.ended(this);
        }
    }

    private byte[] read(FrameReader frames) throws IOException {
        Duration limit = frames.midway()
                ? server.limits().messageTime()
                : server.limits().idle();
        try (Watchdog.Watch watch = server.watchdog().within(limit, channel)) {
            return frames.next(() -> watch.restart(server.limits().messageTime()));
        }
    }

    private void answer(Call message) throws IOException, InterruptedException {
        VarlinkCall call = new VarlinkCall(message, peer, this::send);
        try {
            if (!server.allows(peer, message.method())) {
                throw VarlinkException.permissionDenied();
            }
            if (Boolean.TRUE.equals(message.upgrade())) {
                throw VarlinkException.invalidParameter("upgrade");
            }
            server.find(message.method()).answer(call);
            if (!call.finished() && !call.oneway()) {
                throw new IllegalStateException(message.method() + " returned without a reply.");
            }
        } catch (VarlinkException error) {
            if (error.kind() != VarlinkException.Kind.REPLIED) {
                throw error;
            }
            call.error(error);
        }
    }

    private void send(Reply reply) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Message.encode(reply));
        Watchdog.Watch watch = server.watchdog().within(server.limits().writeTime(), channel);
        try (watch) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
