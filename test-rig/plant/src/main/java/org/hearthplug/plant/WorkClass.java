// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** How long work may wait. */
public enum WorkClass {
    /** Somebody is waiting: late work is worth nothing. */
    INTERACTIVE(4),
    /** Should be done soon. */
    BACKGROUND(2),
    /** May wait for hours. */
    DEFERRABLE(1);

    private final int weight;

    WorkClass(int weight) {
        this.weight = weight;
    }

    /** What a cycle of this work counts for, unless the service says otherwise: high enough that doing it first is always best. */
    public int weight() {
        return weight;
    }
}
