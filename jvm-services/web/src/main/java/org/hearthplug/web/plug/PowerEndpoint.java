// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/power}, {@code /api/v1/power/budget} and {@code /api/v1/power/attestation} for the signed-in owner. */
public final class PowerEndpoint {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int RETRY_SECONDS = 5;

    private final PlatformView platform;
    private final Attestation attestation;

    /** Serves what the view tells. */
    public PowerEndpoint(PlatformView platform, Attestation attestation) {
        this.platform = platform;
        this.attestation = attestation;
    }

    /**
     * Answers {@code GET /api/v1/power}, {@code PUT /api/v1/power/budget} and {@code POST /api/v1/power/attestation}.
     *
     * @param rest the address behind {@code power}
     * @param owner who asks, for the journal
     */
    public void serve(Exchange exchange, List<String> rest, String owner) throws IOException {
        String asked = exchange.method() + " " + String.join("/", rest);
        try {
            switch (asked) {
                case "GET ", "HEAD " -> answer(exchange, platform.power(PATIENCE));
                case "PUT budget" -> {
                    String budget =
                            new String(Json.write(Json.readObject(exchange.readBody())), StandardCharsets.UTF_8);
                    answer(exchange, platform.powerBudget(budget, owner, PATIENCE));
                }
                case "POST attestation" -> exchange.json(200, attestation.of(Json.readObject(exchange.readBody())));
                default ->
                    throw new Problem(405, "Power is read with GET, its budget changed with PUT. Use one of these.")
                            .header("Allow", "GET, PUT");
            }
        } catch (PlatformView.PowerRefusal no) {
            throw no.senseless()
                    ? new Problem(422, no.getMessage())
                    : new Problem(503, no.getMessage()).retryAfter(RETRY_SECONDS);
        } catch (IOException away) {
            throw new Problem(
                            503,
                            "The plug's hardware service does not answer. It restarts by itself; wait a few seconds.")
                    .retryAfter(RETRY_SECONDS);
        }
    }

    private static void answer(Exchange exchange, String json) throws IOException {
        exchange.send(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }
}
