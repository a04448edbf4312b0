// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.SplittableRandom;

/** Plugs and observations for the tests, drawn from a seed. */
final class Plugs {
    private Plugs() {}

    static PlugProfile profile() {
        return new PlugProfile(
                "test",
                new PlugProfile.Processor(
                        4, new int[] {300, 600, 900, 1200}, new double[] {0.7, 0.76, 0.87, 1}, 0.03, 4.0, 0.12, 32),
                new PlugProfile.Links(true, 0.1, 0.2, 0.5, 0.45, 0.1, 0.03, 0.12),
                0.5,
                0.3,
                0.03,
                0.2,
                new PlugProfile.Supply(0.06, 1.08, 0.006, 0.023),
                new PlugProfile.Thermals(80, 62, 8),
                6,
                true);
    }

    static Observation observation(SplittableRandom random, int ports, int loads) {
        Observation seen = new Observation(ports, loads);
        seen.dieCelsius = random.nextDouble(20, 85);
        seen.caseCelsius = random.nextDouble(20, 60);
        seen.capInForce = random.nextInt(4);
        seen.point = random.nextInt(seen.capInForce + 1);
        seen.cores = 1 + random.nextInt(4);
        seen.quotaCores = random.nextDouble(0.2, 4);
        seen.busyCores = random.nextDouble(0, Math.min(seen.cores, seen.quotaCores));
        seen.netShare = random.nextDouble();
        seen.ethernetMbit = random.nextBoolean() ? 1000 : 100;
        seen.eee = random.nextBoolean();
        seen.leds = random.nextBoolean();
        seen.cardShare = random.nextDouble();
        for (int i = 0; i < loads; i++) {
            seen.loadCores[i] = random.nextDouble(0, 1);
            seen.loadWaiting[i] = random.nextBoolean();
        }
        return seen;
    }

    static LoadClass[] classes(SplittableRandom random, int loads) {
        LoadClass[] classes = new LoadClass[loads];
        for (int i = 0; i < loads; i++) {
            classes[i] = LoadClass.values()[random.nextInt(3)];
        }
        return classes;
    }
}
