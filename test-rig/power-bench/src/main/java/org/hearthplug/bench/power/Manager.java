// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.SensorParameters;
import org.hearthplug.power.control.PowerController;
import org.hearthplug.power.policy.BudgetSettings;
import org.hearthplug.power.policy.Milliwatts;

/** Hearth's power manager, the code that ships, over the plant. */
class Manager implements Governor {
    private final BoardParameters board;
    private final SensorParameters sensor;
    private final double limitWatts;
    private final boolean devicesKnown;
    private final List<String> notices = new ArrayList<>();
    private PlantAdapter adapter;
    private PowerController controller;

    Manager(BoardParameters board, SensorParameters sensor, double limitWatts, boolean devicesKnown) {
        this.board = board;
        this.sensor = sensor;
        this.limitWatts = limitWatts;
        this.devicesKnown = devicesKnown;
    }

    @Override
    public String name() {
        return "hearth";
    }

    @Override
    public void start(Plug plug) {
        adapter = new PlantAdapter(plug, sensor, devicesKnown);
        controller = new PowerController(
                PlantAdapter.profile(board),
                budget(limitWatts),
                adapter,
                adapter,
                notice -> notices.add(
                        String.format(Locale.ROOT, "%.1f s: %s", plug.millis() / 1000.0, notice.sentence())));
        controller.step();
    }

    static BudgetSettings budget(double limitWatts) {
        Milliwatts limit = Milliwatts.ofWatts(limitWatts);
        return new BudgetSettings(limit, limit, limit, 0, 0, 0);
    }

    @Override
    public void period(Plug plug) {
        controller.step();
    }

    @Override
    public void after(Plug plug) {
        adapter.count();
    }

    @Override
    public List<String> notices() {
        return notices;
    }

    PowerController controller() {
        return controller;
    }
}
