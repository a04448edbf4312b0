// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FilesApiTest {
    private static final String FILES = "/api/v1/files/";

    @TempDir
    static Path folder;

    private static TestPlug plug;

    @BeforeAll
    static void start() throws Exception {
        plug = TestPlug.claimed(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        plug.close();
    }

    @Test
    void aFileIsStoredReadListedMovedDeletedAndBroughtBack() throws Exception {
        assertThat(plug.send(plug.request("PUT", FILES + "day/", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> stored = plug.put(FILES + "day/a%20b%2B%C3%A4.txt", "hello");
        assertThat(stored.statusCode()).isEqualTo(201);
        assertThat(stored.body()).contains("\"name\":\"a b+ä.txt\"", "\"bytes\":5");
        assertThat(plug.put(FILES + "day/a%20b%2B%C3%A4.txt", "hello!").statusCode())
                .isEqualTo(200);
        HttpResponse<String> read = plug.get(FILES + "day/a%20b%2B%C3%A4.txt");
        assertThat(read.body()).isEqualTo("hello!");
        assertThat(read.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(plug.get(FILES + "day/").body())
                .contains("\"path\":\"/day/\"", "\"name\":\"a b+ä.txt\"", "\"type\":\"file\"");
        assertThat(plug.files().resolve("day/a b+ä.txt")).hasContent("hello!");

        HttpResponse<String> moved = plug.post(FILES + "day/a%20b%2B%C3%A4.txt?move-to=%2Fday%2Fc%2525+d.txt", "");
        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(moved.body()).contains("\"path\":\"/day/c%25 d.txt\"");
        HttpResponse<String> deleted = plug.delete(FILES + "day/c%2525%20d.txt");
        assertThat(deleted.statusCode()).isEqualTo(200);
        String undo = deleted.body().replaceAll(".*\"undo\":\"([^\"]+)\".*", "$1");
        assertThat(plug.get("/api/v1/bin").body()).contains(undo, "\"path\":\"/day/c%25 d.txt\"");
        assertThat(plug.post("/api/v1/bin/" + undo + "/restore", "").body()).contains("/day/c%25 d.txt");
        assertThat(plug.post("/api/v1/bin/" + undo + "/restore", "").statusCode())
                .isEqualTo(404);
        assertThat(plug.get(FILES + "day/c%2525%20d.txt").body()).isEqualTo("hello!");
    }

    @Test
    void theBinIsListedAndEmptiedInParts() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            plug.put(FILES + name, name);
            plug.delete(FILES + name);
        }
        HttpResponse<String> first = plug.get("/api/v1/bin?limit=2");
        assertThat(first.body()).contains("\"count\":3").doesNotContain("\"path\":\"/a\"");
        String next = first.body().replaceAll(".*\"next\":\"([^\"]+)\".*", "$1");
        assertThat(plug.get("/api/v1/bin?limit=2&before=" + next).body())
                .contains("\"path\":\"/a\"")
                .doesNotContain("\"next\"", "\"path\":\"/b\"");
        String latest = first.body().replaceFirst(".*?\"id\":\"([^\"]+)\".*", "$1");
        assertThat(plug.delete("/api/v1/bin").statusCode()).isEqualTo(400);
        assertThat(plug.get("/api/v1/bin?before=nothing").statusCode()).isEqualTo(400);
        assertThat(plug.delete("/api/v1/bin?limit=2&latest=" + latest).body()).isEqualTo("{\"left\":1}");
        assertThat(plug.delete("/api/v1/bin?latest=" + latest).body()).isEqualTo("{\"left\":0}");
        assertThat(plug.get("/api/v1/bin").body()).contains("\"items\":[]", "\"count\":0");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aLargeFileTravelsBothWaysUnharmed(HttpClient.Version version) throws Exception {
        byte[] bytes = new byte[5_000_001];
        new Random(7).nextBytes(bytes);
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        HttpClient client = plug.newClient(version);
        HttpResponse<String> stored = client.send(
                plug.request("PUT", FILES + "large-" + version, BodyPublishers.ofByteArray(bytes))
                        .header("Content-Digest", "sha-256=:" + digest + ":")
                        .build(),
                BodyHandlers.ofString());
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        HttpResponse<byte[]> read = client.send(
                plug.request("GET", FILES + "large-" + version, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(read.version()).isEqualTo(version);
        assertThat(read.body()).isEqualTo(bytes);
        client.shutdownNow();
    }

    @Test
    void aWrongDigestIsNotStored() throws Exception {
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(new byte[1]));
        assertThat(plug.put(FILES + "digest", "hello", "Content-Digest", "sha-256=:" + digest + ":")
                        .statusCode())
                .isEqualTo(400);
        assertThat(plug.put(FILES + "digest", "hello", "Content-Digest", "md5=:AAAA:")
                        .statusCode())
                .isEqualTo(400);
        assertThat(plug.files().resolve("digest")).doesNotExist();
    }

    @Test
    void conditionsProtectWhatOthersStored() throws Exception {
        String etag =
                plug.put(FILES + "cond", "one").headers().firstValue("ETag").orElseThrow();
        assertThat(plug.put(FILES + "cond", "two", "If-None-Match", "*").statusCode())
                .isEqualTo(412);
        assertThat(plug.put(FILES + "cond", "two", "If-Match", "\"x\"").statusCode())
                .isEqualTo(412);
        assertThat(plug.get(FILES + "cond").body()).isEqualTo("one");
        assertThat(plug.put(FILES + "cond", "two", "If-Match", etag).statusCode())
                .isEqualTo(200);
        assertThat(plug.put(FILES + "new-one", "two", "If-None-Match", "*").statusCode())
                .isEqualTo(201);
        assertThat(plug.put(FILES + "absent", "two", "If-Match", "*").statusCode())
                .isEqualTo(412);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        String etag =
                plug.put(FILES + "same", "one").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = plug.get(FILES + "same", "If-None-Match", "\"a\", " + etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).contains(etag);
        String date =
                plug.get(FILES + "same").headers().firstValue("Last-Modified").orElseThrow();
        assertThat(plug.get(FILES + "same", "If-Modified-Since", date).statusCode())
                .isEqualTo(304);
        plug.put(FILES + "same", "two");
        assertThat(plug.get(FILES + "same", "If-None-Match", etag).body()).isEqualTo("two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0     | 206 | 0          | bytes 0-0/10",
                "bytes=2-4     | 206 | 234        | bytes 2-4/10",
                "bytes=7-      | 206 | 789        | bytes 7-9/10",
                "bytes=-3      | 206 | 789        | bytes 7-9/10",
                "bytes=-99     | 206 | 0123456789 | bytes 0-9/10",
                "bytes=8-99    | 206 | 89         | bytes 8-9/10",
                "BYTES=1-1     | 206 | 1          | bytes 1-1/10",
                "bytes=0-1,4-5 | 200 | 0123456789 |",
                "lines=1-2     | 200 | 0123456789 |",
            })
    void rangesAreServed(String range, int status, String body, String contentRange) throws Exception {
        plug.put(FILES + "digits", "0123456789");
        HttpResponse<String> response = plug.get(FILES + "digits", "Range", range);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
    }

    @Test
    void aRangeOfAnotherVersionGivesTheWholeFile() throws Exception {
        String etag = plug.put(FILES + "versioned", "0123456789")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(plug.get(FILES + "versioned", "Range", "bytes=1-2", "If-Range", etag)
                        .body())
                .isEqualTo("12");
        assertThat(plug.get(FILES + "versioned", "Range", "bytes=1-2", "If-Range", "\"old\"")
                        .body())
                .isEqualTo("0123456789");
    }

    @Test
    void headTellsTheLengthWithoutTheBytes() throws Exception {
        plug.put(FILES + "head", "0123456789");
        HttpResponse<String> response = plug.send(plug.request("HEAD", FILES + "head", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("10");
        assertThat(response.body()).isEmpty();
        assertThat(plug.send(plug.request("HEAD", FILES + "nowhere", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        assertThat(plug.put(FILES + "empty", "").statusCode()).isEqualTo(201);
        assertThat(plug.get(FILES + "empty").body()).isEmpty();
        assertThat(plug.get(FILES + "empty", "Range", "bytes=0-0").statusCode()).isEqualTo(416);
    }

    @Test
    void foldersAreReadInPages() throws Exception {
        plug.send(plug.request("PUT", FILES + "pages/", BodyPublishers.noBody()));
        for (int i = 0; i < 5; i++) {
            Files.createFile(plug.files().resolve("pages/f" + i));
        }
        assertThat(plug.get(FILES + "pages/?limit=2").body())
                .contains("\"name\":\"f0\"", "\"name\":\"f1\"", "\"next\":\"f1\"")
                .doesNotContain("\"name\":\"f2\"");
        assertThat(plug.get(FILES + "pages/?limit=2&after=f3").body())
                .contains("\"name\":\"f4\"")
                .doesNotContain("\"next\"");
        for (String bad : new String[] {"0", "1001", "x", "-1", "99999999999"}) {
            assertThat(plug.get(FILES + "pages/?limit=" + bad).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatPeopleStoredCannotScriptThePage() throws Exception {
        plug.put(FILES + "evil.html", "<script>alert(1)</script>");
        HttpResponse<String> html = plug.get(FILES + "evil.html");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox; default-src 'none'");
        assertThat(html.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(html.headers().firstValue("Content-Type")).contains("application/octet-stream");
        plug.put(FILES + "evil.svg", "<svg/>");
        assertThat(plug.get(FILES + "evil.svg")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .startsWith("sandbox;");
        assertThat(plug.get(FILES + "evil.svg?download").headers().firstValue("Content-Disposition"))
                .contains("attachment; filename*=UTF-8''evil.svg");
    }

    @Test
    void whatCannotBeDoneSaysWhy() throws Exception {
        plug.put(FILES + "plain", "x");
        assertThat(plug.send(plug.request("PUT", FILES + "made/", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(201);
        assertThat(plug.send(plug.request("PUT", FILES + "made/", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(409);
        assertThat(plug.put(FILES + "made2/", "not empty").statusCode()).isEqualTo(400);
        assertThat(plug.put(FILES + "nowhere/a", "x").statusCode()).isEqualTo(409);
        assertThat(plug.put(FILES + "PLAIN", "x").statusCode()).isEqualTo(409);
        assertThat(plug.post(FILES + "plain?move-to=/made", "").statusCode()).isEqualTo(409);
        assertThat(plug.post(FILES + "plain?move-to=made", "").statusCode()).isEqualTo(400);
        assertThat(plug.post(FILES + "plain", "").statusCode()).isEqualTo(400);
        assertThat(plug.delete(FILES).statusCode()).isEqualTo(403);
        assertThat(plug.get(FILES + "nowhere").statusCode()).isEqualTo(404);
        assertThat(plug.put(FILES + "part", "x", "Content-Range", "bytes 0-0/2").statusCode())
                .isEqualTo(400);
        assertThat(plug.send(plug.request("PATCH", FILES + "plain", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }
}
