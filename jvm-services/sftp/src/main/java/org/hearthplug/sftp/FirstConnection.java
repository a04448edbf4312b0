// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.function.Consumer;

/** Waits for one connection. A listener that is closed meanwhile has none. */
record FirstConnection(Consumer<AsynchronousSocketChannel> then)
        implements CompletionHandler<AsynchronousSocketChannel, Void> {
    @Override
    public void completed(AsynchronousSocketChannel connection, Void nothing) {
        then.accept(connection);
    }

    @Override
    public void failed(Throwable why, Void nothing) {
        // Closed before anybody came.
    }
}
