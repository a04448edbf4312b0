// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hearthplug.runtime.platform.UpdateMessages;
import org.hearthplug.runtime.platform.UpdateMessages.InstallRequest;
import org.hearthplug.runtime.platform.UpdateMessages.StateReply;
import org.hearthplug.runtime.platform.UpdateMessages.UpdateState;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Update}, answered. */
public final class Updates {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z.+_ -]{1,120}");
    private static final Pattern DEVICE = Pattern.compile("sd[a-z]{1,2}\\d{0,3}");

    private final Updater updater;
    private final UpdateStates states;

    /**
     * Answers for one plug.
     *
     * @param version of Hearth, which runs
     */
    public Updates(UpdatePaths paths, String version) {
        this.updater = new Updater(paths.work(), paths.service());
        this.states = new UpdateStates(paths, updater, version);
    }

    /** The interface, for the server. */
    public VarlinkInterface describe() {
        return new VarlinkInterface(
                UpdateMessages.INTERFACE,
                UpdateMessages.description(),
                Map.of(
                        "GetState",
                        call -> call.reply(json(now())),
                        "Monitor",
                        this::monitor,
                        "Look",
                        call -> ask(call, List.of("do=look")),
                        "Install",
                        this::install,
                        "Restart",
                        call -> ask(call, List.of("do=restart")),
                        "FactoryReset",
                        this::factoryReset));
    }

    /** Not between the two steps of a request. */
    private synchronized UpdateState now() {
        return states.now();
    }

    /**
     * Asks for a restart, or for one that also removes everything but the plug's identity: what a person at its button may.
     *
     * @return false when an update is under way or this machine has no updater
     */
    public boolean restart(boolean removeEverything) throws IOException {
        try {
            ask(List.of(removeEverything ? "do=reset" : "do=restart"), null);
            return true;
        } catch (VarlinkException notNow) {
            return false;
        }
    }

    private static String json(UpdateState state) {
        return UpdateMessages.STATE_REPLY.toJson(new StateReply(state));
    }

    private void monitor(VarlinkCall call) throws IOException, InterruptedException {
        if (!call.wantsMore()) {
            throw VarlinkException.expectedMore();
        }
        UpdateState told = null;
        UpdateState now = now();
        while (UpdateStates.underWay(now.phase())) {
            if (!now.equals(told)) {
                call.replyContinues(json(now));
                told = now;
            }
            Thread.sleep(LOOK_AGAIN);
            now = now();
        }
        call.reply(json(now));
    }

    private void install(VarlinkCall call) throws IOException {
        InstallRequest request = call.parameters(UpdateMessages.INSTALL_REQUEST);
        List<String> lines = new ArrayList<>(List.of("do=install"));
        if (request.name() == null
                || !NAME.matcher(request.name()).matches()
                || request.name().startsWith(".")) {
            throw VarlinkException.invalidParameter("name");
        }
        lines.add("name=" + request.name());
        switch (request.from() == null ? "" : request.from()) {
            case "upload" -> lines.add("from=upload");
            case "stick" -> {
                if (request.device() == null
                        || !DEVICE.matcher(request.device()).matches()) {
                    throw VarlinkException.invalidParameter("device");
                }
                lines.add("from=stick");
                lines.add("device=" + request.device());
            }
            default -> throw VarlinkException.invalidParameter("from");
        }
        if (Boolean.TRUE.equals(request.allowOlder())) {
            lines.add("allow-older=true");
        }
        ask(lines, request.name());
        call.reply(json(now()));
    }

    private void factoryReset(VarlinkCall call) throws IOException {
        if (!Boolean.TRUE.equals(call.parameters(UpdateMessages.RESET_REQUEST).really())) {
            throw VarlinkException.invalidParameter("really");
        }
        ask(call, List.of("do=reset"));
    }

    private void ask(VarlinkCall call, List<String> lines) throws IOException {
        ask(lines, null);
        call.reply(null);
    }

    private synchronized void ask(List<String> lines, String installs) throws IOException {
        if (!updater.there()) {
            throw VarlinkException.replied(UpdateMessages.NOT_POSSIBLE, null);
        }
        if (updater.busy()) {
            throw VarlinkException.replied(UpdateMessages.BUSY, null);
        }
        if (installs != null) {
            updater.announce(installs);
        }
        updater.request(lines);
    }
}
