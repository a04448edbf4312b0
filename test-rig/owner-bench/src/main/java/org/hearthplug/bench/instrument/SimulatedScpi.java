// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The instrument's side of a line, simulated: takes messages that end with LF, keeps them, and answers what a function says; an empty
 * answer is none. For tests and for the lab, where there is no instrument.
 */
public final class SimulatedScpi implements Closeable {
    private final List<String> heard = new ArrayList<>();
    private final UnaryOperator<String> answers;
    private final Closeable line;

    private SimulatedScpi(UnaryOperator<String> answers, Closeable line) {
        this.answers = answers;
        this.line = line;
    }

    /** At the master's side of a pseudo-terminal, or at any other pair of streams; {@code line} is closed with it. */
    public static SimulatedScpi at(InputStream in, OutputStream out, UnaryOperator<String> answers, Closeable line) {
        SimulatedScpi made = new SimulatedScpi(answers, line);
        Thread.ofPlatform().daemon().name("simulated instrument").start(() -> made.serve(in, out));
        return made;
    }

    /** Behind a TCP port of this computer, for one connection after the other; {@code server} is closed with it. */
    public static SimulatedScpi at(ServerSocket server, UnaryOperator<String> answers) {
        SimulatedScpi made = new SimulatedScpi(answers, server);
        Thread.ofPlatform().daemon().name("simulated instrument").start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.setTcpNoDelay(true);
                    made.serve(socket.getInputStream(), socket.getOutputStream());
                } catch (IOException closed) {
                    // The next connection, or the end.
                }
            }
        });
        return made;
    }

    /** A port that only this computer reaches. */
    public static ServerSocket port() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private void serve(InputStream in, OutputStream out) {
        StringBuilder message = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    message.append((char) next);
                    continue;
                }
                String whole = message.toString();
                message.setLength(0);
                synchronized (heard) {
                    heard.add(whole);
                    heard.notifyAll();
                }
                String answer = answers.apply(whole);
                if (!answer.isEmpty()) {
                    out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            }
        } catch (IOException gone) {
            // Nobody speaks with it any more.
        }
    }

    /** All messages so far, without their ends. */
    public List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
