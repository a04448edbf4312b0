// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.state.StateFile;

/**
 * Asks the owner's update server now and then, when there is one: fetches what it wants installed, has it installed, restarts the plug
 * if the server may, and tells how it ended, also when that is known only after the restart. For any number of threads.
 */
public final class UpdateServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(UpdateServer.class.getName());
    private static final Duration AFTER_START = Duration.ofSeconds(60);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofSeconds(2);

    /** What the plug can do with a bundle. */
    public interface Installer {
        /** Fetches through {@code source} into the spool, at most {@code bytes}; throws when it is not whole. */
        void receive(BundleSource source, long bytes, String sha256) throws IOException, InterruptedException;

        /** Starts the installation of what was received. */
        void install(String name) throws IOException;

        /** How updates are: the state of {@code org.hearthplug.Update}. */
        Map<?, ?> state() throws IOException;

        /** Restarts the plug. */
        void restart() throws IOException;
    }

    /** Opens a bundle from an offset on. */
    public interface BundleSource {
        /** The bytes from {@code from} on, or from the start when the server cannot; see {@link Opened#from}. */
        Opened open(long from) throws IOException, InterruptedException;
    }

    /**
     * An opened bundle.
     *
     * @param from where its first byte is
     * @param bytes the bytes
     */
    public record Opened(long from, java.io.InputStream bytes) {}

    private final StateFile file;
    private final Installer installer;
    private final Duration firstPause;
    private Thread thread;
    private volatile String lastProblem = "";

    /** Uses the settings in a folder; see {@link #start}. */
    public UpdateServer(Path folder, Installer installer) {
        this(folder, installer, AFTER_START);
    }

    UpdateServer(Path folder, Installer installer, Duration firstPause) {
        this.file = new StateFile(folder.resolve("update-server.json"));
        this.installer = installer;
        this.firstPause = firstPause;
    }

    /** Starts to ask, if the owner has named a server. Costs one look at a file if not. */
    public synchronized void start() {
        try {
            if (thread == null && settings().isPresent()) {
                thread = Thread.ofVirtual().name("update-server").start(this::run);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The update server's settings cannot be read.", e);
        }
    }

    /** The settings without the token, for the page. */
    public synchronized Map<String, Object> describe() throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        Optional<DdiSettings> now = settings();
        json.put("enabled", now.isPresent());
        now.ifPresent(one -> {
            json.put("address", one.address().toString());
            json.put("controllerId", one.controllerId());
            json.put("problem", lastProblem);
        });
        return json;
    }

    /** Names the server (problem 422 says what is wrong with the form) and asks it at once. */
    public synchronized void enable(Map<String, Object> form) throws IOException {
        Map<String, Object> json = DdiSettings.of(form).toJson();
        disable();
        file.write(Json.write(json));
        start();
    }

    /** Forgets the server. */
    public synchronized void disable() throws IOException {
        close();
        lastProblem = "";
        file.delete();
    }

    private Optional<DdiSettings> settings() throws IOException {
        Optional<byte[]> content = file.read();
        return content.isEmpty() ? Optional.empty() : Optional.of(DdiSettings.of(Json.readObject(content.get())));
    }

    private void run() {
        try {
            Thread.sleep(firstPause);
            while (true) {
                Thread.sleep(once());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** One visit; how long to wait until the next. */
    private Duration once() throws InterruptedException {
        try (DdiClient client = new DdiClient(settings().orElseThrow())) {
            Map<String, Object> root = client.root();
            reportRestarted(client);
            Optional<Deployment> wanted = client.deployment(root);
            if (wanted.isPresent() && !wanted.get().action().equals(pending().orElse(""))) {
                carryOut(client, wanted.get());
            }
            lastProblem = "";
            return Deployment.sleep(root);
        } catch (IOException | RuntimeException e) {
            lastProblem = String.valueOf(e.getMessage());
            LOG.log(Level.WARNING, "The update server could not be served: {0}", lastProblem);
            return AFTER_FAILURE;
        }
    }

    private void carryOut(DdiClient client, Deployment wanted) throws IOException, InterruptedException {
        client.feedback(wanted.action(), "proceeding", "none", "Fetching the bundle");
        try {
            installer.receive(from -> opened(client, wanted, from), wanted.bytes(), wanted.sha256());
            installer.install(wanted.name());
        } catch (IOException | RuntimeException e) {
            client.feedback(wanted.action(), "closed", "failure", String.valueOf(e.getMessage()));
            throw e;
        }
        Map<?, ?> end = awaitEnd(wanted.name());
        if (!"installed".equals(end.get("phase"))) {
            client.feedback(wanted.action(), "closed", "failure", String.valueOf(end.get("detail")));
            return;
        }
        remember(wanted.action());
        client.feedback(wanted.action(), "proceeding", "none", "Installed; starts at the next restart");
        if (wanted.forced()) {
            installer.restart();
        }
    }

    private static Opened opened(DdiClient client, Deployment wanted, long from)
            throws IOException, InterruptedException {
        var response = client.open(wanted, from);
        return new Opened(response.statusCode() == 206 ? from : 0, response.body());
    }

    private Map<?, ?> awaitEnd(String name) throws IOException, InterruptedException {
        while (true) {
            Map<?, ?> state = installer.state();
            Object phase = state.get("phase");
            if (name.equals(state.get("source")) && ("installed".equals(phase) || "failed".equals(phase))) {
                return state;
            }
            Thread.sleep(STEP);
        }
    }

    /** After the restart into what an action brought: the server is told once the plug has found itself healthy, or went back. */
    private void reportRestarted(DdiClient client) throws IOException, InterruptedException {
        Optional<String> action = pending();
        if (action.isEmpty()) {
            return;
        }
        Object outcome = installer.state().get("last") instanceof Map<?, ?> last ? last.get("outcome") : "rolled-back";
        if ("good".equals(outcome)) {
            client.feedback(action.get(), "closed", "success", "The new version runs and is healthy");
        } else if ("rolled-back".equals(outcome)) {
            client.feedback(action.get(), "closed", "failure", "The new version was not healthy; the one before runs");
        } else {
            return;
        }
        remember(null);
    }

    private synchronized Optional<String> pending() throws IOException {
        Optional<byte[]> content = file.read();
        Object action =
                content.isEmpty() ? null : Json.readObject(content.get()).get("pending");
        return action instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private synchronized void remember(String action) throws IOException {
        Map<String, Object> json = settings().orElseThrow().toJson();
        if (action != null) {
            json.put("pending", action);
        }
        file.write(Json.write(json));
    }

    /** Stops asking; what is being fetched is given up. */
    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }
}
