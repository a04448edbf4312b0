// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final PipedOutputStream plug = new PipedOutputStream();
    private final EventStream events = new EventStream(pipe());

    private PipedInputStream pipe() {
        try {
            return new PipedInputStream(plug, 64 * 1024);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void givesWholeEventsInTheirOrder() throws IOException {
        say(": hello\n\nevent: snapshot\ndata: {\"a\":\ndata: 1}\n\ndata: plain\n\nevent: device\nda");
        assertThat(await("snapshot").json().get("a").longValue()).isEqualTo(1);
        assertThat(await("message").data()).isEqualTo("plain");
        assertThat(events.mark()).isEqualTo(2);
        say("ta: {\"action\":\"add\"}\r\n\r\n");
        assertThat(await("device").json().get("action").string()).isEqualTo("add");
    }

    @Test
    void saysWhenTheStreamEnds() throws IOException {
        say("event: snapshot\ndata: half");
        plug.close();
        assertThatThrownBy(() -> await("snapshot"))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.IO));
    }

    @Test
    void looksOnlyBehindTheMark() throws IOException {
        say("data: one\n\n");
        await("message");
        int mark = events.mark();
        say("data: two\n\n");
        assertThat(events.await("two", mark, e -> true, Deadline.seconds(10)).data())
                .isEqualTo("two");
    }

    private EventStream.Event await(String name) {
        return events.await(name, 0, e -> e.name().equals(name), Deadline.seconds(10));
    }

    private void say(String text) throws IOException {
        plug.write(text.getBytes(StandardCharsets.UTF_8));
        plug.flush();
    }
}
