// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of the page's own modules (src/test/page) in the Chromium of this machine; without one they are skipped. */
class PageScriptsTest {
    private static final Path TESTS = Path.of("src/test/page");
    private static final Path PAGE = Path.of("src/main/resources/org/hearthplug/web/page");
    private static final Pattern RESULT = Pattern.compile("^(ok|FAILED)\\t([^\\t]*)\\t(.*)$", Pattern.MULTILINE);
    private static final int PATIENCE_SECONDS = 180;

    @TestFactory
    Stream<DynamicTest> thePagesModules(@TempDir Path profile) throws Exception {
        Optional<String> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium on this machine: the page's modules are not tested");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        PageAndTests page = new PageAndTests();
        server.setHandler(page);
        server.start();
        try {
            String address = "http://127.0.0.1:" + connector.getLocalPort() + "/test/index.html";
            List<DynamicTest> tests = results(run(browser.get(), profile, address, page.results));
            assertThat(tests).as("tests that ran").hasSizeGreaterThan(30);
            return tests.stream();
        } finally {
            server.stop();
        }
    }

    /** Has the browser run the tests, in real time, and returns what they report at their end; empty when they have none in time. */
    private static String run(String browser, Path profile, String address, CompletableFuture<String> results)
            throws Exception {
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--lang=en-US",
                        "--user-data-dir=" + profile.resolve("profile"),
                        "--remote-debugging-port=0", // Without it, headless goes once the page is loaded.
                        address)
                .redirectOutput(profile.resolve("browser.out").toFile())
                .redirectError(profile.resolve("browser.log").toFile())
                .start();
        try {
            return results.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException none) {
            return "";
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static List<DynamicTest> results(String told) {
        List<DynamicTest> tests = new ArrayList<>();
        Matcher lines = RESULT.matcher(told);
        while (lines.find()) {
            String failure = lines.group(3);
            tests.add(DynamicTest.dynamicTest(
                    lines.group(2), () -> assertThat(failure).isEmpty()));
        }
        return tests;
    }

    /** The page as it is served, and the tests beside it at {@code /test/}. */
    private static final class PageAndTests extends Handler.Abstract {
        private final CompletableFuture<String> results = new CompletableFuture<>();
        private final PageFiles page = new PageFiles(Optional.of(PAGE));

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String path = Request.getPathInContext(request).substring(1);
            if (path.equals("test/results")) {
                results.complete(Content.Source.asString(request));
                answer(response, callback, "text/plain", new byte[0]);
                return true;
            }
            Path test = TESTS.resolve(path.replaceFirst("^test/", ""));
            if (path.startsWith("test/") && Files.isRegularFile(test)) {
                answer(response, callback, MediaTypes.ofPage(path), Files.readAllBytes(test));
                return true;
            }
            Optional<PageFiles.PageFile> file = page.find(List.of(path.split("/")));
            if (file.isPresent()) {
                answer(response, callback, file.get().type(), file.get().plain());
            }
            return file.isPresent();
        }

        private static void answer(Response response, Callback callback, String type, byte[] bytes) {
            response.getHeaders().put("Content-Type", type);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    private static Optional<String> browser() {
        List<String> names = List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
