// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** Where a number of a board comes from. */
public enum Provenance {
    /** A manufacturer's data sheet, product manual or device tree. */
    DATASHEET,
    /** Somebody measured it and published the measurement. */
    PUBLISHED,
    /** Computed from other figures; the source text says how. */
    DERIVED,
    /** Nobody measured it: our assumption, to be replaced by a measurement on the real board. */
    ASSUMPTION
}
