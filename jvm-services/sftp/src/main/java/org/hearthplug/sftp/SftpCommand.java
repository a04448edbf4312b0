// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.hearthplug.storage.Space;

/** One SFTP conversation, on a virtual thread of its own. */
final class SftpCommand implements Command {
    private static final Logger LOG = Logger.getLogger(SftpCommand.class.getName());
    private static final int BUFFER = 64 * 1024;

    private final Space space;
    private InputStream in;
    private OutputStream out;
    private ExitCallback exit;
    private Thread thread;

    SftpCommand(Space space) {
        this.space = space;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
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
    public void start(ChannelSession channel, Environment environment) {
        thread = Thread.ofVirtual().name("sftp").start(this::talk);
    }

    private void talk() {
        try (Conversation conversation =
                new Conversation(space, new Packets(new DataInputStream(new BufferedInputStream(in, BUFFER)), out))) {
            conversation.run();
            exit.onExit(0);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "An SFTP conversation ended early.", e);
            exit.onExit(1);
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
