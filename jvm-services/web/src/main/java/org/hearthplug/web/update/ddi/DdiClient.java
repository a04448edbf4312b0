// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** Speaks DDI with one server. Calls block; for one thread. */
final class DdiClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MAX_ANSWER = 256 * 1024;

    private final DdiSettings settings;
    private final HttpClient http;

    DdiClient(DdiSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(task -> Thread.ofVirtual().name("ddi").start(task))
                .build();
    }

    /** The controller's own page: how long to sleep, and links to what is to do. */
    Map<String, Object> root() throws IOException, InterruptedException {
        return get(URI.create(settings.address() + "/controller/v1/" + settings.controllerId()));
    }

    /** What is to be installed, when the root has a link to it. */
    Optional<Deployment> deployment(Map<String, Object> root) throws IOException, InterruptedException {
        Optional<URI> link = Deployment.link(root, "deploymentBase");
        return link.isEmpty() ? Optional.empty() : Deployment.of(get(link.get()));
    }

    /**
     * Tells how an action goes.
     *
     * @param execution {@code proceeding} or {@code closed}
     * @param finished {@code none}, {@code success} or {@code failure}
     */
    void feedback(String action, String execution, String finished, String detail)
            throws IOException, InterruptedException {
        Map<String, Object> body = Map.of(
                "id",
                action,
                "status",
                Map.of("execution", execution, "result", Map.of("finished", finished), "details", List.of(detail)));
        URI where = URI.create(settings.address() + "/controller/v1/" + settings.controllerId() + "/deploymentBase/"
                + action + "/feedback");
        HttpRequest request = request(where)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(body)))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2 && status != 410) {
            throw new IOException("the update server answers " + status + " to feedback");
        }
    }

    /** Opens a bundle from an offset on; the status is 200 (from its start) or 206. */
    HttpResponse<InputStream> open(Deployment deployment, long from) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(deployment.source()).header("Accept", "*/*");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> response = http.send(request.GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200 && response.statusCode() != 206) {
            response.body().close();
            throw new IOException("the update server answers " + response.statusCode() + " instead of the bundle");
        }
        return response;
    }

    private Map<String, Object> get(URI where) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                request(where).header("Accept", "application/hal+json").GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the update server answers " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
            if (bytes.length > MAX_ANSWER) {
                throw new IOException("the update server's answer is too long");
            }
            return Json.readObject(bytes);
        } catch (Problem noJson) {
            throw new IOException("the update server's answer is not what it should be", noJson);
        }
    }

    /** The token goes to the server that the owner named and to no other. */
    private HttpRequest.Builder request(URI where) {
        HttpRequest.Builder request = HttpRequest.newBuilder(where).timeout(ANSWER);
        URI own = settings.address();
        boolean same =
                own.getScheme().equals(where.getScheme()) && own.getAuthority().equals(where.getAuthority());
        return same ? request.header("Authorization", "TargetToken " + settings.token()) : request;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
