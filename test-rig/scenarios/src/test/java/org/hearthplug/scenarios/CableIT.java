// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.junit.BootTarget;
import org.hearthplug.rig.qemu.QemuTarget;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The plug works on whatever network its cable is put into. */
@Order(35)
// Green twice (28 and 29 November, loaded hosts); not yet the five times in a row that `make test` asks for.
@Tag("campaign")
@BootTarget(kind = "virt-hub")
class CableIT {
    private static final String ADDRESSES = "ip addr show dev eth0";

    @BeforeAll
    static void onlyOnTheLabsOwnMachines() {
        assumeTrue(System.getProperty("hearth.image", "lab").equals("lab"), "a hub is the lab's own machine's");
    }

    @Test
    void aCableThatIsMovedBringsNewAddressesAndThePageAnswers(Plug plug) {
        QemuTarget target = (QemuTarget) plug.target();
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("GET", "/api/v1/plug").status()).isEqualTo(200);
        }
        assertThat(shell.check(ADDRESSES)).contains("inet 10.0.2.15/24").contains("inet6 fe80:");
        // What QEMU's router announces unless told otherwise.
        Deadline.seconds(120)
                .awaitTrue(
                        "an IPv6 address of the first network",
                        () -> shell.check(ADDRESSES).contains("inet6 fec0:"));
        target.moveCable("192.168.88.0/24", "fd77::");
        Deadline.seconds(120)
                .awaitTrue(
                        "an address in the new network",
                        () -> shell.check(ADDRESSES).contains("inet 192.168.88."));
        plug.awaitPage();
        Deadline.seconds(120)
                .awaitTrue(
                        "an IPv6 address of the new network",
                        () -> shell.check(ADDRESSES).contains("inet6 fd77:"));
        assertThat(shell.check(ADDRESSES))
                .as("the old addresses are gone, the new and IPv6's link-local one are there")
                .doesNotContain("inet 10.0.2.")
                .doesNotContain("inet6 fec0:")
                .contains("inet6 fe80:");
        assertThat(shell.check("ip route")).contains("default via 192.168.88.2").doesNotContain("10.0.2.");
        try (PlugClient owner = plug.owner()) {
            String network =
                    owner.send("GET", "/api/v1/plug").json().get("network").toString();
            assertThat(network).contains("192.168.88.").doesNotContain("10.0.2.");
        }
    }

    @Test
    void withoutAServerTheLinkLocalAddressIsTaken(Plug plug) {
        Shell shell = plug.shell();
        // udhcpc has no answer from an interface that leads nowhere.
        shell.check("modprobe e1000e");
        String card = Deadline.seconds(60)
                .await(
                        "the second card",
                        () -> java.util.Optional.of(shell.run("ls /sys/bus/pci/drivers/e1000e/*/net/")
                                        .output()
                                        .strip())
                                .filter(name -> name.startsWith("eth")));
        shell.check("ip link set " + card + " up");
        Deadline.seconds(60)
                .awaitTrue(
                        "its carrier",
                        () -> shell.run("cat /sys/class/net/" + card + "/carrier")
                                .output()
                                .strip()
                                .equals("1"));
        String ask = "/usr/libexec/hearth/link-local " + card + "; ip -4 addr show dev " + card;
        String first = shell.check(ask);
        assertThat(first).containsPattern("inet 169\\.254\\.\\d+\\.\\d+/16 scope link");
        // The same one the next time, and none beside an address that is there.
        assertThat(shell.check(ask)
                        .lines()
                        .filter(line -> line.contains("inet "))
                        .count())
                .isEqualTo(1);
        String again = shell.check("ip -4 addr flush dev " + card + "; " + ask);
        assertThat(again.replaceAll("(?s).*inet (\\S+).*", "$1"))
                .isEqualTo(first.replaceAll("(?s).*inet (\\S+).*", "$1"));
    }
}
