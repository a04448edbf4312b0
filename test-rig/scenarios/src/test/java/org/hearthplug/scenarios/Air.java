// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Shell;

/**
 * Two simulated radios of the plug's kernel: the plug has the one, a network namespace of its own, which stands for the rest of the world, the
 * other.
 */
final class Air {
    private static final String THERE = "nsenter -n -t $(cat /run/air/pid) ";
    private final Shell shell;

    Air(Shell shell) {
        this.shell = shell;
    }

    /** Radios, and the world's in its place. */
    void begin() {
        shell.check("mkdir -p /run/air && modprobe -a ccm cmac gcm && modprobe mac80211_hwsim radios=2"
                + " && { unshare -n sleep 100000 >/dev/null 2>&1 & echo $! >/run/air/pid; }");
        Deadline.seconds(60)
                .awaitTrue(
                        "the world to be apart",
                        () -> shell.run(
                                                "[ $(readlink /proc/$(cat /run/air/pid)/ns/net) != $(readlink /proc/self/ns/net) ]")
                                        .exitCode()
                                == 0);
        shell.check("iw phy phy1 set netns $(cat /run/air/pid)");
        shell.check(THERE + "ip link set lo up");
    }

    /** Radios gone, and all that stood for the world. */
    void end() {
        shell.run("kill $(cat /run/air/*.pid) $(cat /run/air/pid); rm -rf /run/air; modprobe -r mac80211_hwsim");
    }

    /** A network in the world, with addresses {@code subnet}.20 and up. */
    void network(String ssid, String protection, int channel, String subnet) {
        String conf = "interface=wlan1\\ndriver=nl80211\\nssid=" + ssid + "\\nhw_mode=g\\nchannel=" + channel
                + "\\nwpa=2\\nrsn_pairwise=CCMP\\n" + protection + "\\n";
        String leases =
                "start " + subnet + ".20\\nend " + subnet + ".40\\ninterface wlan1\\nlease_file /run/air/leases\\n"
                        + "option router " + subnet + ".1\\noption subnet 255.255.255.0\\n";
        shell.check("cd /run/air && printf '" + conf + "' >ap.conf && printf '" + leases + "' >dhcp.conf && : >leases");
        shell.check(THERE + "ip -4 addr flush dev wlan1; " + THERE + "ip addr add " + subnet + ".1/24 dev wlan1");
        appear();
        shell.check(THERE + "sh -c 'udhcpd -f /run/air/dhcp.conf >/dev/null 2>&1 & echo $! >/run/air/dhcp.pid'");
    }

    /** The network is switched on again. */
    void appear() {
        shell.check(THERE + "hostapd -B -P /run/air/ap.pid /run/air/ap.conf");
    }

    /** The network is switched off. */
    void vanish() {
        shell.check("kill $(cat /run/air/ap.pid)");
        Deadline.seconds(60)
                .awaitTrue(
                        "the end of hostapd",
                        () -> shell.run("[ -e /run/air/ap.pid ]").exitCode() != 0);
    }

    /** The network and its addresses are no more. */
    void noNetwork() {
        vanish();
        shell.check("kill $(cat /run/air/dhcp.pid); rm -f /run/air/dhcp.pid");
    }

    /** The world joins a network of the plug's. */
    void joins(String ssid, String passphrase, String address) {
        shell.check("printf 'ctrl_interface=/run/air/sta\\nsae_pwe=2\\nnetwork={\\nssid=\"" + ssid + "\"\\npsk=\""
                + passphrase + "\"\\nkey_mgmt=SAE\\nieee80211w=2\\n}\\n' >/run/air/sta.conf");
        shell.check(THERE + "ip -4 addr flush dev wlan1; " + THERE + "ip addr add " + address + "/24 dev wlan1");
        shell.check(THERE + "wpa_supplicant -B -P /run/air/sta.pid -D nl80211 -i wlan1 -c /run/air/sta.conf");
    }

    void leaves() {
        shell.check("kill $(cat /run/air/sta.pid); rm -f /run/air/sta.pid");
    }

    /** A lease from the plug, as a telephone would get one. */
    boolean getsAnAddress() {
        return shell.run(THERE + "udhcpc -n -q -t 8 -T 2 -i wlan1 -s /bin/true", Deadline.seconds(90))
                        .exitCode()
                == 0;
    }

    /** What the plug's port 80 answers to the world. */
    String page(String address) {
        return shell.run(THERE + "sh -c \"printf 'GET / HTTP/1.0\\r\\nHost: plug\\r\\n\\r\\n' | nc -w 20 " + address
                        + " 80 | head -1\"")
                .output();
    }
}
