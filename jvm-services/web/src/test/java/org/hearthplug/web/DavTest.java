// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What litmus does not ask: who may come in, the bin, large folders, other sites, broken requests. */
class DavTest {
    @TempDir
    static Path folder;

    private static TestPlug plug;
    private static String password;

    @BeforeAll
    static void start() throws Exception {
        plug = TestPlug.claimed(folder);
        HttpResponse<String> made = plug.post("/api/v1/app-passwords", "{\"label\":\"laptop\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        password = made.body().replaceAll(".*\"password\":\"([^\"]+)\".*", "$1");
    }

    @AfterAll
    static void stop() throws Exception {
        plug.close();
    }

    @Test
    void onlyANameWithItsAppPasswordComesIn() throws Exception {
        assertThat(password).matches("([0-9A-Z]{4}-){4}[0-9A-Z]{4}");
        assertThat(dav("OPTIONS", "", "").headers().firstValue("DAV")).contains("1, 2, 3");
        HttpResponse<String> nobody =
                send(HttpRequest.newBuilder(plug.uri("/dav/")).GET());
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic realm=");
        for (String pair : new String[] {"Anna:wrong", "Ben:" + password, "Anna:" + TestPlug.PASSPHRASE, "Anna", ""}) {
            assertThat(send(request("GET", "", "").setHeader("Authorization", basic(pair)))
                            .statusCode())
                    .isIn(401, 429);
        }
        assertThat(send(HttpRequest.newBuilder(plug.uri("/dav/"))
                                .header("Cookie", plug.session)
                                .GET())
                        .statusCode())
                .as("the page's session is not for WebDAV")
                .isEqualTo(401);
    }

    @Test
    void anotherSitesPageCannotUseAPasswordThatTheBrowserKnows() throws Exception {
        assertThat(send(request("PUT", "x", "y").header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request("GET", "", "").header("Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aPasswordThatWasTakenBackIsWorthNothing() throws Exception {
        String made =
                plug.post("/api/v1/app-passwords", "{\"label\":\"phone\"}").body();
        String other = made.replaceAll(".*\"password\":\"([^\"]+)\".*", "$1");
        String id = made.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
        assertThat(send(request("OPTIONS", "", "").setHeader("Authorization", basic("Anna:" + other)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(plug.get("/api/v1/app-passwords").body())
                .contains("phone", "laptop")
                .doesNotContain(other);
        assertThat(plug.delete("/api/v1/app-passwords/" + id).statusCode()).isEqualTo(204);
        assertThat(plug.delete("/api/v1/app-passwords/" + id).statusCode()).isEqualTo(404);
        assertThat(send(request("OPTIONS", "", "").setHeader("Authorization", basic("Anna:" + other)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(Files.readString(folder.resolve("cloud/app-passwords.json"))).doesNotContain(password);
        assertThat(plug.post("/api/v1/app-passwords", "{\"label\":\" \"}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void theFilesAreTheSameAndWhatIsDeletedIsInTheBin() throws Exception {
        assertThat(dav("PUT", "shared%20%C3%A4.txt", "by dav").statusCode()).isEqualTo(201);
        assertThat(plug.get("/api/v1/files/shared%20%C3%A4.txt").body()).isEqualTo("by dav");
        HttpResponse<String> listing = dav("PROPFIND", "", "", "Depth", "1");
        assertThat(listing.statusCode()).isEqualTo(207);
        assertThat(listing.body()).contains("<D:href>/dav/shared%20%c3%a4.txt</D:href>", "<D:getcontentlength>6<");
        assertThat(dav("DELETE", "shared%20%C3%A4.txt", "").statusCode()).isEqualTo(204);
        assertThat(plug.get("/api/v1/bin").body()).contains("shared ä.txt");
    }

    @Test
    void aFolderOfThousandsStreamsOutWhole() throws Exception {
        dav("MKCOL", "many", "");
        for (int i = 0; i < 2500; i++) {
            Files.createFile(plug.files().resolve("many/f" + i));
        }
        String body = dav("PROPFIND", "many", "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>", "Depth", "1")
                .body();
        assertThat(body.split("<D:response>", -1)).hasSize(2502);
        assertThat(body).endsWith("</D:multistatus>");
        assertThat(dav("PROPFIND", "", "", "Depth", "infinity").statusCode()).isEqualTo(403);
    }

    @Test
    void aLockKeepsOtherProgramsOutUntilItsTokenIsShown() throws Exception {
        HttpResponse<String> locked = dav(
                "LOCK",
                "locked",
                "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype>"
                        + "<owner><href>me&amp;you</href></owner></lockinfo>",
                "Timeout",
                "Infinite");
        assertThat(locked.statusCode()).isEqualTo(201);
        assertThat(locked.body()).contains("me&amp;you", "Second-3600");
        String token = locked.headers().firstValue("Lock-Token").orElseThrow();
        assertThat(dav("PUT", "locked", "x").statusCode()).isEqualTo(423);
        assertThat(dav("PUT", "locked", "x", "If", "(" + token + ")").statusCode())
                .isEqualTo(204);
        assertThat(dav("PUT", "locked", "x", "If", "(<urn:uuid:other>)").statusCode())
                .isEqualTo(412);
        assertThat(dav("UNLOCK", "locked", "", "Lock-Token", token).statusCode())
                .isEqualTo(204);
        assertThat(dav("DELETE", "locked", "").statusCode()).isEqualTo(204);
    }

    @Test
    void propertiesStayWithTheFile() throws Exception {
        dav("PUT", "props", "x");
        String set =
                "<propertyupdate xmlns='DAV:' xmlns:z='urn:z'><set><prop><z:tag>blå</z:tag></prop></set></propertyupdate>";
        assertThat(dav("PROPPATCH", "props", set).body()).contains("200 OK");
        dav("PUT", "props", "changed");
        dav("MOVE", "props", "", "Destination", "/dav/moved");
        String asked = "<propfind xmlns='DAV:' xmlns:z='urn:z'><prop><z:tag/><z:none/></prop></propfind>";
        assertThat(dav("PROPFIND", "moved", asked, "Depth", "0").body()).contains(">blå<", "404 Not Found");
        String guarded = "<propertyupdate xmlns='DAV:'><set><prop><getetag>x</getetag></prop></set></propertyupdate>";
        assertThat(dav("PROPPATCH", "moved", guarded).body()).contains("403 Forbidden");
    }

    @Test
    void synchronisersMayKeepAFilesTime() throws Exception {
        HttpResponse<String> stored = dav("PUT", "old-photo", "x", "X-OC-Mtime", "1234567890");
        assertThat(stored.headers().firstValue("X-OC-MTime")).contains("accepted");
        assertThat(dav("GET", "old-photo", "").headers().firstValue("Last-Modified"))
                .contains("Fri, 13 Feb 2009 23:31:30 GMT");
    }

    @Test
    void requestsThatMakeNoSenseAreRefused() throws Exception {
        dav("PUT", "sense", "x");
        assertThat(dav("PROPFIND", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "Depth", "0")
                        .statusCode())
                .isEqualTo(400);
        assertThat(dav("PROPFIND", "", "<a>".repeat(5000), "Depth", "0").statusCode())
                .isEqualTo(400);
        assertThat(dav("PROPFIND", "", "x".repeat(20_000), "Depth", "0").statusCode())
                .isEqualTo(413);
        assertThat(dav("PROPFIND", "nowhere", "", "Depth", "0").statusCode()).isEqualTo(404);
        assertThat(dav("COPY", "sense", "").statusCode()).isEqualTo(400);
        assertThat(dav("COPY", "sense", "", "Destination", "https://elsewhere.example/dav/a")
                        .statusCode())
                .isEqualTo(502);
        assertThat(dav("COPY", "sense", "", "Destination", "/api/v1/files/a").statusCode())
                .isEqualTo(502);
        assertThat(dav("COPY", "sense", "", "Destination", "/dav/%2e%2e/a").statusCode())
                .isEqualTo(400);
        assertThat(dav("COPY", "sense", "", "Destination", "/dav/sense").statusCode())
                .isEqualTo(403);
        assertThat(dav("MOVE", "", "", "Destination", "/dav/a").statusCode()).isEqualTo(403);
        assertThat(dav("DELETE", "", "").statusCode()).isEqualTo(403);
        assertThat(dav("PUT", "sense", "x", "If", "(").statusCode()).isEqualTo(400);
        assertThat(dav("PUT", "sense", "x", "If", "()").statusCode()).isEqualTo(400);
        assertThat(dav("UNLOCK", "sense", "").statusCode()).isEqualTo(400);
        assertThat(dav("LOCK", "sense", "<lockinfo xmlns='DAV:'/>").statusCode())
                .isEqualTo(400);
        assertThat(dav("LOCK", "sense", "").statusCode()).isEqualTo(412);
        assertThat(dav("PATCH", "sense", "x").statusCode()).isEqualTo(405);
        assertThat(dav("MKCOL", "a/b/c", "").statusCode()).isEqualTo(409);
    }

    private static HttpResponse<String> dav(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = request(method, path, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    private static HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(plug.uri("/dav/" + path))
                .header("Authorization", basic("Anna:" + password))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return plug.client.send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
