// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.update.ddi.UpdateServer;

/**
 * Brings a bundle from an address of the web that the owner typed, and has it installed. One at a time; for any number of threads. The
 * address is not trusted and need not be: the bundle's signature says whether it is installed.
 */
final class AddressFetch {
    private static final Logger LOG = Logger.getLogger(AddressFetch.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MAX_ADDRESS = 2000;
    private static final String NO_ADDRESS =
            "Give the bundle's whole address, such as https://example.org/hearth.raucb.";

    /** What becomes of a bundle that has come. */
    interface Installer {
        /** Starts the installation. {@code name} is the file's, as shown. */
        void install(String name) throws IOException;
    }

    private final BundleSpool spool;
    private final Installer installer;
    private final AtomicLong received = new AtomicLong();
    private Thread thread;
    private String phase = "idle";
    private String source = "";
    private String problem = "";
    private long announced;

    AddressFetch(BundleSpool spool, Installer installer) {
        this.spool = spool;
        this.installer = installer;
    }

    /** Begins to fetch; problem 422 when it is no address, 409 when a fetch is under way. */
    synchronized void start(Map<String, Object> form) {
        URI address = address(form.get("address"));
        if (phase.equals("fetching")) {
            throw new Problem(409, "A bundle is being fetched already. Wait for its end, or stop it.");
        }
        tell("fetching", "");
        source = name(address);
        announced = 0;
        received.set(0);
        thread = Thread.ofVirtual().name("update-fetch").start(() -> run(address));
    }

    /** Gives up what is under way, if anything is. */
    synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** {@code phase} (idle, fetching, fetched, failed), {@code source}, {@code percent} and, when it failed, {@code problem}. */
    synchronized Map<String, Object> describe() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("phase", phase);
        json.put("source", source);
        json.put("percent", announced == 0 ? 0 : Math.min(100, received.get() * 100 / announced));
        if (!problem.isEmpty()) {
            json.put("problem", problem);
        }
        return json;
    }

    private void run(URI address) {
        try (HttpClient http = client()) {
            try {
                fetch(http, address);
                installer.install(name(address));
                tell("fetched", "");
            } finally {
                http.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            tell("idle", "");
        } catch (Problem said) {
            tell("failed", said.getMessage());
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                tell("idle", "");
                return;
            }
            LOG.log(Level.WARNING, "A bundle could not be fetched from {0}: {1}", new Object[] {address.getHost(), e});
            tell("failed", sentence(e));
        }
    }

    private void fetch(HttpClient http, URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> first = open(http, address, 0);
        long bytes = first.headers().firstValueAsLong("Content-Length").orElse(0);
        if (bytes <= 0) {
            first.body().close();
            throw new Said("The server does not say how long the file is. Download it yourself and choose the file.");
        }
        synchronized (this) {
            announced = bytes;
        }
        AtomicReference<HttpResponse<InputStream>> opened = new AtomicReference<>(first);
        spool.fetch(
                from -> {
                    HttpResponse<InputStream> again = opened.getAndSet(null);
                    HttpResponse<InputStream> response = again == null ? open(http, address, from) : again;
                    long start = response.statusCode() == 206 ? from : 0;
                    received.set(start);
                    return new UpdateServer.Opened(start, new Counted(response.body(), received));
                },
                bytes,
                null);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .executor(task -> Thread.ofVirtual().name("update-fetch").start(task))
                .build();
    }

    private static HttpResponse<InputStream> open(HttpClient http, URI address, long from)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200 && response.statusCode() != 206) {
            response.body().close();
            throw new Said("The server answers " + response.statusCode() + " instead of the file. Check the address.");
        }
        return response;
    }

    private static URI address(Object typed) {
        String text = typed instanceof String string && string.length() <= MAX_ADDRESS ? string.strip() : "";
        try {
            URI uri = URI.create(text);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException noAddress) {
            // said below
        }
        throw new Problem(422, NO_ADDRESS, List.of(new Problem.Field("address", NO_ADDRESS)));
    }

    /** The file's name of an address, when it is one that can be shown. */
    private static String name(URI address) {
        String path = address.getPath() == null ? "" : address.getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.matches("[0-9A-Za-z+_-][0-9A-Za-z.+_ -]{0,119}") ? last : "update.raucb";
    }

    private synchronized void tell(String now, String why) {
        phase = now;
        problem = why;
    }

    private static String sentence(Exception e) {
        return e instanceof Said
                ? e.getMessage()
                : "The file could not be fetched: the connection failed or broke. Check the address and the plug’s network, then try again.";
    }

    /** A failure whose message is for the owner. */
    private static final class Said extends IOException {
        private static final long serialVersionUID = 1;

        Said(String message) {
            super(message);
        }
    }

    /** Counts what passes. */
    private static final class Counted extends FilterInputStream {
        private final AtomicLong count;

        Counted(InputStream in, AtomicLong count) {
            super(in);
            this.count = count;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            if (read > 0) {
                count.addAndGet(read);
            }
            return read;
        }
    }
}
