// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/wifi} for the signed-in owner. Passphrases go through to platformd and are kept by nobody on the way. */
public final class WifiEndpoint {
    private static final String INTERFACE = "org.hearthplug.Wifi.";
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration SCAN = Duration.ofSeconds(30);
    /** The kernel has four seconds of it. */
    private static final Duration COUNTRY = Duration.ofSeconds(15);

    private static final int RETRY_SECONDS = 5;

    private static final String WHICH_NETWORKS =
            "The plug did not take it: a network's name has 1 to 32 bytes, and a Wi-Fi passphrase 8 to 63 letters, digits,"
                    + " signs or blanks, without accents. A network to forget must be one that it knows.";
    private static final String WHICH_COUNTRIES =
            "The plug did not take this country: write its two capital letters, or 00 for the world's common rules. It must be one"
                    + " whose radio rules the plug knows; otherwise it keeps those that it kept.";

    private final PlatformView platform;

    /** Serves what the view tells. */
    public WifiEndpoint(PlatformView platform) {
        this.platform = platform;
    }

    /**
     * Answers a request.
     *
     * @param rest the address behind {@code wifi}
     */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        String first = rest.isEmpty() ? "" : rest.getFirst();
        switch (exchange.method() + " " + first + " " + rest.size()) {
            case "GET  0", "HEAD  0" -> answer(exchange, 200, ask("GetState", null, PATIENCE));
            case "POST scan 1" -> answer(exchange, 200, ask("Scan", null, SCAN));
            case "POST join 1" -> {
                Map<String, Object> form = Json.readObject(exchange.readBody());
                answer(
                        exchange,
                        202,
                        ask(
                                "Join",
                                json("ssid", text(form, "ssid"), "passphrase", text(form, "passphrase")),
                                PATIENCE));
            }
            case "POST forget 1" -> {
                Map<String, Object> form = Json.readObject(exchange.readBody());
                answer(exchange, 200, ask("Forget", json("ssid", text(form, "ssid")), PATIENCE));
            }
            case "PUT access-point 1" -> {
                Map<String, Object> form = Json.readObject(exchange.readBody());
                boolean on = Boolean.TRUE.equals(form.get("on"));
                String json = on ? json("on", true, "passphrase", text(form, "passphrase")) : json("on", false);
                answer(exchange, 200, ask("SetAccessPoint", json, PATIENCE));
            }
            case "PUT country 1" -> {
                Map<String, Object> form = Json.readObject(exchange.readBody());
                answer(exchange, 200, ask("SetCountry", json("country", text(form, "country")), COUNTRY));
            }
            default ->
                throw new Problem(
                        404,
                        "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
        }
    }

    private String ask(String method, String json, Duration limit) throws IOException {
        try {
            return platform.wifi(INTERFACE + method, json, limit);
        } catch (PlatformView.Refused refused) {
            throw switch (refused.error()) {
                case INTERFACE + "Busy" ->
                    new Problem(409, "Another network is being joined or looked for. Wait for its end.");
                case INTERFACE + "NoRadio" ->
                    new Problem(409, "This plug has no Wi-Fi, or its Wi-Fi is still starting. Try again in a moment.");
                default -> new Problem(422, method.equals("SetCountry") ? WHICH_COUNTRIES : WHICH_NETWORKS);
            };
        } catch (IOException away) {
            throw new Problem(
                            503,
                            "The plug's hardware service does not answer. It restarts by itself; wait a few seconds.")
                    .retryAfter(RETRY_SECONDS);
        }
    }

    private static String json(Object... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return new String(Json.write(fields), StandardCharsets.UTF_8);
    }

    private static String text(Map<String, Object> form, String name) {
        return form.get(name) instanceof String text ? text : "";
    }

    private static void answer(Exchange exchange, int status, String json) throws IOException {
        exchange.send(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }
}
