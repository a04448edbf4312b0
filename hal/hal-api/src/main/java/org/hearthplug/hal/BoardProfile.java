// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;

/**
 * What is known of a kind of board from its papers: what is on it, and what it bears. What is really there the other parts of {@link Hardware}
 * say; a profile says what to expect and what no driver tells.
 *
 * @param name the maker's name of it
 * @param simulated true for a board that is a simulator's
 * @param parts sensors and actuators
 * @param limits what it bears
 */
public record BoardProfile(String name, boolean simulated, List<Part> parts, List<Limit> limits) {
    public BoardProfile {
        parts = List.copyOf(parts);
        limits = List.copyOf(limits);
    }

    /**
     * A sensor or an actuator.
     *
     * @param kind {@code thermal}, {@code led}, {@code button}, {@code watchdog}, {@code clock}, {@code wifi}, {@code ethernet}, {@code power},
     *     {@code gpio} or {@code usb}
     * @param name what it is
     * @param found whether the kernel shows it now
     * @param source where that is written
     */
    public record Part(String kind, String name, boolean found, String source) {}

    /**
     * A number from a paper.
     *
     * @param name what is limited
     * @param value the number
     * @param unit its unit: {@code °C}, {@code V}, {@code A}, {@code MHz}, {@code MB}, {@code s}, {@code Mbit/s}
     * @param source where that is written
     */
    public record Limit(String name, double value, String unit, String source) {}
}
