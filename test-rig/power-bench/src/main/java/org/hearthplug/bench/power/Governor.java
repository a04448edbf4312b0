// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.List;
import org.hearthplug.plant.Plug;

/** Whoever sets the plug's actuators during a run. */
interface Governor {
    /** Name for reports. */
    String name();

    /** Once, before the first step. */
    void start(Plug plug);

    /** Each 10 ms, between the two halves of the plant's step. */
    default void within(Plug plug) {}

    /** Each 100 ms. */
    default void period(Plug plug) {}

    /** After each step. */
    default void after(Plug plug) {}

    /** What the owner was told. */
    default List<String> notices() {
        return List.of();
    }
}
