// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/**
 * Chromium without a screen, as Debian packages it. It trusts this one plug's key and no other, as a person does who compared
 * the fingerprint. Elements are found by the page's {@code data-test} values (jvm-services/web/PAGE.md).
 */
final class Browser implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String AXE = axe();

    private final ChromeDriver driver;
    private final String origin;
    private final Path downloads;

    private Browser(ChromeDriver driver, String origin, Path downloads) {
        this.driver = driver;
        this.origin = origin;
        this.downloads = downloads;
    }

    static Browser open(Plug plug, Path downloads) {
        return open("https://localhost:" + plug.target().port(443), downloads, trusting(plug.fingerprint()));
    }

    static Browser open(String origin, Path downloads, String... arguments) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program(BROWSERS).toString());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en");
        options.addArguments("--disable-background-networking", "--disable-component-update", "--no-first-run");
        options.addArguments(arguments);
        options.setExperimentalOption(
                "prefs",
                Map.of("download.default_directory", downloads.toString(), "download.prompt_for_download", false));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program(List.of("chromedriver")).toFile())
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Deadline.scaled(PATIENCE));
        driver.manage().timeouts().scriptTimeout(Deadline.scaled(PATIENCE));
        Browser browser = new Browser(driver, origin, downloads);
        browser.size(1280, 800);
        return browser;
    }

    private static String trusting(String fingerprint) {
        byte[] hash = HexFormat.ofDelimiter(":").withUpperCase().parseHex(fingerprint);
        return "--ignore-certificate-errors-spki-list=" + Base64.getEncoder().encodeToString(hash);
    }

    private static Path program(List<String> names) {
        return names.stream()
                .flatMap(name ->
                        Stream.of("/usr/bin/", "/usr/local/bin/", "/snap/bin/").map(folder -> Path.of(folder + name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(names + " is not installed; `make test` installs it"));
    }

    void go(String pathAndHash) {
        driver.get(origin + pathAndHash);
        awaitReady();
    }

    /** Leaves the page, so that the next {@link #go} loads one even when only what follows the “#” differs. */
    void leave() {
        driver.get("about:blank");
    }

    void reload() {
        driver.navigate().refresh();
        awaitReady();
    }

    void awaitReady() {
        await("the page to be ready", () -> find(By.cssSelector("body[data-ready='true']")));
    }

    void awaitView(String view) {
        await("the view " + view, () -> find(By.cssSelector("body[data-view='" + view + "']")));
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** A telephone's screen, as the browser's own emulation makes it. */
    void phone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    }

    void desktop() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Fills the sign-in form that is shown, and waits until it has let somebody in. */
    void signIn(String name, String passphrase) {
        awaitView("signin");
        type("signin-owner", name);
        type("signin-passphrase", passphrase);
        click("signin-submit");
        test("account-menu");
    }

    /** The element with a {@code data-test} value; waits for it. */
    WebElement test(String name) {
        return test(name, "");
    }

    /** As {@link #test(String)}, narrowed by a selector such as {@code [data-name='x']}. */
    WebElement test(String name, String further) {
        return await(name + further, () -> find(By.cssSelector("[data-test='" + name + "']" + further)));
    }

    boolean shows(String name, String further) {
        return find(By.cssSelector("[data-test='" + name + "']" + further)).isPresent();
    }

    void click(String name) {
        click(name, "");
    }

    /** Clicks; waits until it can be pressed and nothing lies over it any more. WebDriver would click what is disabled, to no effect. */
    void click(String name, String further) {
        await("a click on " + name, () -> {
            try {
                Optional<WebElement> element = find(By.cssSelector("[data-test='" + name + "']" + further))
                        .filter(WebElement::isEnabled);
                element.ifPresent(WebElement::click);
                return element;
            } catch (org.openqa.selenium.ElementNotInteractableException e) {
                return Optional.empty();
            }
        });
    }

    /** Clicks something in the row of a file. */
    void clickInRow(String file, String name) {
        By inRow = By.cssSelector("[data-test='file-row'][data-name='" + file + "'] [data-test='" + name + "']");
        await(name + " of " + file, () -> find(inRow).filter(WebElement::isEnabled))
                .click();
    }

    void type(String name, String text) {
        WebElement field = test(name);
        field.clear();
        field.sendKeys(text);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Gives this browser a device that makes passkeys and asks for a finger, which is always the right one. */
    VirtualAuthenticator authenticator() {
        return driver.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true));
    }

    /** Fails if axe finds anything serious or critical in what is shown now. */
    void assertAccessible(String what) {
        driver.executeScript(AXE);
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, {resultTypes: ['violations']}).then((all) => done(all.violations"
                + ".filter((one) => ['serious', 'critical'].includes(one.impact))"
                + ".map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | '))),"
                + " (error) => done(['axe: ' + error]));");
        assertThat((List<?>) found).as("what axe finds in " + what).isEmpty();
    }

    private static String axe() {
        try (var in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<WebElement> find(By by) {
        try {
            return Optional.of(driver.findElement(by));
        } catch (NoSuchElementException | StaleElementReferenceException e) {
            return Optional.empty();
        }
    }

    <T> T await(String what, Supplier<Optional<T>> probe) {
        try {
            return Deadline.after(PATIENCE).await(what, () -> {
                try {
                    return probe.get();
                } catch (StaleElementReferenceException e) {
                    return Optional.empty();
                }
            });
        } catch (RigException e) {
            screenshot("failure-" + what.replaceAll("[^0-9A-Za-z]+", "-"));
            // On one line: of a failure, a summary tells the first.
            RigException told = new RigException(
                    e.kind(), e.getMessage() + "; the page shows: " + shown().replaceAll("\\s+", " "), e);
            complaints().forEach(complaint -> told.addSuppressed(new AssertionError("Chromium: " + complaint)));
            throw told;
        }
    }

    /** What a person can read now: in the dialog on top, if there is one, else on the page. */
    private String shown() {
        return String.valueOf(
                script("return ([...document.querySelectorAll('dialog[open]')].pop() ?? document.body).innerText"));
    }

    /** Keeps a picture under {@code build/screenshots/}. */
    void screenshot(String name) {
        try {
            Files.write(
                    HearthTree.build("screenshots").resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a downloaded file and reads it. */
    byte[] downloaded(String name) {
        Path file = downloads.resolve(name);
        await("the download " + name, () -> Files.exists(file) ? Optional.of(file) : Optional.empty());
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if a script threw, or the page broke its own content security policy. */
    void assertNothingWentWrong() {
        List<String> complaints = complaints().stream()
                .filter(entry -> entry.contains("SEVERE"))
                // An answer such as 401 before sign-in is logged by the browser and is no error of the page.
                .filter(entry -> !entry.contains("the server responded with a status of"))
                .toList();
        assertThat(complaints).as("what Chromium's console complains about").isEmpty();
    }

    private List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
