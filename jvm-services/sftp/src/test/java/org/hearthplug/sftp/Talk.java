// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** One SFTP conversation of MINA's client, request by request. */
final class Talk implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final byte[] NOTHING = {};

    final ClientSession session;
    final OutputStream out;
    private final ChannelSubsystem channel;
    private final DataInputStream in;
    private final AtomicInteger exchanges = new AtomicInteger();
    private volatile int lastId;
    private volatile String lastWords = "";

    /** Looks at an answer. */
    interface Reader {
        void read(int type, int id, ByteBuffer answer) throws IOException;
    }

    /** Looks at an answer, whatever it answers. */
    interface StatusReader {
        void read(int type, ByteBuffer answer) throws IOException;
    }

    /** {@code identity} is what lets the client in: a password, or a pair of keys. */
    Talk(SshClient client, int port, String name, Object identity) throws IOException {
        session = client.connect(name, "127.0.0.1", port).verify(DEADLINE).getSession();
        try {
            if (identity instanceof KeyPair pair) {
                session.addPublicKeyIdentity(pair);
            } else {
                session.addPasswordIdentity((String) identity);
            }
            session.auth().verify(DEADLINE);
            session.addSessionListener(new SessionListener() {
                @Override
                public void sessionEvent(Session which, Event event) {
                    if (event == Event.KexCompleted) {
                        exchanges.incrementAndGet();
                    }
                }

                @Override
                public void sessionDisconnect(
                        Session which, int reason, String sentence, String language, boolean initiator) {
                    lastWords = sentence;
                }
            });
            channel = session.createSubsystemChannel("sftp");
            channel.open().verify(DEADLINE);
        } catch (IOException | RuntimeException e) {
            session.close(true);
            throw e;
        }
        out = channel.getInvertedIn();
        in = new DataInputStream(channel.getInvertedOut());
        out.write(new byte[] {0, 0, 0, 5, Types.INIT, 0, 0, 0, 3});
        out.flush();
        in.readNBytes(in.readInt());
    }

    /** Returns why the server ended the connection, as it said. */
    String lastWords() {
        return lastWords;
    }

    int exchanges() {
        return exchanges.get();
    }

    private int ask(int type, ByteBuffer words, byte[] more, int offset, int length) {
        words.flip();
        ByteBuffer packet = ByteBuffer.allocate(9 + words.remaining() + length);
        packet.putInt(packet.capacity() - 4).put((byte) type).putInt(++lastId);
        packet.put(words).put(more, offset, length);
        try {
            out.write(packet.array());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lastId;
    }

    byte[] open(String name, int flags) throws IOException {
        askOpen(name, flags);
        return handle();
    }

    int askOpen(String name, int flags) {
        return ask(Types.OPEN, text(name).putInt(flags).putInt(0), NOTHING, 0, 0);
    }

    byte[] openFolder(String name) throws IOException {
        ask(Types.OPENDIR, text(name), NOTHING, 0, 0);
        return handle();
    }

    private static ByteBuffer text(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(100).putInt(bytes.length).put(bytes);
    }

    private byte[] handle() throws IOException {
        byte[] handle = new byte[4];
        answer((type, id, answer) -> {
            assertThat(type).isEqualTo(Types.HANDLE);
            answer.position(answer.position() + 4).get(handle);
        });
        return handle;
    }

    int read(byte[] handle, long at, int length) {
        return ask(
                Types.READ,
                ByteBuffer.allocate(20).putInt(4).put(handle).putLong(at).putInt(length),
                handle,
                0,
                0);
    }

    void write(byte[] handle, long at, byte[] bytes, int offset, int length) {
        ask(
                Types.WRITE,
                ByteBuffer.allocate(20).putInt(4).put(handle).putLong(at).putInt(length),
                bytes,
                offset,
                length);
    }

    void closeHandle(byte[] handle) throws IOException {
        askClose(handle);
        status(0, 1);
    }

    int askClose(byte[] handle) {
        return ask(Types.CLOSE, ByteBuffer.allocate(8).putInt(4).put(handle), NOTHING, 0, 0);
    }

    void status(int code, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            answer((type, id, answer) -> {
                assertThat(type).isEqualTo(Types.STATUS);
                assertThat(answer.getInt()).isEqualTo(code);
            });
        }
    }

    void answer(Reader reader) throws IOException {
        byte[] packet = in.readNBytes(in.readInt());
        ByteBuffer answer = ByteBuffer.wrap(packet);
        reader.read(answer.get(), answer.getInt(), answer);
    }

    /** Reads the answers to what somebody else asks, to the last. */
    void answers(CompletableFuture<Void> asking, StatusReader reader) throws Exception {
        for (int seen = 0; !asking.isDone() || seen < lastId - 1; ) {
            if (seen < lastId - 1) {
                answer((type, id, answer) -> reader.read(type, answer));
                seen++;
            } else {
                Thread.onSpinWait();
            }
        }
        asking.get();
    }

    /** Asks for the whole file ahead, 20 pieces at a time. */
    byte[] download(String name, int length, int piece) throws IOException {
        byte[] handle = open(name, 1);
        byte[] all = new byte[length];
        Map<Integer, Integer> asked = new HashMap<>();
        int next = 0;
        while (next < length || !asked.isEmpty()) {
            while (next < length && asked.size() < 20) {
                asked.put(read(handle, next, Math.min(piece, length - next)), next);
                next += piece;
            }
            answer((type, id, answer) -> {
                assertThat(type).isEqualTo(Types.DATA);
                int at = asked.remove(id);
                int got = answer.getInt();
                assertThat(got).isEqualTo(Math.min(piece, length - at)).isEqualTo(answer.remaining());
                answer.get(all, at, got);
            });
        }
        closeHandle(handle);
        return all;
    }

    @Override
    public void close() {
        session.close(true);
    }
}
