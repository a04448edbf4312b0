// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Who may do what on the plug, as its kernel sees it. */
@Order(4)
@Household
class SandboxIT {
    private static final String UNPRIVILEGED = "800";

    @Test
    void theServiceThatFacesTheNetworkHoldsNothing(Plug plug) {
        String status = status(plug, "cloudd");
        assertThat(field(status, "Uid")).isEqualTo(UNPRIVILEGED + " 800 800 800");
        assertThat(field(status, "Gid")).isEqualTo("800 800 800 800");
        assertThat(field(status, "NoNewPrivs")).isEqualTo("1");
        for (String set : new String[] {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
            assertThat(field(status, set)).as(set).matches("0+");
        }
    }

    @Test
    void theServiceThatHoldsTheHardwareDoesNotListenOnTheNetwork(Plug plug) {
        Shell shell = plug.shell();
        // local address, user and inode of everything that listens on TCP; then of everything bound on UDP
        List<String[]> tcp = rows(shell, "awk '$4 == \"0A\" {print $2, $8, $10}' /proc/net/tcp /proc/net/tcp6");
        assertThat(tcp)
                .extracting(row -> port(row[0]))
                .containsOnly(443, 80, 2222)
                .contains(443, 80, 2222);
        assertThat(tcp).extracting(row -> row[1]).containsOnly(UNPRIVILEGED);
        List<String[]> udp =
                rows(shell, "awk 'NR > 1 && $4 == \"07\" {print $2, $8, $10}' /proc/net/udp /proc/net/udp6");
        String sockets = shell.check("ls -l /proc/" + pid(plug, "platformd") + "/fd | grep -o 'socket:.*' || true");
        assertThat(sockets).as("platformd's sockets").contains("socket:[");
        udp.forEach(row -> assertThat(sockets).doesNotContain("[" + row[2] + "]"));
        tcp.forEach(row -> assertThat(sockets).doesNotContain("[" + row[2] + "]"));
    }

    private static List<String[]> rows(Shell shell, String question) {
        return shell.check(question)
                .lines()
                .map(line -> line.split(" "))
                .filter(row -> row.length == 3)
                .toList();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    @Test
    void thePlatformSocketAdmitsCloudAndRootOnly(Plug plug) {
        Shell shell = plug.shell();
        assertThat(shell.check("stat -c '%U:%G %a %F' /run/hearth/platform.sock"))
                .isEqualTo("root:hearth-cloud 660 socket");
        assertThat(shell.run("chpst -u nobody cat /run/hearth/services/cloudd").exitCode())
                .isNotZero();
    }

    @Test
    void theSystemCannotBeChangedAndOwnersDataAreTheirOwn(Plug plug) {
        Shell shell = plug.shell();
        assertThat(shell.check("grep ' / ' /proc/mounts")).contains("squashfs ro");
        assertThat(shell.run("touch /etc/x /opt/hearth/x /usr/bin/x").output()).contains("Read-only file system");
        assertThat(shell.check("stat -c '%U %a' /data/hearth/cloud /data/hearth/platform"))
                .isEqualTo("hearth-cloud 700\nroot 700");
        assertThat(shell.check("grep -E ' /(data|tmp|run) ' /proc/mounts").lines())
                .hasSize(3)
                .allMatch(line -> line.contains("nosuid") && line.contains("nodev"));
        assertThat(shell.run("chpst -u hearth-cloud:hearth-cloud ls /data/hearth/platform")
                        .exitCode())
                .isNotZero();
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Private/").put("diary.bin", Content.of(5, 100));
        }
        assertThat(shell.run("chpst -u nobody cat /data/files/*/Private/diary.bin")
                        .exitCode())
                .isNotZero();
    }

    @Test
    void secretsAreNeitherLoggedNorReadable(Plug plug) {
        Shell shell = plug.shell();
        // A log may be turned over between the list and the reading.
        String logged = shell.check("cat /data/log/*/* 2>/dev/null || true");
        assertThat(logged).isNotEmpty().doesNotContain(Plug.PASSPHRASE);
        assertThat(shell.run("find /data/hearth /run/hearth -type f -exec grep -lF '" + Plug.PASSPHRASE + "' {} +")
                        .output())
                .isEmpty();
        assertThat(shell.check("find /data/hearth/cloud -type f -perm +077")).isEmpty();
    }

    private static String pid(Plug plug, String service) {
        return plug.shell().check("cat /run/service/" + service + "/supervise/pid");
    }

    private static String status(Plug plug, String service) {
        return plug.shell().check("cat /proc/" + pid(plug, service) + "/status");
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .map(line -> line.substring(name.length() + 1).strip().replaceAll("\\s+", " "))
                .orElse("");
    }
}
