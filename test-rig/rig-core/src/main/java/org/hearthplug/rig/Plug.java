// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Brings a target into the states in which scenarios start: off, showing its page, claimed. Knows what an owner knows: what
 * the console showed, the plug's address, and the passphrase.
 */
public final class Plug implements AutoCloseable {
    /** The owner that {@link #owner} makes. */
    public static final String OWNER = "Ada";

    /** The owner's passphrase. */
    public static final String PASSPHRASE = "correct horse battery staple";

    /** The name that the owner gives. */
    public static final String NAME = "Hearth in the hall";

    private static final Duration BOOT = Duration.ofSeconds(240);
    private static final Duration TRY = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN = Duration.ofSeconds(90);
    private static final String FINGERPRINT = "((?:[0-9A-F]{2}:){31}[0-9A-F]{2})";
    /** A service that died three times while the machine starts will not come up in time. */
    private static final String HOPELESS = "(cloudd stopped .*restart [3-9]\\).*|Kernel panic.*)";

    private static final String CODE = "claim.code: *([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})";

    private final Target target;
    private String fingerprint;
    private String claimCode;
    private String session;

    /** A plug on a target, in whatever state it is. */
    public Plug(Target target) {
        this.target = target;
    }

    /** The machine. */
    public Target target() {
        return target;
    }

    /** The root shell in the guest. */
    public Shell shell() {
        return target.shell();
    }

    /** Powers the machine on if it is off, and waits until its page answers. Blocks up to four minutes. */
    public void boot() {
        if (target.isOn() && fingerprint != null) {
            awaitPage();
            return;
        }
        if (!target.isOn()) {
            target.powerOn();
        }
        Deadline deadline = Deadline.after(BOOT);
        Console.Match said = target.console().expect(FINGERPRINT + "|" + HOPELESS, deadline);
        if (said.group(1) == null) {
            throw new RigException(RigException.Kind.GUEST, "the plug does not come up: " + said.group(0));
        }
        if (fingerprint != null && !fingerprint.equals(said.group(1))) {
            throw new RigException(
                    RigException.Kind.GUEST, "the plug has another key than before its restart: " + said.group(1));
        }
        fingerprint = said.group(1);
        awaitPage(deadline);
    }

    /** Waits until the page answers to one who trusts only the key that the console showed, as after a restart of a service. */
    public void awaitPage() {
        awaitPage(Deadline.after(BOOT));
    }

    private void awaitPage(Deadline deadline) {
        try (PlugClient client = visitor()) {
            deadline.awaitTrue("the page", () -> answers(client));
        }
    }

    /** A connection into a guest that is not listening yet may hang instead of failing, so each try is short. */
    private static boolean answers(PlugClient client) {
        try {
            return client.sendAsync("GET", "/api/v1/setup", BodyPublishers.noBody(), Map.of())
                            .orTimeout(Deadline.scaled(TRY).toMillis(), TimeUnit.MILLISECONDS)
                            .join()
                            .status()
                    == 200;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Presses the power button and waits until the machine is off. */
    public void shutDown() {
        target.powerOff(Deadline.after(SHUTDOWN));
    }

    /** Shuts down and boots again. */
    public void rebootCleanly() {
        shutDown();
        boot();
    }

    /** The fingerprint of the plug's key, as the console showed it. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The claim code, as the console shows it while the plug has no owner. */
    public String claimCode() {
        if (claimCode == null) {
            claimCode = Deadline.seconds(30)
                    .await(
                            "the claim code on the console",
                            () -> find(CODE, target.console().remembered()));
        }
        return claimCode;
    }

    private static Optional<String> find(String regex, String text) {
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile(regex).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Somebody without a session. The caller closes the client. */
    public PlugClient visitor() {
        return new PlugClient(target.port(443), PlugTrust.only(fingerprint));
    }

    /**
     * The owner, signed in, with the session that was there before if the plug still knows it (signing in costs the plug seconds);
     * claims the plug first if it has none. The caller closes the client.
     */
    public PlugClient owner() {
        PlugClient client = visitor();
        if (session != null) {
            client.resume(session);
            if (client.send("GET", "/api/v1/session").status() == 200) {
                return client;
            }
            client.close();
            client = visitor();
        }
        boolean claimed =
                client.send("GET", "/api/v1/setup").json().get("claimed").bool();
        PlugClient.Answer answer = claimed ? signIn(client) : claim(client, claimCode());
        if (answer.status() != 201) {
            client.close();
            throw new RigException(
                    RigException.Kind.REFUSED, (claimed ? "signing in" : "claiming") + " gave " + answer);
        }
        session = client.cookie();
        return client;
    }

    /** Signs the owner in. */
    public static PlugClient.Answer signIn(PlugClient client) {
        return client.sendJson("POST", "/api/v1/session", Map.of("ownerName", OWNER, "passphrase", PASSPHRASE));
    }

    /** Claims the plug for the owner with a code. */
    public static PlugClient.Answer claim(PlugClient client, String code) {
        return client.sendJson(
                "POST",
                "/api/v1/setup/claim",
                Map.of("code", code, "plugName", NAME, "ownerName", OWNER, "passphrase", PASSPHRASE));
    }

    @Override
    public void close() {
        target.close();
    }
}
