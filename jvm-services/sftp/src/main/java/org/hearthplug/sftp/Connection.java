// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * One program's connection, served by one thread from the socket to the file and back: it reads, MINA decrypts and understands, files are read
 * and written, and what was said meanwhile leaves together. It holds memory only while bytes move. A program that does not take what it
 * asked for is not read from, and is left after {@link #PATIENCE}.
 */
final class Connection extends AbstractCloseable implements IoSession, Runnable {
    private static final Logger LOG = Logger.getLogger(Connection.class.getName());
    private static final AtomicLong IDS = new AtomicLong();

    /** How long a program may take nothing of what waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long MAX_QUEUED = 256 * 1024;

    private final long id = IDS.incrementAndGet();
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Connections service;
    private final IoHandler handler;
    private final SocketChannel socket;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Selector selector;
    private final SelectionKey key;
    private final Outgoing outgoing;
    private ByteBuffer in;
    private long stuckSince;
    private volatile Thread thread;
    private volatile boolean suspended;
    private volatile boolean lastWords;
    private volatile CloseFuture allSent;
    private boolean ended;

    Connection(Connections service, IoHandler handler, SocketChannel socket) throws IOException {
        this.service = service;
        this.handler = handler;
        this.socket = socket;
        this.outgoing = new Outgoing(service.buffers());
        local = socket.getLocalAddress();
        remote = socket.getRemoteAddress();
        // Answers are put together here: nothing is gained when the kernel waits for more.
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.configureBlocking(false);
        selector = Selector.open();
        key = socket.register(selector, 0);
    }

    Buffers buffers() {
        return service.buffers();
    }

    /** Serves the connection until it ends. */
    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            handler.sessionCreated(this);
            while (socket.isOpen()) {
                step();
            }
        } catch (ClosedChannelException | ClosedSelectorException | CancelledKeyException e) {
            LOG.log(Level.FINEST, "A connection has been closed.", e);
        } catch (Exception e) {
            fail(e);
        } finally {
            close(true);
            runTasks();
            giveBack();
            endTasks();
        }
    }

    private void step() throws Exception {
        runTasks();
        boolean stuck = !send();
        boolean mayRead = !suspended && outgoing.queued() < MAX_QUEUED;
        if (mayRead && read()) {
            return;
        }
        if (tasks.isEmpty()) {
            await(mayRead, stuck);
        }
    }

    /** Sends what there is; false when the program must take something first. */
    private boolean send() throws IOException {
        Outgoing.Result result = outgoing.sendTo(socket);
        if (result == Outgoing.Result.ALL) {
            stuckSince = 0;
            CloseFuture sent = allSent;
            if (sent != null) {
                sent.setClosed();
            }
            if (lastWords && socket.isOpen()) {
                lastWords = false;
                socket.shutdownOutput();
            }
            return true;
        }
        long now = System.nanoTime();
        if (stuckSince == 0 || result == Outgoing.Result.SOME) {
            stuckSince = now | 1;
        } else if (now - stuckSince > PATIENCE.toNanos()) {
            throw new SocketTimeoutException("nothing was taken for " + PATIENCE.toSeconds() + " seconds");
        }
        return false;
    }

    private boolean read() throws Exception {
        if (in == null) {
            in = service.buffers().take();
        }
        int count = socket.read(in.clear());
        if (count < 0) {
            close(true);
            return true;
        }
        if (count == 0) {
            giveBack();
            return false;
        }
        handler.messageReceived(this, Readable.readable(in.flip()));
        return true;
    }

    private void giveBack() {
        if (in != null) {
            service.buffers().give(in);
            in = null;
        }
    }

    private void await(boolean read, boolean write) throws IOException {
        giveBack();
        key.interestOps((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
        selector.select(write ? PATIENCE.toMillis() + 1 : 0);
        selector.selectedKeys().clear();
    }

    /** Has the connection's thread do something soon; when there is none any more, it is done at once. */
    void later(Runnable task) {
        synchronized (tasks) {
            if (!ended) {
                tasks.add(task);
                wake();
                return;
            }
            task.run();
        }
    }

    private void wake() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    /** What runs here must not wait for keys that this thread itself exchanges: MINA asks whether a thread is one of its own. */
    private void runTasks() {
        if (tasks.isEmpty()) {
            return;
        }
        try {
            ThreadUtils.runAsInternal(() -> {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                return null;
            });
        } catch (Exception e) {
            fail(e);
        }
    }

    private void endTasks() {
        synchronized (tasks) {
            ended = true;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private void fail(Exception e) {
        try {
            handler.exceptionCaught(this, e);
        } catch (Exception other) {
            LOG.log(Level.FINE, "A connection did not end cleanly.", other);
        }
        close(true);
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) throws IOException {
        boolean own = Thread.currentThread() == thread;
        if (own && !isClosing() && outgoing.isFullFor(buffer.available())) {
            send();
        }
        IoWriteFuture future = outgoing.add(buffer);
        if (!own) {
            selector.wakeup();
        }
        return future;
    }

    @Override
    public void shutdownOutputStream() {
        lastWords = true;
        wake();
    }

    @Override
    protected CloseFuture doCloseGracefully() {
        CloseFuture sent = new DefaultCloseFuture(toString(), futureLock);
        allSent = sent;
        // A task of its own, so that the loop looks once more even when it is this thread.
        later(() -> {});
        return sent;
    }

    @Override
    protected void doCloseImmediately() {
        outgoing.end();
        try {
            socket.close();
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "A connection did not close cleanly.", e);
        }
        service.gone(this);
        super.doCloseImmediately();
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            LOG.log(Level.FINE, "A session did not close cleanly.", e);
        }
        attributes.clear();
    }

    @Override
    public void suspendRead() {
        suspended = true;
    }

    @Override
    public void resumeRead() {
        suspended = false;
        wake();
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public IoService getService() {
        return service;
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return local;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public Object getAttribute(Object name) {
        return attributes.get(name);
    }

    @Override
    public Object setAttribute(Object name, Object value) {
        return attributes.put(name, value);
    }

    @Override
    public Object setAttributeIfAbsent(Object name, Object value) {
        return attributes.putIfAbsent(name, value);
    }

    @Override
    public Object removeAttribute(Object name) {
        return attributes.remove(name);
    }

    @Override
    public String toString() {
        return "Connection[" + remote + "]";
    }
}
