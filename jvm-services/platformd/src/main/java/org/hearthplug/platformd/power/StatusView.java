// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hearthplug.power.control.PortState;
import org.hearthplug.power.control.PowerController;
import org.hearthplug.power.control.PowerStatus;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.runtime.platform.PowerMessages.Change;
import org.hearthplug.runtime.platform.PowerMessages.Cost;
import org.hearthplug.runtime.platform.PowerMessages.Energy;
import org.hearthplug.runtime.platform.PowerMessages.Granted;
import org.hearthplug.runtime.platform.PowerMessages.Port;
import org.hearthplug.runtime.platform.PowerMessages.Status;

/** The manager's state as the socket tells it. */
final class StatusView {
    private static final int SHOWN_CHANGES = 10;
    private static final long HZ_PER_MHZ = 1_000_000;

    private StatusView() {}

    static Status of(
            PlugProfile profile,
            PowerController controller,
            UsbPorts ports,
            OwnersBudget budget,
            MonthlyGoal goal,
            NoticeBoard notices,
            Energy energy,
            PowerStore store,
            Cost cost) {
        PowerStatus now = controller.status();
        int[] mhz = profile.processor().mhz();
        int cores = profile.processor().cores();
        int point = Math.clamp(now.operatingPoint(), 0, mhz.length - 1);
        return new Status(
                profile.name(),
                now.source().name().toLowerCase(Locale.ROOT),
                now.source().measured(),
                now.wall().value(),
                now.lastSecond().value(),
                now.target().value(),
                binds(now, point == mhz.length - 1 && now.quotaMilliCores() >= cores * 1000, budget, goal),
                new Granted(
                        Math.max(0, now.quotaMilliCores()),
                        cores,
                        mhz[point] * HZ_PER_MHZ,
                        mhz[mhz.length - 1] * HZ_PER_MHZ),
                budget.toMessage(),
                ports(controller, ports, budget.admission()),
                notices.list(),
                energy,
                journal(store),
                cost,
                Math.min(goal.wishMilliwatts(), budget.settings().hardLimit().value()));
    }

    private static String binds(PowerStatus now, boolean full, OwnersBudget budget, MonthlyGoal goal) {
        if (full) {
            boolean wish = goal.wishMilliwatts() < budget.settings().hardLimit().value();
            return !wish ? "nothing" : goal.binds() ? "goal" : "wish";
        }
        return now.heatBinds() ? "heat" : "limit";
    }

    private static List<Port> ports(PowerController controller, UsbPorts ports, boolean admission) {
        List<Port> all = new ArrayList<>();
        for (int port = 0; port < UsbPorts.SLOTS; port++) {
            DeviceNeed need = ports.known(port);
            boolean off = ports.off(port);
            if (need != null) {
                all.add(new Port(
                        ports.device(port),
                        need.name(),
                        off ? "cut-off" : admission ? word(controller.port(port)) : "in-use",
                        (int) Math.round(need.largestWatts() * 1000),
                        need.surgeWatts() > need.activeWatts(),
                        controller.wallWith(port, need).value(),
                        off));
            }
        }
        return all;
    }

    private static String word(PortState state) {
        return switch (state) {
            case EMPTY, ATTACHED, PROBING, QUEUED -> "waiting";
            case HELD -> "held";
            case ADMITTED -> "in-use";
            case CUT_OFF -> "cut-off";
            case UNWATCHED -> "unwatched";
        };
    }

    private static List<Change> journal(PowerStore store) {
        List<String> lines = store.journal();
        List<Change> changes = new ArrayList<>();
        for (int i = lines.size() - 1; i >= 0 && changes.size() < SHOWN_CHANGES; i--) {
            String[] parts = lines.get(i).split("\t", 3);
            if (parts.length == 3) {
                changes.add(new Change(parts[0], parts[1], parts[2]));
            }
        }
        return changes;
    }
}
