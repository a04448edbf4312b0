// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.Content;

/**
 * Requests over HTTP that are tried again with growing pauses where that can help: the connection broke, the server is
 * busy. Every request of a target is idempotent, for files are named by their hash.
 */
final class HttpCalls {
    private static final int TRIES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofMinutes(5);

    /** Lines slower than this are given up: 16 KiB a second, an eighth of a megabit. */
    private static final long SLOWEST_BYTES_PER_SECOND = 16 * 1024;

    private static final int SMALL_BODY = 32 * 1024 * 1024;

    private final String name;
    private final HttpClient client;
    private final Duration pause;

    /** @param pause before the second try; doubled for each further one */
    HttpCalls(String name, Duration pause) {
        this(name, pause, "");
    }

    /** @param pin the fingerprint of the server's public key; empty for what the public authorities have signed */
    HttpCalls(String name, Duration pause, String pin) {
        this.name = name;
        this.pause = pause;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        this.client = (pin.isEmpty() ? builder : builder.sslContext(PinnedTrust.only(pin))).build();
    }

    /** An answer; the body is the caller's to close. */
    record Answer(int status, HttpHeaders headers, InputStream body) implements AutoCloseable {
        boolean good() {
            return status >= 200 && status < 300;
        }

        /** As the server says it, in bytes; -1 when it does not. */
        long length() {
            return headers.firstValueAsLong("Content-Length").orElse(-1);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** Sends, several times if need be. @param request made anew for each try, as a signature holds the time */
    Answer send(Supplier<HttpRequest.Builder> request) {
        BackupException last = null;
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                LockSupport.parkNanos(pause.toNanos() << i - 1);
            }
            try {
                Answer answer = once(request.get());
                if (!again(answer.status())) {
                    return answer;
                }
                answer.close();
                last = unreachable("answers " + answer.status(), null);
            } catch (IOException e) {
                last = unreachable(e.toString(), e);
            }
        }
        throw last;
    }

    /** Whether the same request can have another answer soon: not where the server has no such thing (501) or no room (507). */
    private static boolean again(int status) {
        return status == 429 || status >= 500 && status != 501 && status != 507;
    }

    private Answer once(HttpRequest.Builder request) throws IOException {
        try {
            long sent = request.build()
                    .bodyPublisher()
                    .map(BodyPublisher::contentLength)
                    .orElse(0L);
            Duration patience = ANSWER.plusSeconds(Math.max(0, sent) / SLOWEST_BYTES_PER_SECOND);
            HttpResponse<InputStream> r =
                    client.send(request.timeout(patience).build(), HttpResponse.BodyHandlers.ofInputStream());
            return new Answer(r.statusCode(), r.headers(), r.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(BackupException.Kind.CANCELLED, "interrupted while waiting for " + name, e);
        }
    }

    private BackupException unreachable(String what, Throwable cause) {
        return new BackupException(BackupException.Kind.UNREACHABLE, name + ": " + what, cause);
    }

    /** Sends and drops the body. @return the status */
    int status(Supplier<HttpRequest.Builder> request) {
        try (Answer answer = send(request)) {
            answer.body().skip(1024);
            return answer.status();
        } catch (IOException e) {
            throw unreachable("broke off", e);
        }
    }

    /** Sends and reads a body of bounded size; anything but success is an error. */
    byte[] body(Supplier<HttpRequest.Builder> request, String what) {
        try (Answer answer = send(request)) {
            check(answer.status(), what);
            byte[] bytes = answer.body().readNBytes(SMALL_BODY + 1);
            if (bytes.length > SMALL_BODY) {
                throw new BackupException(BackupException.Kind.LIMIT, name + " answers more than 32 MiB to " + what);
            }
            return bytes;
        } catch (IOException e) {
            throw unreachable("broke off during " + what, e);
        }
    }

    /** Opens a range. A server that ignores ranges is read up to the range. */
    InputStream range(Supplier<HttpRequest.Builder> request, String what, long offset, long length) {
        boolean whole = offset == 0 && length < 0;
        String range = "bytes=" + offset + "-" + (length < 0 ? "" : offset + length - 1);
        Answer answer = send(() -> whole ? request.get() : request.get().header("Range", range));
        try {
            if (answer.status() == 416) {
                answer.close();
                return InputStream.nullInputStream();
            }
            if (!answer.good()) {
                answer.close();
            }
            check(answer.status(), what);
            if (answer.status() == 200 && offset > 0) {
                answer.body().skipNBytes(offset);
            }
        } catch (IOException e) {
            throw unreachable("broke off during " + what, e);
        }
        return length < 0 ? answer.body() : new BoundedStream(answer.body(), length);
    }

    /** Turns a status into an error unless it is a success. */
    void check(int status, String what) {
        if (status >= 200 && status < 300) {
            return;
        }
        var kind = switch (status) {
            case 404, 410 -> BackupException.Kind.NOT_FOUND;
            case 401, 403, 405, 407 -> BackupException.Kind.REFUSED;
            case 409, 412 -> BackupException.Kind.EXISTS;
            case 413, 507 -> BackupException.Kind.FULL;
            default -> BackupException.Kind.REFUSED;
        };
        throw new BackupException(kind, name + " answers " + status + " to " + what);
    }

    /** A body of known length. */
    static BodyPublisher publisher(Content content) {
        if (content instanceof Content.Memory m) {
            return BodyPublishers.ofByteArray(m.bytes());
        }
        Optional<Path> file = content.file();
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return file.isPresent() ? Files.newInputStream(file.get()) : content.open();
                    } catch (IOException e) {
                        throw new BackupException(BackupException.Kind.LOCAL_IO, "cannot read what is to be stored", e);
                    }
                }),
                content.length());
    }
}
