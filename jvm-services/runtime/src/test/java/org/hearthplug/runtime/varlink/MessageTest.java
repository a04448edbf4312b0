// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hearthplug.runtime.varlink.wire.Call;
import org.hearthplug.runtime.varlink.wire.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    @Test
    void envelopesAreWrittenAsTheSpecificationHasThem() {
        assertThat(text(Message.encode(new Call("a.b.C", "{\"x\":\"ü\"}", null, true, null))))
                .isEqualTo("{\"method\":\"a.b.C\",\"parameters\":{\"x\":\"ü\"},\"more\":true}\0");
        assertThat(text(Message.encode(new Call("a.b.C", null, true, null, null))))
                .isEqualTo("{\"method\":\"a.b.C\",\"oneway\":true}\0");
        assertThat(text(Message.encode(new Reply("{}", true, null))))
                .isEqualTo("{\"parameters\":{},\"continues\":true}\0");
        assertThat(text(Message.encode(new Reply(null, true, null)))).isEqualTo("{\"continues\":true}\0");
        assertThat(text(Message.encode(new Reply(null, null, null)))).isEqualTo("{}\0");
        assertThat(text(Message.encode(new Reply("{\"a\":1}", null, "a.b.E"))))
                .isEqualTo("{\"error\":\"a.b.E\",\"parameters\":{\"a\":1}}\0");
    }

    @Test
    void whatIsWrittenIsReadTheSame() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            String odd = randomText(random);
            Call call = new Call(odd, "{\"k\":" + Message.quoted(randomText(random)) + "}", null, true, null);
            byte[] frame = Message.encode(call);
            Call read = Message.decodeCall(Arrays.copyOf(frame, frame.length - 1));
            assertThat(read).isEqualTo(call);
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder("m");
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            int c = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0x100);
            if (!Character.isSurrogate((char) c)) {
                text.append((char) c);
            }
        }
        return text.append(random.nextBoolean() ? "\uD83D\uDD25" : "").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"x\"",
                "[]",
                "{",
                "}",
                "{]",
                "{}}",
                "{\"method\":}",
                "{\"method\":1",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{}",
                "{\"method\":null}",
                "x{}",
                "{\"method\":\"a.b.C\"} x"
            })
    void whatIsNoCallIsRefused(String frame) {
        assertThatThrownBy(() -> Message.decodeCall(bytes(frame))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void nestingIsBounded() throws IOException {
        int deep = Message.MAX_DEPTH - 1;
        String fits = "{\"method\":\"a.b.C\",\"parameters\":" + "[".repeat(deep) + "]".repeat(deep) + "}";
        assertThat(Message.decodeCall(bytes(fits)).method()).isEqualTo("a.b.C");
        String deeper = "{\"method\":\"a.b.C\",\"parameters\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
        assertThatThrownBy(() -> Message.decodeCall(bytes(deeper))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void brokenMessagesAreReadOrRefused() {
        String whole =
                "{\"method\":\"org.hearthplug.Platform.Monitor\",\"parameters\":{\"intervalMillis\":1000,\"x\":[1,-2.5e3,"
                        + "true,null,\"\\u00fc\\n\"]},\"more\":true}";
        Random random = new Random(5);
        int read = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] broken = bytes(whole);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte)
                        (random.nextBoolean() ? "{}[]\",:\\tfn0e-".charAt(random.nextInt(14)) : random.nextInt());
            }
            try {
                read += Message.decodeCall(broken).method() == null ? 0 : 1;
            } catch (ProtocolException refused) {
                assertThat(refused).hasMessageStartingWith("A ");
            }
        }
        assertThat(read).isBetween(1_000, 49_000);
    }

    @Test
    void framesComeOutWholeHoweverTheBytesArrive() throws IOException {
        Random random = new Random(9);
        for (int round = 0; round < 300; round++) {
            List<String> sent = new ArrayList<>();
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                String frame = "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 20_000 : 50));
                sent.add(frame);
                stream.append(frame).append('\0');
            }
            FrameReader frames =
                    new FrameReader(Channels.newChannel(new Trickle(bytes(stream.toString()), random)), 20_000);
            List<String> received = new ArrayList<>();
            for (byte[] frame = frames.next(() -> {}); frame != null; frame = frames.next(() -> {})) {
                received.add(new String(frame, StandardCharsets.UTF_8));
            }
            assertThat(received).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 4000, 5000, 100_000})
    void aLongFrameIsRefusedWithoutBeingHeld(int length) {
        FrameReader frames = new FrameReader(
                Channels.newChannel(new ByteArrayInputStream(new byte[0]) {
                    private int left = length;

                    @Override
                    public int read(byte[] into, int from, int count) {
                        int n = Math.min(count, left);
                        Arrays.fill(into, from, from + n, (byte) 'x');
                        left -= n;
                        return n == 0 ? -1 : n;
                    }
                }),
                100);
        assertThatThrownBy(() -> frames.next(() -> {}))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("longer than 100 bytes");
    }

    /** Gives its bytes in pieces of random length. */
    private static final class Trickle extends ByteArrayInputStream {
        private final Random random;

        Trickle(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] into, int from, int count) {
            return super.read(into, from, Math.min(count, 1 + random.nextInt(5000)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
