// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.PlugClient;

/** Requests that no decent program sends, byte for byte over TLS. */
final class RawHttp {
    private RawHttp() {}

    /** Status and body; the body is empty when the plug just hung up after the status. */
    record Reply(int status, String head, String body) {
        void assertSentence() {
            assertThat(body).as("the body of %s", head).isNotBlank();
            if (head.contains("application/problem+json")) {
                assertThat(Json.parse(body).get("detail").string()).contains(" ");
            }
        }
    }

    /** Sends bytes, says that no more come if {@code hangUp}, and reads the first reply, empty when there is none. */
    static Optional<Reply> exchange(PlugClient client, boolean hangUp, byte[]... parts) throws IOException {
        try (SSLSocket socket = client.connect()) {
            try {
                OutputStream out = socket.getOutputStream();
                for (byte[] part : parts) {
                    out.write(part);
                }
                out.flush();
                if (hangUp) {
                    socket.shutdownOutput();
                }
            } catch (IOException e) {
                // The plug may answer and hang up before it has read all of a monstrous request.
            }
            return read(socket.getInputStream());
        }
    }

    private static Optional<Reply> read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
                if (complete(all.toString(StandardCharsets.UTF_8))) {
                    break;
                }
            }
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            // A reset after the reply is what a server does to one who goes on sending.
        }
        return parse(all.toString(StandardCharsets.UTF_8));
    }

    private static boolean complete(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        int length = contentLength(text.substring(0, end));
        return length >= 0 && text.substring(end + 4).getBytes(StandardCharsets.UTF_8).length >= length;
    }

    private static int contentLength(String head) {
        return Arrays.stream(head.split("\r\n"))
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(-1);
    }

    private static Optional<Reply> parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || end < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Reply(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The head of a request with the owner's session. */
    static byte[] head(PlugClient client, String method, String target, String... headers) {
        StringBuilder head = new StringBuilder(
                method + " " + target + " HTTP/1.1\r\nHost: localhost:" + client.port() + "\r\nX-Hearth: 1\r\n");
        if (client.cookie() != null) {
            head.append("Cookie: ").append(client.cookie()).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return bytes(head + "\r\n");
    }
}
