// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code GET /api/v1/plug}, {@code GET /api/v1/plug/hardware} and {@code GET /api/v1/plug/events}. */
public final class PlugEndpoint {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Each kind that does not answer costs two seconds. */
    private static final Duration HARDWARE_PATIENCE = Duration.ofSeconds(30);

    private static final int HEARTBEAT_SECONDS = 15;
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final PlatformView platform;
    private final EventHub hub;
    private final PowerEndpoint power;
    private final WifiEndpoint wifi;

    /** Serves what the view tells; the attestation signs power reports. */
    public PlugEndpoint(PlatformView platform, Attestation attestation) {
        this.platform = platform;
        this.hub = new EventHub(platform);
        this.power = new PowerEndpoint(platform, attestation);
        this.wifi = new WifiEndpoint(platform);
    }

    /** The power manager's part. */
    public PowerEndpoint power() {
        return power;
    }

    /** Wi-Fi's part. */
    public WifiEndpoint wifi() {
        return wifi;
    }

    /** Answers with the snapshot, or with 503 and what is known of the services. */
    public void snapshot(Exchange exchange) throws IOException {
        try {
            byte[] json = platform.snapshot(PATIENCE).getBytes(StandardCharsets.UTF_8);
            exchange.send(200, "application/json", json);
        } catch (IOException e) {
            String detail = "The plug's hardware service does not answer. It restarts by itself; wait a few seconds.";
            String body = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":\""
                    + detail + "\",\"services\":" + platform.knownServices() + "}";
            exchange.set("Retry-After", "5");
            exchange.send(503, "application/problem+json", body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Answers with all hardware. */
    public void hardware(Exchange exchange) throws IOException {
        try {
            byte[] json = platform.hardware(HARDWARE_PATIENCE).getBytes(StandardCharsets.UTF_8);
            exchange.send(200, "application/json", json);
        } catch (IOException away) {
            throw new Problem(
                            503,
                            "The plug's hardware service does not answer. It restarts by itself; wait a few seconds.")
                    .retryAfter(5);
        }
    }

    /**
     * Sends events until the viewer goes, falls behind, or may not look any more. Blocks its (virtual) thread for as long.
     *
     * @param mayLook asked before each event
     */
    public void events(Exchange exchange, BooleanSupplier mayLook) throws IOException {
        Viewer viewer = hub.join()
                .orElseThrow(
                        () -> new Problem(503, "Too many pages watch the plug. Close some of them.").retryAfter(30));
        try {
            exchange.response().setStatus(200);
            exchange.set("Content-Type", "text/event-stream");
            exchange.set("Cache-Control", "no-store");
            exchange.write(false, ByteBuffer.wrap(HEARTBEAT));
            while (!viewer.isDropped() && mayLook.getAsBoolean()) {
                Optional<Viewer.Event> event = viewer.next(HEARTBEAT_SECONDS);
                exchange.write(
                        false, ByteBuffer.wrap(event.map(PlugEndpoint::encode).orElse(HEARTBEAT)));
            }
            exchange.write(true, ByteBuffer.allocate(0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hub.leave(viewer);
        }
    }

    /** Ends all event streams. */
    public void close() {
        hub.close();
    }

    private static byte[] encode(Viewer.Event event) {
        String data = event.json().replace("\r", "").replace("\n", " ");
        return ("event: " + event.name() + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
