// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.update.ddi.UpdateServer;

/** {@code /api/v1/update} for the signed-in owner. */
public final class UpdateEndpoint {
    private static final Logger LOG = Logger.getLogger(UpdateEndpoint.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z.+_ -]{1,120}");
    private static final String INTERFACE = "org.hearthplug.Update.";

    private final PlatformView platform;
    private final Access access;
    private final BundleSpool spool;
    private final UpdateServer server;
    private final AddressFetch fetch;

    /**
     * Serves updates.
     *
     * @param stateFolder where a bundle waits for platformd
     */
    public UpdateEndpoint(PlatformView platform, Access access, Path stateFolder) {
        this.platform = platform;
        this.access = access;
        this.spool = new BundleSpool(stateFolder);
        OwnInstaller installer = new OwnInstaller();
        this.server = new UpdateServer(stateFolder, installer);
        this.fetch = new AddressFetch(spool, installer::install);
    }

    /** Starts to ask the owner's update server, if there is one. */
    public void start() {
        try {
            spool.clear();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A bundle from before the start cannot be deleted.", e);
        }
        server.start();
    }

    /** Stops asking it. */
    public void close() {
        server.close();
        fetch.stop();
    }

    /** Answers a request whose path below {@code /api/v1/update} is {@code rest}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        String asked = exchange.method() + " " + String.join("/", rest);
        switch (asked) {
            case "GET ", "HEAD " -> state(exchange, 200);
            case "PUT bundle" -> receive(exchange);
            case "POST install" -> install(exchange);
            case "GET fetch", "HEAD fetch" -> exchange.json(200, fetch.describe());
            case "POST fetch" -> {
                requireIdle();
                fetch.start(Json.readObject(exchange.readBody()));
                exchange.json(202, fetch.describe());
            }
            case "DELETE fetch" -> {
                fetch.stop();
                exchange.empty(204);
            }
            case "GET server", "HEAD server" -> exchange.json(200, server.describe());
            case "PUT server" -> {
                server.enable(Json.readObject(exchange.readBody()));
                exchange.json(200, server.describe());
            }
            case "DELETE server" -> {
                server.disable();
                exchange.empty(204);
            }
            case "POST look" -> accept(exchange, "Look", null);
            case "POST restart" -> accept(exchange, "Restart", null);
            case "POST factory-reset" -> reset(exchange);
            default ->
                throw new Problem(
                        404,
                        "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
        }
    }

    private void state(Exchange exchange, int status) throws IOException {
        exchange.send(status, "application/json", ask("GetState", null).getBytes(StandardCharsets.UTF_8));
    }

    private void accept(Exchange exchange, String method, String json) throws IOException {
        ask(method, json);
        exchange.empty(202);
    }

    private void receive(Exchange exchange) throws IOException {
        requireIdle();
        exchange.json(201, Map.of("bytes", spool.receive(exchange)));
    }

    private void requireIdle() throws IOException {
        String state = ask("GetState", null);
        if (state.contains("\"supported\":false")) {
            throw new Problem(409, "This plug does not start from a card with two slots, so it cannot update itself.");
        }
        if (state.contains("\"phase\":\"checking\"") || state.contains("\"phase\":\"writing\"")) {
            throw busy();
        }
    }

    private void install(Exchange exchange) throws IOException {
        Map<String, Object> form = Json.readObject(exchange.readBody());
        Map<String, Object> request = new LinkedHashMap<>();
        boolean stick = "stick".equals(form.get("from"));
        if (!stick && !spool.there()) {
            throw new Problem(409, "There is no bundle to install. Upload one first.");
        }
        request.put("from", stick ? "stick" : "upload");
        if (stick) {
            request.put("device", form.get("device") instanceof String device ? device : "");
            request.put("name", form.get("name") instanceof String name ? name : "");
        } else {
            boolean plain = form.get("name") instanceof String name
                    && NAME.matcher(name).matches()
                    && !name.startsWith(".");
            request.put("name", plain ? form.get("name") : "update.raucb");
        }
        request.put("allowOlder", Boolean.TRUE.equals(form.get("allowOlder")));
        String state = ask("Install", new String(Json.write(request), StandardCharsets.UTF_8));
        exchange.send(202, "application/json", state.getBytes(StandardCharsets.UTF_8));
    }

    /** What cannot be taken back is asked for twice: the plug's name is typed, and the passphrase is the owner's. */
    private void reset(Exchange exchange) throws IOException {
        Map<String, Object> form = Json.readObject(exchange.readBody());
        if (!access.plugName().orElse("").equals(form.get("plugName"))) {
            throw new Problem(
                    422,
                    "The name that was typed is not this plug's. Nothing was removed.",
                    List.of(new Problem.Field("plugName", "Type the plug's name exactly as it is shown.")));
        }
        String passphrase = form.get("passphrase") instanceof String text ? text : "";
        try {
            access.requirePassphrase(exchange.peer(), passphrase);
        } catch (Problem wrong) {
            if (wrong.status() != 403) {
                throw wrong;
            }
            throw new Problem(
                    422,
                    "The passphrase is not right. Nothing was removed.",
                    List.of(new Problem.Field("passphrase", "Enter the owner's passphrase.")));
        }
        accept(exchange, "FactoryReset", "{\"really\":true}");
    }

    private String ask(String method, String json) throws IOException {
        try {
            return platform.update(INTERFACE + method, json, PATIENCE);
        } catch (PlatformView.Refused refused) {
            throw switch (refused.error()) {
                case INTERFACE + "Busy" -> busy();
                case INTERFACE + "NotPossible" ->
                    new Problem(409, "This machine has no updater. Update it as you installed it.");
                default ->
                    new Problem(422, "The plug did not understand which bundle is meant. Look again and choose one.");
            };
        } catch (IOException away) {
            throw new Problem(
                            503,
                            "The plug's hardware service does not answer. It restarts by itself; wait a few seconds.")
                    .retryAfter(5);
        }
    }

    /** What the update server's client may do here. */
    private final class OwnInstaller implements UpdateServer.Installer {
        @Override
        public void receive(UpdateServer.BundleSource source, long bytes, String sha256)
                throws IOException, InterruptedException {
            spool.fetch(source, bytes, sha256);
        }

        @Override
        public void install(String name) throws IOException {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("from", "upload");
            request.put("name", name);
            ask("Install", new String(Json.write(request), StandardCharsets.UTF_8));
        }

        @Override
        public Map<?, ?> state() throws IOException {
            Object state = Json.readObject(ask("GetState", null).getBytes(StandardCharsets.UTF_8))
                    .get("state");
            return state instanceof Map<?, ?> map ? map : Map.of();
        }

        @Override
        public void restart() throws IOException {
            ask("Restart", null);
        }
    }

    private static Problem busy() {
        return new Problem(409, "An update is under way. Wait for its end.");
    }
}
