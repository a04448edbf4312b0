// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hearthplug.web.http.Conditions;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.http.SecurityHeaders;

/** {@code GET /}, the page of shared links {@code GET /s/}, and {@code GET /app/…}. */
public final class PageEndpoint {
    private static final List<String> INDEX = List.of("index.html");
    private static final List<String> SHARED = List.of("shared.html");
    private static final List<String> WORKER = List.of("app", "worker.js");

    private final PageFiles files;

    /** Serves the page from the jar, or from a folder. */
    public PageEndpoint(Optional<Path> folder) {
        this.files = new PageFiles(folder);
    }

    /** Answers with a file of the page: 200, 304, or problem 404 or 405. */
    public void serve(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw new Problem(405, "The page can only be read. Use GET.").header("Allow", "GET, HEAD");
        }
        List<String> parts = exchange.target().segments();
        PageFiles.PageFile file = files.find(
                        parts.isEmpty() ? INDEX : parts.getFirst().equals("s") ? SHARED : parts)
                .orElseThrow(() -> new Problem(404, "The page has no such file. Go to the start page at “/”."));
        exchange.set("Content-Security-Policy", SecurityHeaders.PAGE_POLICY);
        exchange.set("Cache-Control", "no-cache");
        if (parts.equals(WORKER)) {
            exchange.set("Service-Worker-Allowed", "/");
        }
        exchange.set("ETag", file.etag());
        exchange.set("Vary", "Accept-Encoding");
        if (Conditions.etagMatches(exchange.header("If-None-Match"), file.etag())) {
            exchange.empty(304);
            return;
        }
        boolean gzip = file.gzip() != null && acceptsGzip(exchange.header("Accept-Encoding"));
        if (gzip) {
            exchange.set("Content-Encoding", "gzip");
        }
        exchange.send(200, file.type(), gzip ? file.gzip() : file.plain());
    }

    private static boolean acceptsGzip(String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String one : accepted.split(",")) {
            String[] parts = one.strip().split(";", 2);
            boolean refused = parts.length > 1 && parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return !refused;
            }
        }
        return false;
    }
}
