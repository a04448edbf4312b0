// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.Processor;
import org.hearthplug.power.policy.PlugProfile;

/**
 * Nominal watts of the boards that Hearth runs on. Sources of the real boards' figures are beside the same figures in the plant
 * ({@code test-rig/plant}, {@code Boards}); those of the lab are the lab's own, for no such hardware exists.
 */
final class BoardProfiles {
    private static final int HZ_PER_MHZ = 1_000_000;

    /** 15 W flyback with synchronous rectifier; assumption. */
    private static final PlugProfile.Supply SUPPLY = new PlugProfile.Supply(0.06, 1.10, 0.0065, 0.023);

    private static final double LEAKAGE_KELVIN = 32;
    private static final double PORT_LIMIT_WATTS = 5 * 1.2 * 1.05;

    private BoardProfiles() {}

    /**
     * The profile of a board.
     *
     * @param compatible the device tree's words, most specific first
     * @param processor what the kernel shows of it now
     */
    static Optional<PlugProfile> of(List<String> compatible, Processor.State processor) {
        for (String word : compatible) {
            Optional<PlugProfile> found = switch (word) {
                case "linux,dummy-virt" -> Optional.of(lab(processor));
                case "raspberrypi,model-zero-2-w" ->
                    Optional.of(wifi("zero2w", 0.42, cpu(processor, 0.015, 1.55, 0.06, 1.20 / 1.30), 0.16, 0.05, 14));
                case "raspberrypi,3-model-a-plus" ->
                    Optional.of(wifi("3aplus", 0.84, cpu(processor, 0.02, 2.1, 0.09, 1.20 / 1.35), 0.20, 0.07, 11));
                case "beagle,am625-beagleplay" -> Optional.of(beaglePlay(processor));
                default -> Optional.empty();
            };
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * QEMU's virt board as a plug of 3 W idle and 5 W busy at the wall: below 7 W whatever it does, so that nothing is held back unless
     * somebody asks for less. Its sensors are the bench module's (qemu/module); the kernel slows down by itself at 80 °C, heat never limits here.
     */
    private static PlugProfile lab(Processor.State processor) {
        PlugProfile.Links links = new PlugProfile.Links(true, 0.10, 0.18, 0.50, 0.4, 0, 0, 0.3);
        return new PlugProfile(
                "lab",
                cpu(processor, 0.03, 1.2, 0.1, 0.85),
                links,
                1.9,
                0.3,
                0,
                0.2,
                SUPPLY,
                new PlugProfile.Thermals(100, 90, 1),
                PORT_LIMIT_WATTS,
                false);
    }

    private static PlugProfile wifi(
            String name, double board, PlugProfile.Processor cpu, double on, double save, double dieToCase) {
        PlugProfile.Links links = new PlugProfile.Links(false, 0, 0, 0, 0, on, save, 0.8);
        return new PlugProfile(
                name,
                cpu,
                links,
                board,
                0.3,
                0.03,
                0.2,
                SUPPLY,
                new PlugProfile.Thermals(80, 62, dieToCase),
                PORT_LIMIT_WATTS,
                false);
    }

    private static PlugProfile beaglePlay(Processor.State processor) {
        PlugProfile.Links links = new PlugProfile.Links(true, 0.10, 0.18, 0.50, 0.4, 0.20, 0.06, 0.3);
        return new PlugProfile(
                "beagleplay",
                cpu(processor, 0.02, 1.1, 0.08, 1),
                links,
                1.17,
                0.3,
                0.03,
                0.2,
                SUPPLY,
                new PlugProfile.Thermals(80, 62, 8),
                PORT_LIMIT_WATTS,
                false);
    }

    /** {@code lowestVolt}: voltage at the lowest point relative to the highest; between them it rises with the frequency. */
    private static PlugProfile.Processor cpu(
            Processor.State state, double idle, double dynamic, double leakage, double lowestVolt) {
        int[] mhz = points(state);
        double[] volt = new double[mhz.length];
        for (int i = 0; i < mhz.length; i++) {
            int span = mhz[mhz.length - 1] - mhz[0];
            volt[i] = span == 0 ? 1 : lowestVolt + (1 - lowestVolt) * (mhz[i] - mhz[0]) / span;
        }
        return new PlugProfile.Processor(state.cores(), mhz, volt, idle, dynamic, leakage, LEAKAGE_KELVIN);
    }

    /** Operating points in MHz; one of 1000 MHz where the kernel shows none. */
    static int[] points(Processor.State state) {
        if (state.policies().isEmpty()) {
            return new int[] {1000};
        }
        Processor.FrequencyPolicy policy = state.policies().getFirst();
        if (policy.operatingPointsHz().isEmpty()) {
            return new int[] {(int) (policy.hardwareMaxHz() / HZ_PER_MHZ)};
        }
        return policy.operatingPointsHz().stream()
                .mapToInt(hz -> (int) (hz / HZ_PER_MHZ))
                .toArray();
    }
}
