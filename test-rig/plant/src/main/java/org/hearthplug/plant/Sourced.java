// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.Objects;

/**
 * A nominal value with its origin.
 *
 * @param value nominal value in the unit of its {@link Quantity}
 * @param spread relative unit-to-unit spread: a plug's own value is drawn uniformly from value·(1 ± spread); 0 to 0.5
 * @param provenance kind of source
 * @param source the source itself, or the reasoning behind an assumption
 */
public record Sourced(double value, double spread, Provenance provenance, String source) {
    public Sourced {
        Objects.requireNonNull(provenance);
        Objects.requireNonNull(source);
        if (!(spread >= 0 && spread <= 0.5)) {
            throw new IllegalArgumentException("spread outside 0 to 0.5: " + spread);
        }
    }
}
