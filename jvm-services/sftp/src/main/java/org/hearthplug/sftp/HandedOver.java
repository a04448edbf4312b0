// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A socket that listens already and has accepted one connection: whoever takes it over accepts that one first. */
final class HandedOver extends AsynchronousServerSocketChannel {
    private final AsynchronousServerSocketChannel listener;
    private AsynchronousSocketChannel first;

    HandedOver(AsynchronousServerSocketChannel listener, AsynchronousSocketChannel first) {
        super(listener.provider());
        this.listener = listener;
        this.first = first;
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress address, int backlog) {
        return this;
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        listener.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return listener.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return listener.supportedOptions();
    }

    @Override
    public <A> void accept(A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        AsynchronousSocketChannel waiting = first;
        first = null;
        if (waiting == null) {
            listener.accept(attachment, handler);
        } else {
            handler.completed(waiting, attachment);
        }
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        AsynchronousSocketChannel waiting = first;
        first = null;
        return waiting == null ? listener.accept() : CompletableFuture.completedFuture(waiting);
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return listener.getLocalAddress();
    }

    @Override
    public boolean isOpen() {
        return listener.isOpen();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
