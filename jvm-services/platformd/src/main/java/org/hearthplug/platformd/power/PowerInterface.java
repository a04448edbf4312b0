// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.EnergyRequest;
import org.hearthplug.runtime.platform.PowerMessages.Refusal;
import org.hearthplug.runtime.platform.PowerMessages.SetBudgetRequest;
import org.hearthplug.runtime.platform.PowerMessages.Status;
import org.hearthplug.runtime.platform.PowerMessages.StatusReply;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Power}, answered. */
final class PowerInterface {
    private final PowerService service;

    PowerInterface(PowerService service) {
        this.service = service;
    }

    VarlinkInterface describe() {
        return new VarlinkInterface(
                PowerMessages.INTERFACE,
                PowerMessages.description(),
                Map.of(
                        "GetStatus",
                        this::getStatus,
                        "Monitor",
                        this::monitor,
                        "SetBudget",
                        this::setBudget,
                        "GetEnergy",
                        this::getEnergy));
    }

    private PowerManager manager() {
        return service.manager().orElseThrow(() -> refuse(PowerMessages.UNAVAILABLE, service.absent()));
    }

    private void getStatus(VarlinkCall call) throws IOException {
        call.reply(json(manager().status()));
    }

    private void getEnergy(VarlinkCall call) throws IOException {
        EnergyRequest asked = call.parameters(PowerMessages.ENERGY_REQUEST);
        int limit = asked.limit() == null ? PowerMessages.MAX_MINUTES : asked.limit();
        if (limit < 0 || limit > PowerMessages.MAX_MINUTES) {
            throw VarlinkException.invalidParameter("limit");
        }
        call.reply(PowerMessages.ENERGY_REPLY.toJson(manager().energy(asked, limit)));
    }

    private void monitor(VarlinkCall call) throws IOException, InterruptedException {
        Integer millis = call.parameters(PlatformMessages.MONITOR_REQUEST).intervalMillis();
        if (millis == null
                || millis < PlatformMessages.MIN_INTERVAL_MILLIS
                || millis > PlatformMessages.MAX_INTERVAL_MILLIS) {
            throw VarlinkException.invalidParameter("intervalMillis");
        }
        if (!call.wantsMore()) {
            throw VarlinkException.expectedMore();
        }
        while (true) {
            call.replyContinues(json(manager().status()));
            Thread.sleep(Duration.ofMillis(millis));
        }
    }

    private void setBudget(VarlinkCall call) throws IOException {
        SetBudgetRequest request = call.parameters(PowerMessages.SET_BUDGET_REQUEST);
        if (request.budget() == null) {
            throw VarlinkException.invalidParameter("budget");
        }
        if (request.by() == null || request.by().isBlank()) {
            throw VarlinkException.invalidParameter("by");
        }
        try {
            call.reply(json(manager().change(request.budget(), request.by())));
        } catch (IllegalArgumentException senseless) {
            throw refuse(PowerMessages.BUDGET_REFUSED, senseless.getMessage());
        }
    }

    private static String json(Status status) {
        return PowerMessages.STATUS_REPLY.toJson(new StatusReply(status));
    }

    private static VarlinkException refuse(String error, String reason) {
        return VarlinkException.replied(error, PowerMessages.REFUSAL.toJson(new Refusal(reason)));
    }
}
