// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.power.policy.Admission;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.runtime.platform.PowerMessages.Budget;
import org.hearthplug.runtime.platform.PowerMessages.Port;
import org.hearthplug.runtime.platform.PowerMessages.Said;
import org.hearthplug.runtime.platform.PowerMessages.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manager and a device that draws 4 W more than it asked for, behind a hub that switches its ports: what the owner sees, and when the
 * port gets its power back. The sensor shows what the model says and what the device draws.
 */
class CutPortTest {
    private static final String CUT = "power 1-1 4 false";
    private static final String BACK = "power 1-1 4 true";
    private static final double UNIT_LOAD = 0.5;
    private static final double EXTRA = 4;
    private static final int MOVING_STEPS = 20;

    @TempDir
    Path root;

    private final ScriptedHub usb = new ScriptedHub(Usb.Switching.EACH);
    private final PlugProfile profile = LabBoard.profile();
    private double baseWatts = 3;
    private int sample;
    private List<Usb.Device> listed = List.of();
    private int orders;
    private int slow;

    @BeforeEach
    void kernel() throws IOException {
        for (String group : List.of("", "hearth/", "hearth/cloudd/", "hearth/background/", "hearth/deferrable/")) {
            file("sys/fs/cgroup/" + group + "cpu.stat", "usage_usec 0\nnr_throttled 0\n");
            file("sys/fs/cgroup/" + group + "cpu.max", "max 100000\n");
        }
        file("sys/devices/system/cpu/online", "0\n");
        file("sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq", "1000000\n");
        file("sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "1000000\n");
        file("sys/class/hwmon/hwmon0/name", "ina226\n");
        sensor();
    }

    private void file(String name, String text) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Hardware hardware() {
        ScriptedHardware scripted = new ScriptedHardware();
        return (Hardware) Proxy.newProxyInstance(
                Hardware.class.getClassLoader(), new Class<?>[] {Hardware.class}, (proxy, method, values) -> {
                    try {
                        return method.getName().equals("usb") ? usb : method.invoke(scripted, values);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private PowerManager open() throws IOException {
        PowerStore store = new PowerStore(Files.createDirectories(root.resolve("data")));
        return PowerManager.open(
                hardware(),
                new PowerManager.Folders(root, root.resolve("boot")),
                profile,
                store,
                InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z")));
    }

    /** What a shunt shows, with its noise. */
    private void sensor() throws IOException {
        double watts = baseWatts + 0.004 * (sample++ % 5 - 2);
        for (Usb.Device device : usb.devices()) {
            boolean gadget = device.name().equals(ScriptedHub.DEVICE);
            watts += UNIT_LOAD + (gadget && device.authorized() ? EXTRA : 0);
        }
        file("sys/class/hwmon/hwmon0/power1_input", (long) (watts * 1e6) + "\n");
    }

    /** A period, of its real length while something moves: the kernel and its hub are asked by a thread of their own. */
    private void step(PowerManager manager) throws IOException, InterruptedException {
        sensor();
        List<Usb.Device> now = usb.devices();
        if (!now.equals(listed) || usb.done.size() != orders) {
            listed = now;
            orders = usb.done.size();
            slow = Math.max(slow, MOVING_STEPS);
            manager.usbMoved();
        }
        manager.step();
        Thread.sleep(slow-- > 0 ? 100 : 2);
        // However busy the host is, the hub obeys within the period.
        for (int i = 0; i < 1000 && usb.hasPower(4) && has(manager.status(), "cut-off"); i++) {
            Thread.sleep(10);
        }
    }

    private Status await(PowerManager manager, String what, Predicate<Status> seen)
            throws IOException, InterruptedException {
        long due = System.nanoTime() + Duration.ofSeconds(180).toNanos();
        Status now = manager.status();
        while (!seen.test(now)) {
            assertThat(System.nanoTime()).as(what + ", and now: " + now).isLessThan(due);
            step(manager);
            now = manager.status();
        }
        return now;
    }

    private static boolean has(Status now, String state) {
        return now.ports().stream()
                .anyMatch(port ->
                        port.device().equals(ScriptedHub.DEVICE) && port.state().equals(state));
    }

    private static Port gadget(Status now) {
        return now.ports().stream()
                .filter(port -> port.device().equals(ScriptedHub.DEVICE))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> sentences(Status now) {
        return now.notices().stream()
                .filter(said -> said.kind().equals("device-cut-off"))
                .map(Said::sentence)
                .toList();
    }

    private static Budget limit(int milliwatts) {
        return new Budget(milliwatts, null, null, null, null, null, null, null);
    }

    private static Budget admission(boolean on) {
        return new Budget(null, null, null, null, null, null, null, on);
    }

    /** Waits until the sensor is believed, plugs the device in, and sees it cut off. */
    private Status cut(PowerManager manager) throws IOException, InterruptedException {
        manager.change(admission(true), "Ada");
        for (int i = 0; i < 20; i++) {
            step(manager);
        }
        baseWatts = profile.supply().dc(manager.status().milliwatts() / 1000.0) - UNIT_LOAD;
        await(manager, "the sensor to be believed", Status::measured);
        usb.plug(2);
        Status cut = await(
                manager,
                "the port to be without power",
                now -> has(now, "cut-off") && gadget(now).portOff());
        for (int i = 0; i < 50; i++) {
            step(manager);
        }
        assertThat(usb.done).containsOnlyOnce(CUT).doesNotContain(BACK);
        return cut;
    }

    @Test
    void theOwnerSeesWhatWasCutOffAndWhatToDo() throws Exception {
        try (PowerManager manager = open()) {
            cut(manager);
            Status now = manager.status();
            assertThat(now.notices()).noneMatch(said -> said.kind().equals("all-ports-off"));
            assertThat(gadget(now).name()).isEqualTo("USB 0001:0002");
            assertThat(gadget(now).portOff()).isTrue();
            assertThat(sentences(now))
                    .singleElement()
                    .asString()
                    .matches("“USB 0001:0002” was switched off: it asked for 0.5 W, and about (3.9|4.0) W more .*")
                    .endsWith(Admission.PORT_WITHOUT_POWER)
                    .doesNotContain(Admission.PLUG_AGAIN);
        }
    }

    @Test
    void aLimitThatIsRaisedSoFarThatItFitsGivesThePowerBackAndOneThatIsNotDoesNot() throws Exception {
        try (PowerManager manager = open()) {
            cut(manager);
            for (int i = 0; i < 200; i++) {
                step(manager);
            }
            int with = gadget(manager.status()).withItMilliwatts();
            assertThat(with).isBetween(7500, 11_000);
            manager.change(limit(with - 300), "Ada");
            for (int i = 0; i < 100; i++) {
                step(manager);
            }
            assertThat(usb.done).doesNotContain(BACK);
            manager.change(limit(with + 2500), "Ada");
            Status now = await(manager, "the device in use", seen -> has(seen, "in-use"));
            assertThat(usb.count(BACK)).isEqualTo(1);
            assertThat(sentences(now)).isEmpty();
            for (int i = 0; i < 100; i++) {
                step(manager);
            }
            assertThat(has(manager.status(), "in-use")).isTrue();
            assertThat(usb.count(CUT)).isEqualTo(1);
        }
    }

    @Test
    void aDeviceThatWasUnpluggedMeanwhileIsForgotten() throws Exception {
        try (PowerManager manager = open()) {
            cut(manager);
            usb.unplug();
            manager.change(limit(15_000), "Ada");
            await(manager, "its power", seen -> usb.count(BACK) > 0);
            slow = 60;
            Status now = await(
                    manager,
                    "nothing there",
                    seen -> seen.ports().stream()
                            .noneMatch(port -> port.device().equals(ScriptedHub.DEVICE)));
            assertThat(usb.count(BACK)).isEqualTo(1);
            step(manager);
            assertThat(sentences(manager.status())).isEmpty();
            assertThat(now.notices()).noneMatch(said -> said.sentence().contains("does not answer"));
        }
    }

    @Test
    void whenDevicesAreNotHeldAnyMoreItHasItsPower() throws Exception {
        try (PowerManager manager = open()) {
            cut(manager);
            manager.change(admission(false), "Ada");
            Status now = await(manager, "the device", seen -> has(seen, "in-use"));
            assertThat(usb.count(BACK)).isEqualTo(1);
            assertThat(sentences(now)).isEmpty();
        }
    }

    @Test
    void anOrderlyEndGivesThePowerBack() throws Exception {
        try (PowerManager manager = open()) {
            cut(manager);
        }
        assertThat(usb.hasPower(4)).isTrue();
        assertThat(new CutPorts(root.resolve("boot")).all()).isEmpty();
    }

    @Test
    void aStartGivesThePowerBackThatACrashHasLeftOff() throws Exception {
        usb.plug(2);
        usb.switchedOff(2);
        usb.switchedOff(4);
        file("boot/cut-ports", "1-1 4=1 2\n");
        try (PowerManager manager = open()) {
            await(manager, "the device", seen -> has(seen, "in-use"));
            assertThat(usb.done).contains(BACK);
            assertThat(usb.hasPower(2))
                    .as("somebody else has switched that one off")
                    .isFalse();
        }
    }
}
