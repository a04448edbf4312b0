// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/** Where the figure for the plug's power comes from, best first. */
public enum SourceKind {
    /** A meter on the mains side of the supply. */
    SUPPLY("measured at the wall"),
    /** A shunt monitor (INA219, INA226) on the 5 V rail. */
    SHUNT("measured behind the supply"),
    /** A regulator or fuel gauge under hwmon: slow. */
    HWMON("measured behind the supply, slowly"),
    /** Nothing measures: the power model alone. */
    MODEL("modelled");

    private final String words;

    SourceKind(String words) {
        this.words = words;
    }

    /** Whether watts from this source may be called measured. */
    public boolean measured() {
        return this != MODEL;
    }

    /** How the product words it, everywhere. */
    public String words() {
        return words;
    }
}
