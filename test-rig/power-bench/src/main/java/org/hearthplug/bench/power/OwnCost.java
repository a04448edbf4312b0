// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.Traces;
import org.hearthplug.power.control.PowerController;

/** What the manager itself costs: processor time, allocation and memory of {@link PowerController#step()}, measured on this host. */
final class OwnCost {
    /**
     * How much slower a Cortex-A53 at 1.2 GHz is than a core of the host, in Java arithmetic: an assumption on the careful side (server
     * cores run at about three times the clock with two to four times the instructions a cycle).
     */
    static final double A53_FACTOR = 20;

    private OwnCost() {}

    /** Measured for this many warm steps. */
    record Result(double microsPerStep, double bytesPerStep, double constructedBytes) {
        double share() {
            return microsPerStep * A53_FACTOR / (PowerController.PERIOD_MILLIS * 1000.0);
        }
    }

    static Result measure(int warm, int steps) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        BoardParameters board = Boards.virtLab();
        Plug plug = new Plug(board, Traces.eveningStreaming(board), 1, 7);
        PlantAdapter adapter = new PlantAdapter(plug, board.sensor(), true);
        long before = threads.getThreadAllocatedBytes(self);
        PowerController controller =
                new PowerController(PlantAdapter.profile(board), Manager.budget(7), adapter, adapter, notice -> {});
        long constructed = threads.getThreadAllocatedBytes(self) - before;
        // The plant runs along until the streams and the disk are up; then the controller is stepped with the plant
        // standing still.
        for (int i = 0; i < 9000; i++) {
            plug.step();
            adapter.count();
            if (i % 10 == 9) {
                controller.step();
            }
        }
        for (int i = 0; i < warm; i++) {
            controller.step();
        }
        long allocated = threads.getThreadAllocatedBytes(self);
        long cpu = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < steps; i++) {
            controller.step();
        }
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        allocated = threads.getThreadAllocatedBytes(self) - allocated;
        return new Result(cpu / 1000.0 / steps, allocated / (double) steps, constructed);
    }

    static List<Figure> figures(Result r) {
        return List.of(
                Figure.plain("processor time of a step, measured on this host", r.microsPerStep(), "µs", "lower"),
                Figure.of(
                        "share of a 1.2 GHz Cortex-A53, modelled as " + (int) A53_FACTOR + " times the host's time",
                        r.share() * 100,
                        "%",
                        0.5,
                        "lower"),
                Figure.of("allocation of a step in the steady state, measured", r.bytesPerStep(), "B", 0, "lower"),
                Figure.plain(
                        "memory that a controller takes, measured as allocated when it is made",
                        r.constructedBytes() / 1024,
                        "KiB",
                        "lower"));
    }
}
