// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.hearthplug.plant.UsbProfile;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Hardware in the loop: the power manager that ships, over the kernel's interfaces, against the plant's physics in real time. */
@Order(41)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PowerLoopIT {
    /** A disk's surge beside the plug's least fits below it, beside a busy processor it does not: the processor has to make room. */
    private static final double LIMIT = 10.2;

    private static final double TIGHT = 4.0;
    private static final int LOWEST_KHZ = 600_000;
    private static final int HIGHEST_KHZ = 1_000_000;

    /** Two seconds after it was let in it takes all that it can get. */
    private static final UsbProfile HOSTILE = new UsbProfile(
            "gadget that lies", UsbProfile.Kind.OTHER, 100, 0.3, 0.3, 0.4, 0, 0, 1, 4.5, 2000, "invented");

    private static final String GADGETS = "/sys/kernel/config/usb_gadget";

    private static Physics physics;
    private static Plug driven;

    private static Physics physics(Plug plug) throws IOException {
        if (physics == null) {
            driven = plug;
            physics = new Physics(plug.shell(), LIMIT);
        }
        return physics;
    }

    /** The household goes on without the loop, the sensor, the load, and with its seven watts. */
    @AfterAll
    static void over() throws IOException {
        if (physics == null) {
            return;
        }
        Shell shell = driven.shell();
        shell.check("[ ! -e /tmp/burn.pid ] || kill $(cat /tmp/burn.pid) || true; rm -f /tmp/burn.pid");
        physics.takeSensorAway(shell);
        physics.close();
        physics = null;
        shell.check("printf 'temp 45000\\npower.clock none\\n' >/dev/hearth-bench");
        try (PlugClient owner = driven.owner()) {
            PowerStatus.await(owner, "the power manager", power -> true);
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", 7000, "admission", false));
        }
    }

    @Test
    @Order(1)
    void aSensorThatAppearsIsFoundAndBelieved(Plug plug) throws IOException {
        physics(plug);
        try (PlugClient owner = plug.owner()) {
            Json power = PowerStatus.await(owner, "the sensor to be believed", PowerLoopIT::measured);
            assertThat(power.get("source").string()).isEqualTo("shunt");
        }
    }

    @Test
    @Order(2)
    void aBudgetLoweredAtRunTimeIsHeldByABusyProcessor(Plug plug) throws IOException {
        Physics loop = physics(plug);
        burn(plug.shell());
        try (PlugClient owner = plug.owner()) {
            // A whole second, not a tenth: of a second that still fills up, the mean is below the limit before the
            // limit is in force.
            loop.await("a second above the limit to come", seen -> seen.meanWall() > TIGHT + 0.1);
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", (int) (TIGHT * 1000)));
            loop.await("the plug below it", seen -> seen.meanWall() <= TIGHT);
            loop.forgetWorst();
            assertThat(loop.worstAfter(4)).as("worst second in W").isLessThanOrEqualTo(TIGHT);
            PowerStatus.await(
                    owner, "the limit to bind", now -> now.get("binds").string().equals("limit"));
        }
    }

    @Test
    @Order(3)
    void aSensorThatDiesIsToldAndThePlugStaysBelow(Plug plug) throws IOException {
        Physics loop = physics(plug);
        try (PlugClient owner = plug.owner()) {
            loop.forgetWorst();
            loop.tell("power.fault eio\\n");
            Json power = PowerStatus.await(owner, "the sensor to be doubted", now -> !measured(now));
            assertThat(power.get("notices").list())
                    .anySatisfy(notice -> assertThat(notice.get("sentence").string())
                            .contains("gives no values")
                            .contains("modelled meanwhile"));
            assertThat(loop.worstAfter(3)).as("worst second in W").isLessThanOrEqualTo(TIGHT);
            loop.tell("power.fault none\\n");
            PowerStatus.await(owner, "the sensor to be believed again", PowerLoopIT::measured);
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", (int) (LIMIT * 1000)));
            loop.await("all of the processor again", seen -> seen.maxKhz() == HIGHEST_KHZ && seen.busyCores() > 0.8);
        }
    }

    @Test
    @Order(4)
    void heatSlowsTheProcessorDownUntilItHasPassed(Plug plug) throws IOException {
        Physics loop = physics(plug);
        try (PlugClient owner = plug.owner()) {
            loop.plant(dryer -> dryer.heat(95));
            loop.await("a lower operating point", seen -> seen.maxKhz() < HIGHEST_KHZ);
            loop.plant(dryer -> dryer.heat(50));
            loop.await("the highest again", seen -> seen.maxKhz() == HIGHEST_KHZ);
            PowerStatus.await(
                    owner, "nothing to bind", now -> now.get("binds").string().equals("nothing"));
        }
    }

    @Test
    @Order(5)
    void aDiskSpinsUpBesideABusyProcessorWithinTheLimit(Plug plug) throws IOException {
        Physics loop = physics(plug);
        Shell shell = plug.shell();
        String name = port(shell);
        try (PlugClient owner = plug.owner()) {
            PowerStatus.change(owner, Map.of("admission", true));
            Deadline.seconds(60)
                    .awaitTrue(
                            "arrivals to be held",
                            () -> shell.check("cat /sys/bus/usb/devices/usb*/authorized_default")
                                    .lines()
                                    .allMatch("0"::equals));
            loop.await("a busy processor", seen -> seen.busyCores() > 0.8);
            loop.forgetWorst();
            loop.plug(name, UsbProfile.DISK_5W);
            gadget(shell, "mass_storage.0", 500);
            loop.await("the disk to be let in", Physics.Seen::authorised);
            loop.await("the disk to spin", seen -> !seen.spinning() && seen.authorised() && seen.port() > 0.5);
            assertThat(loop.worstAfter(3)).as("worst second in W").isLessThanOrEqualTo(LIMIT);
            PowerStatus.await(
                    owner, "the disk in use, the sensor believed", now -> has(now, "in-use") && measured(now));
        }
        unplug(loop, shell);
    }

    @Test
    @Order(6)
    void aDeviceThatDrawsMoreThanItDeclaredIsCutOff(Plug plug) throws IOException {
        Physics loop = physics(plug);
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            PowerStatus.await(owner, "no device", now -> now.get("ports").list().isEmpty());
            loop.plug(port(shell), HOSTILE);
            gadget(shell, "Loopback.0", 100);
            loop.await("the device to be let in", Physics.Seen::authorised);
            Json power = PowerStatus.await(owner, "the device to be cut off", now -> has(now, "cut-off"));
            assertThat(power.get("notices").list())
                    .anySatisfy(notice ->
                            assertThat(notice.get("sentence").string()).contains("was switched off"));
            loop.await("it to be without its driver", seen -> !seen.authorised());
            unplug(loop, shell);
        }
    }

    /** What costs a minute; that the plug falls to its lowest operating point without platformd is in PowerIT too. */
    @Test
    @Order(7)
    void withoutPlatformdThePlugIsAtTheLowestOperatingPoint(Plug plug) throws IOException {
        Physics loop = physics(plug);
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            loop.await("the highest operating point", seen -> seen.maxKhz() == HIGHEST_KHZ);
            shell.check("kill -KILL $(cat /run/service/platformd/supervise/pid)");
            loop.await("the lowest", seen -> seen.maxKhz() == LOWEST_KHZ);
            PowerStatus.await(owner, "the keeper to be back", PowerLoopIT::measured);
            loop.await("the highest again", seen -> seen.maxKhz() == HIGHEST_KHZ);
        }
    }

    /** Work for all of the processor, within the groups that the power manager bounds. */
    private static void burn(Shell shell) {
        shell.check("(while :; do :; done) </dev/null >/dev/null 2>&1 & echo $! >/tmp/burn.pid");
    }

    /** Name of the device on the simulated port, whose other side is gadgets made by {@link #gadget}. */
    static String port(Shell shell) {
        return shell.check("modprobe -a configfs dummy_hcd libcomposite usb_f_mass_storage usb_f_ss_lb;"
                        + " [ -d " + GADGETS + " ] || mount -t configfs none /sys/kernel/config;"
                        + " for hub in /sys/devices/platform/dummy_hcd*/usb*; do cat $hub/busnum; break; done")
                + "-1";
    }

    static void gadget(Shell shell, String function, int milliamps) {
        shell.check("cd " + GADGETS + " && mkdir g && cd g && echo 0x1d6b >idVendor && echo 0x0104 >idProduct"
                + " && mkdir -p strings/0x409 configs/c.1 functions/" + function
                + " && echo Gadget >strings/0x409/product"
                + " && echo " + milliamps + " >configs/c.1/MaxPower && ln -s $PWD/functions/" + function
                + " configs/c.1/"
                + " && ls /sys/class/udc >UDC");
    }

    static void unplug(Physics loop, Shell shell) {
        shell.check(
                "cd " + GADGETS + "/g && echo >UDC && rm configs/c.1/*.0 && rmdir configs/c.1 functions/* strings/0x409"
                        + " && cd .. && rmdir g");
        loop.pull();
    }

    private static boolean measured(Json power) {
        return power.get("measured").bool();
    }

    private static boolean has(Json power, String state) {
        return power.get("ports").list().stream()
                .anyMatch(port -> port.get("state").string().equals(state));
    }
}
