// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.runtime.varlink.wire.Call;
import org.hearthplug.runtime.varlink.wire.Reply;

/**
 * Calls a service on a Unix socket. One connection is kept and made anew when it broke; each call has a deadline that
 * covers connecting, waiting for other callers, sending and the reply. For any number of threads.
 */
public final class VarlinkClient implements AutoCloseable {
    private final UnixDomainSocketAddress address;
    private final int maxReplyBytes;
    private final Watchdog watchdog = new Watchdog("varlink-client-deadlines");
    private final ReentrantLock turn = new ReentrantLock();
    private Line line;

    /**
     * Makes a client; connects at the first call.
     *
     * @param socket path of the service's socket
     * @param maxReplyBytes longest reply that is read
     */
    public VarlinkClient(Path socket, int maxReplyBytes) {
        this.address = UnixDomainSocketAddress.of(socket);
        this.maxReplyBytes = maxReplyBytes;
    }

    /** A connection and what was read ahead on it. */
    private record Line(SocketChannel channel, FrameReader frames) {}

    /** Takes the replies of {@link #stream}. */
    @FunctionalInterface
    public interface ReplyHandler {
        /** Takes one reply's parameters; false ends the stream. */
        boolean reply(String parametersJson);
    }

    /**
     * Calls a method and waits for its one reply, at most until the deadline.
     *
     * <p>When a kept connection turns out to be closed before the call was sent, the call is sent once more on a new one;
     * a call that may have been carried out is never repeated.
     *
     * @param method full name
     * @param parametersJson a JSON object, or null for none
     * @param limit from now
     * @return the reply's parameters, a JSON object ({@code {}} when there are none)
     * @throws VarlinkException with the kind of failure
     */
    public String call(String method, String parametersJson, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        takeTurn(limit);
        try {
            byte[] request = Message.encode(new Call(method, parametersJson, null, null, null));
            if (line != null && !trySend(request, deadlineNanos)) {
                hangUp();
            }
            if (line == null) {
                line = connect(deadlineNanos);
                send(line, request, deadlineNanos);
            }
            return parameters(receive(line, deadlineNanos));
        } catch (VarlinkException failed) {
            if (failed.kind() != VarlinkException.Kind.REPLIED) {
                hangUp();
            }
            throw failed;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Calls a method with {@code more} on a connection of its own and hands over each reply, until the handler returns
     * false, the service sends its last reply, or the thread is interrupted. Blocks all that time.
     *
     * @param silence longest time to wait for the next reply
     * @throws VarlinkException when the stream breaks, or the service replies with an error
     */
    public void stream(String method, String parametersJson, Duration silence, ReplyHandler handler) {
        Line own = connect(System.nanoTime() + silence.toNanos());
        SocketChannel channel = own.channel();
        try (channel) {
            byte[] request = Message.encode(new Call(method, parametersJson, null, true, null));
            send(own, request, System.nanoTime() + silence.toNanos());
            boolean more = true;
            while (more) {
                Reply reply = receive(own, System.nanoTime() + silence.toNanos());
                more = handler.reply(parameters(reply)) && Boolean.TRUE.equals(reply.continues());
            }
        } catch (IOException unclosed) {
            throw VarlinkException.failed(VarlinkException.Kind.UNREACHABLE, "The connection did not close.", unclosed);
        }
    }

    private void takeTurn(Duration limit) {
        try {
            if (turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw VarlinkException.failed(
                VarlinkException.Kind.TIMED_OUT, "Other calls took all the time of this one.", null);
    }

    private Line connect(long deadlineNanos) {
        SocketChannel channel = null;
        boolean connected = false;
        try {
            SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel = opened;
            within(deadlineNanos, opened, "Nobody answers at " + address + ".", () -> opened.connect(address));
            connected = true;
            return new Line(opened, new FrameReader(opened, maxReplyBytes));
        } catch (IOException noSocket) {
            throw VarlinkException.failed(VarlinkException.Kind.UNREACHABLE, "No socket could be made.", noSocket);
        } finally {
            if (!connected) {
                close(channel);
            }
        }
    }

    /** False when the kept connection was closed by the other side before it took the request. */
    private boolean trySend(byte[] request, long deadlineNanos) {
        try {
            send(line, request, deadlineNanos);
            return true;
        } catch (VarlinkException broken) {
            if (broken.kind() == VarlinkException.Kind.UNREACHABLE) {
                return false;
            }
            throw broken;
        }
    }

    private void send(Line on, byte[] request, long deadlineNanos) {
        ByteBuffer bytes = ByteBuffer.wrap(request);
        within(deadlineNanos, on.channel(), "The connection broke while a call was sent.", () -> {
            while (bytes.hasRemaining()) {
                on.channel().write(bytes);
            }
            return bytes;
        });
    }

    private Reply receive(Line on, long deadlineNanos) {
        return within(deadlineNanos, on.channel(), "The connection broke before the reply.", () -> {
            byte[] frame = on.frames().next(() -> {});
            if (frame == null) {
                throw new ClosedChannelException();
            }
            return Message.decodeReply(frame);
        });
    }

    /** Something that blocks on the channel. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T within(long deadlineNanos, SocketChannel channel, String broken, Step<T> step) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        Watchdog.Watch watch = watchdog.within(left, channel);
        try (watch) {
            return step.run();
        } catch (ProtocolException wrong) {
            throw VarlinkException.failed(VarlinkException.Kind.MALFORMED, wrong.getMessage(), wrong);
        } catch (IOException failure) {
            throw watch.fired()
                    ? VarlinkException.failed(VarlinkException.Kind.TIMED_OUT, "The deadline passed.", failure)
                    : VarlinkException.failed(VarlinkException.Kind.UNREACHABLE, broken, failure);
        }
    }

    private static String parameters(Reply reply) {
        if (reply.error() != null) {
            throw VarlinkException.replied(reply.error(), reply.parameters());
        }
        return reply.parameters() == null ? "{}" : reply.parameters();
    }

    private void hangUp() {
        if (line != null) {
            close(line.channel());
            line = null;
        }
    }

    private static void close(SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException alreadyBroken) {
                // Nothing more can be done with it.
            }
        }
    }

    /** Hangs up and frees the thread; calls under way end by their deadlines. */
    @Override
    public void close() {
        turn.lock();
        try {
            hangUp();
        } finally {
            turn.unlock();
        }
        watchdog.close();
    }
}
