// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;
import org.junit.jupiter.api.Test;

/** {@link Network}. */
public interface NetworkContract {
    /** The hardware under test; the same each time. */
    Hardware hardware();

    @Test
    default void interfacesAreNamedAndNumberedOnce() {
        List<Network.Link> links = hardware().network().links();
        assertThat(links).isNotEmpty();
        assertThat(links).extracting(Network.Link::name).doesNotHaveDuplicates();
        assertThat(links)
                .extracting(Network.Link::index)
                .doesNotHaveDuplicates()
                .allMatch(index -> index > 0);
    }

    @Test
    default void whatIsOffHasNeitherCarrierNorSpeed() {
        for (Network.Link link : hardware().network().links()) {
            assertThat(link.up() || !link.carrier()).as(link.name()).isTrue();
            assertThat(link.carrier() || link.speedMbps().isEmpty())
                    .as(link.name())
                    .isTrue();
        }
    }

    @Test
    default void addressesHaveTheirPrefix() {
        for (Network.Link link : hardware().network().links()) {
            for (Network.Address address : link.addresses()) {
                assertThat(address.prefixBits()).isBetween(0, address.text().contains(":") ? 128 : 32);
                assertThat(address.toString()).matches("[0-9a-f.:]+/\\d+");
            }
            link.mac().ifPresent(mac -> assertThat(mac).matches("[0-9a-f]{2}(:[0-9a-f]{2})+"));
        }
    }

    @Test
    default void countersNeverShrink() {
        List<Network.Link> before = hardware().network().links();
        List<Network.Link> after = hardware().network().links();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (before.get(i).index() == after.get(i).index()) {
                assertThat(after.get(i).statistics().rxBytes())
                        .isGreaterThanOrEqualTo(before.get(i).statistics().rxBytes());
            }
        }
    }

    @Test
    default void routesLeadOverInterfacesThatAreThereTheLowestMetricFirst() {
        List<Network.Route> routes = hardware().network().routes();
        assertThat(routes).extracting(Network.Route::metric).isSorted();
        List<String> names =
                hardware().network().links().stream().map(Network.Link::name).toList();
        for (Network.Route route : routes) {
            assertThat(names).contains(route.link());
            boolean v6 = route.destination().text().contains(":");
            assertThat(route.destination().prefixBits()).isBetween(0, v6 ? 128 : 32);
            assertThat(route.isDefault())
                    .isEqualTo(route.destination().toString().equals(v6 ? "::/0" : "0.0.0.0/0"));
            route.gateway().ifPresent(gateway -> assertThat(gateway).matches("[0-9a-f.:]+"));
        }
    }
}
