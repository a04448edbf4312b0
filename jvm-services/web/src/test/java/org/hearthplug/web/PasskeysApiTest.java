// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in without a passphrase, and with a passkey beside it. */
class PasskeysApiTest {
    private static final String PASSKEYS = "/api/v1/account/passkeys";
    private static final String CURRENT = "{\"current\":\"" + TestPlug.PASSPHRASE + "\"}";

    @TempDir
    Path folder;

    @Test
    void aPasskeyOpensTheDoorAloneAndOnlyAsLongAsItIsKnown() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            assertThat(plug.post(PASSKEYS + "/challenge", "{\"current\":\"not mine\"}")
                            .statusCode())
                    .as("who finds an open session makes himself no key")
                    .isEqualTo(403);
            SoftAuthenticator device = add(plug, "Phone");
            assertThat(plug.get(PASSKEYS).body()).contains("\"name\":\"Phone\"", "\"alone\":true");
            plug.restart();
            String once = device.use(challenge(plug));
            assertThat(enter(plug, once).statusCode())
                    .as("a challenge of before the restart, or of another origin's port")
                    .isEqualTo(401);
            device = moved(plug, device);
            String answer = device.use(challenge(plug));
            HttpResponse<String> in = enter(plug, answer);
            assertThat(in.statusCode()).isEqualTo(201);
            assertThat(in.body()).contains("\"name\":\"Anna\"", "\"role\":\"owner\"");
            assertThat(enter(plug, answer).statusCode()).as("replayed").isEqualTo(401);
            assertThat(plug.get(PASSKEYS).body()).contains("lastUsed");
            device.count = 0;
            HttpResponse<String> copied = enter(plug, device.use(challenge(plug)));
            assertThat(copied.statusCode()).as("the counter went back").isEqualTo(401);
            assertThat(copied.body()).contains("copy");
            assertThat(plug.get("/api/v1/audit").body()).contains("passkey-added", "passkey-in", "passkey-copied");
            String id = TestPlug.field(plug.get(PASSKEYS), "id");
            assertThat(plug.put(PASSKEYS + "/" + id, "{\"name\":\"Old phone\"}").body())
                    .contains("Old phone");
            assertThat(plug.put(PASSKEYS + "/" + id, "{\"name\":\" \"}").statusCode())
                    .isEqualTo(422);
            assertThat(plug.delete(PASSKEYS + "/" + id).statusCode()).isEqualTo(200);
            device.count = 99;
            assertThat(enter(plug, device.use(challenge(plug))).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aKeyThatAsksForNothingIsOnlyTheSecondFactor() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            assertThat(plug.put(
                                    "/api/v1/account/second-factor",
                                    "{\"by\":\"passkey\",\"current\":\"" + TestPlug.PASSPHRASE + "\"}")
                            .statusCode())
                    .as("without a passkey nobody would come in any more")
                    .isEqualTo(409);
            SoftAuthenticator device = add(plug, "Key ring");
            device.verifies = false;
            assertThat(enter(plug, device.use(challenge(plug))).statusCode()).isEqualTo(401);
            HttpResponse<String> on = plug.put(
                    "/api/v1/account/second-factor",
                    "{\"by\":\"passkey\",\"current\":\"" + TestPlug.PASSPHRASE + "\"}");
            assertThat(on.statusCode()).isEqualTo(200);
            var codes = Pattern.compile("\"([0-9A-Z-]{19})\"").matcher(on.body());
            assertThat(codes.find()).isTrue();
            assertThat(plug.get("/api/v1/account/second-factor").body()).contains("\"by\":\"passkey\"");
            HttpResponse<String> asked = plug.signIn("Anna", TestPlug.PASSPHRASE);
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(asked.body()).contains("\"field\":\"code\"", "allowCredentials");
            assertThat(plug.signIn("Anna", "not the passphrase").body()).doesNotContain("allowCredentials");
            String question = TestPlug.field(asked, "challenge");
            assertThat(enter(plug, device.use(question)).statusCode())
                    .as("a question beside the passphrase is none for coming in alone")
                    .isEqualTo(401);
            assertThat(beside(plug, TestPlug.PASSPHRASE, device.use(question)).statusCode())
                    .isEqualTo(201);
            assertThat(beside(plug, "not the passphrase", device.use(challenge(plug)))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(plug.post(
                                    "/api/v1/session",
                                    "{\"ownerName\":\"Anna\",\"passphrase\":\"" + TestPlug.PASSPHRASE + "\",\"code\":\""
                                            + codes.group(1) + "\"}")
                            .statusCode())
                    .as("a recovery code")
                    .isEqualTo(201);
            String id = TestPlug.field(plug.get(PASSKEYS), "id");
            assertThat(plug.delete(PASSKEYS + "/" + id).statusCode())
                    .as("the only one")
                    .isEqualTo(409);
        }
    }

    @Test
    void somebodysPasskeyGoesWithThem() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String owner = plug.session;
            plug.session = plug.join("Ben", "");
            String id = TestPlug.field(plug.get("/api/v1/session"), "id");
            SoftAuthenticator device = add(plug, "Ben's laptop");
            HttpResponse<String> in = enter(plug, device.use(challenge(plug)));
            assertThat(in.body()).contains("\"name\":\"Ben\"");
            plug.session = owner;
            assertThat(plug.get(PASSKEYS).body()).as("each sees their own").contains("\"items\":[]");
            assertThat(plug.delete("/api/v1/people/" + id).statusCode()).isEqualTo(200);
            assertThat(enter(plug, device.use(challenge(plug))).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void addressesInNumbersAreToldWhyAndADamagedFileOpensNothing() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            HttpRequest.Builder byNumber = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + plug.web.httpsPort() + "/api/v1/session/challenge"))
                    .header("X-Hearth", "1")
                    .POST(HttpRequest.BodyPublishers.noBody());
            HttpResponse<String> refused = plug.send(byNumber);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("hearth.local");
            HttpResponse<byte[]> certificate = plug.client.send(
                    plug.request("GET", "/api/v1/setup/certificate", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(certificate.body())))
                    .isEqualTo(plug.web.certificate());
            SoftAuthenticator device = add(plug, "Phone");
            Files.writeString(
                    folder.resolve("cloud/passkeys.json"), "{\"format\":\"hearth-passkeys/1\",\"passkeys\":[{}]}");
            plug.restart();
            assertThat(plug.get(PASSKEYS).body()).contains("\"items\":[]");
            assertThat(enter(plug, moved(plug, device).use(challenge(plug))).statusCode())
                    .isEqualTo(401);
            assertThat(plug.signIn("Anna", TestPlug.PASSPHRASE).statusCode()).isEqualTo(201);
        }
    }

    private static SoftAuthenticator add(TestPlug plug, String name) throws Exception {
        HttpResponse<String> question = plug.post(PASSKEYS + "/challenge", CURRENT);
        assertThat(question.statusCode()).as(question.body()).isEqualTo(200);
        SoftAuthenticator device = new SoftAuthenticator(origin(plug));
        String made = device.make(TestPlug.field(question, "challenge"));
        String form = "{\"name\":\"" + name + "\",\"credential\":" + made + "}";
        HttpResponse<String> added = plug.post(PASSKEYS, form);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(plug.post(PASSKEYS, form).statusCode()).as("twice").isEqualTo(409);
        return device;
    }

    /** A restarted test server has another port, which belongs to the origin. */
    private static SoftAuthenticator moved(TestPlug plug, SoftAuthenticator device) throws Exception {
        return device.at(origin(plug));
    }

    private static String origin(TestPlug plug) {
        return "https://localhost:" + plug.web.httpsPort();
    }

    private static String challenge(TestPlug plug) throws Exception {
        return TestPlug.field(plug.post("/api/v1/session/challenge", ""), "challenge");
    }

    private static HttpResponse<String> enter(TestPlug plug, String answer) throws Exception {
        return plug.post("/api/v1/session", "{\"passkey\":" + answer + "}");
    }

    private static HttpResponse<String> beside(TestPlug plug, String passphrase, String answer) throws Exception {
        return plug.post(
                "/api/v1/session",
                "{\"ownerName\":\"Anna\",\"passphrase\":\"" + passphrase + "\",\"passkey\":" + answer + "}");
    }
}
