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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        server.setHandler(new PageAndTests());
        server.start();
        try {
            String address = "http://127.0.0.1:" + connector.getLocalPort() + "/test/index.html";
            List<DynamicTest> tests = results(dump(browser.get(), profile, address));
            assertThat(tests).as("tests that ran").hasSizeGreaterThan(30);
            return tests.stream();
        } finally {
            server.stop();
        }
    }

    private static String dump(String browser, Path profile, String address) throws IOException, InterruptedException {
        Path out = profile.resolve("dom.html");
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
                        // Time passes as fast as the machine can; the dump waits until the tests have nothing left to
                        // do.
                        "--virtual-time-budget=3600000",
                        "--dump-dom",
                        address)
                .redirectOutput(out.toFile())
                .redirectError(profile.resolve("browser.log").toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(out);
    }

    private static List<DynamicTest> results(String dom) {
        String plain = dom.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        List<DynamicTest> tests = new ArrayList<>();
        Matcher lines =
                RESULT.matcher(plain.replace("<pre id=\"results\">", "\n").replace("</pre>", "\n"));
        while (lines.find()) {
            String failure = lines.group(3);
            tests.add(DynamicTest.dynamicTest(
                    lines.group(2), () -> assertThat(failure).isEmpty()));
        }
        return tests;
    }

    /** The page as it is served, and the tests beside it at {@code /test/}. */
    private static final class PageAndTests extends Handler.Abstract {
        private final PageFiles page = new PageFiles(Optional.of(PAGE));

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String path = Request.getPathInContext(request).substring(1);
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
