// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description is true: it has what ARCHITECTURE.md promises, and the server answers as it says. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "head", "put", "post", "delete");

    @TempDir
    Path folder;

    @Test
    void everyPromiseOfTheArchitectureIsDescribed() throws Exception {
        String page = Files.readString(Path.of("../../ARCHITECTURE.md"));
        Set<String> promised = new TreeSet<>();
        Matcher rows =
                Pattern.compile("^\\| (`[A-Z].*?`) \\| ", Pattern.MULTILINE).matcher(page);
        while (rows.find()) {
            Matcher calls =
                    Pattern.compile("((?:`?[A-Z]+`? )+)(/api/v1/[^`?{ ]*)").matcher(rows.group(1));
            while (calls.find()) {
                for (String method : calls.group(1).replace("`", "").strip().split(" ")) {
                    promised.add(method.toLowerCase(Locale.ROOT) + " " + pattern(calls.group(2)));
                }
            }
        }
        assertThat(promised).hasSizeGreaterThan(14).contains("put /api/v1/files/{path}", "head /api/v1/files/{path}");
        assertThat(operations().keySet()).containsAll(promised);
    }

    @Test
    void everyDescribedOperationAnswersAsDescribed() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/sample", "x");
            for (Map.Entry<String, Map<String, Object>> operation : operations().entrySet()) {
                String method = operation.getKey().split(" ")[0].toUpperCase(Locale.ROOT);
                String path = operation
                        .getKey()
                        .split(" ")[1]
                        .replace("{path}", "sample")
                        .replace("{token}", "sample")
                        .replace("{id}", "1-1");
                var response = plug.client.send(
                        plug.request(method, path, BodyPublishers.noBody()).build(), BodyHandlers.ofInputStream());
                response.body().close();
                Map<?, ?> responses = (Map<?, ?>) operation.getValue().get("responses");
                assertThat(responses.keySet().stream().map(Object::toString))
                        .as(operation.getKey())
                        .contains(String.valueOf(response.statusCode()));
                assertThat(response.statusCode()).as(operation.getKey()).isNotEqualTo(405);
                restoreSession(plug, method, path);
            }
        }
    }

    @Test
    void theDescriptionIsServedToEverybody() throws Exception {
        try (TestPlug plug = TestPlug.started(folder)) {
            HttpResponse<String> response = plug.get("/api/v1/openapi.json");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).startsWith("{").contains("\"openapi\": \"3.1.0\"");
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        Map<String, Object> document = document();
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            Object place = document;
            for (String part : reference.substring(2).split("/")) {
                place = ((Map<?, ?>) place).get(part);
                assertThat(place).as(reference).isNotNull();
            }
        });
    }

    private static void restoreSession(TestPlug plug, String method, String path) throws Exception {
        if (method.equals("DELETE") && path.equals("/api/v1/session")) {
            plug.session = plug.cookie();
        }
        if (method.equals("DELETE") && path.endsWith("sample")) {
            plug.put("/api/v1/files/sample", "x");
        }
    }

    private static String pattern(String path) {
        if (path.startsWith("/api/v1/files/")) {
            return "/api/v1/files/{path}";
        }
        return path.replace("<id>", "{id}").replace("<token>", "{token}").replace("<path>", "{path}");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> operations() throws Exception {
        Map<String, Map<String, Object>> found = new java.util.TreeMap<>();
        ((Map<String, Map<String, Object>>) document().get("paths"))
                .forEach((path, item) -> item.forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        found.put(method + " " + path, (Map<String, Object>) operation);
                    }
                }));
        return found;
    }

    private static Map<String, Object> document() throws Exception {
        try (var in = WebServer.class.getResourceAsStream("openapi.json")) {
            return io.avaje.json.mapper.JsonMapper.builder()
                    .build()
                    .fromJsonObject(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static void collect(Object node, List<String> references) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                references.add(reference);
            }
            map.values().forEach(value -> collect(value, references));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, references));
        }
    }
}
