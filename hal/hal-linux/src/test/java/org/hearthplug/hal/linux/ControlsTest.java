// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Leds;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.ResetButton;
import org.hearthplug.hal.ResetButton.Push;
import org.hearthplug.hal.Sensors.Quantity;
import org.hearthplug.hal.Sensors.Reading;
import org.hearthplug.hal.Thermal;
import org.hearthplug.hal.Usb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written where, over small trees of files. */
class ControlsTest {
    private static final String POLICY = "sys/devices/system/cpu/cpufreq/policy0/";

    @TempDir
    private Path root;

    private LinuxHardware hardware(String... entries) throws IOException {
        for (String entry : entries) {
            RecordedTree.entry(entry, root);
        }
        return LinuxHardware.ofRecordedTree(root);
    }

    private String written(String name) throws IOException {
        return Files.readString(root.resolve(name)).strip();
    }

    private static Kind failure(Runnable operation) {
        return catchThrowableOfType(HalException.class, operation::run).kind();
    }

    private LinuxHardware processor() throws IOException {
        String cpus = "F sys/devices/system/cpu/";
        return hardware(
                cpus + "present = 0-1",
                cpus + "online = 0-1",
                cpus + "cpu1/online = 1",
                "D sys/devices/system/cpu/cpu0",
                "F " + POLICY + "scaling_min_freq = 300000",
                "F " + POLICY + "scaling_max_freq = 1200000",
                "F " + POLICY + "cpuinfo_min_freq = 300000",
                "F " + POLICY + "cpuinfo_max_freq = 1200000",
                "F " + POLICY + "scaling_governor = ondemand",
                "F " + POLICY + "scaling_available_governors = ondemand powersave");
    }

    @Test
    void limitsAreWrittenInKilohertz() throws IOException {
        Processor processor = processor().processor();
        processor.limit("policy0", 600_000_000, 1_000_000_000);
        assertThat(written(POLICY + "scaling_min_freq")).startsWith("600000");
        assertThat(written(POLICY + "scaling_max_freq")).startsWith("1000000");
        processor.governor("policy0", "powersave");
        assertThat(written(POLICY + "scaling_governor")).startsWith("powersave");
        assertThat(failure(() -> processor.limit("policy0", 600_000_000, 1_300_000_000)))
                .isEqualTo(Kind.OUT_OF_RANGE);
    }

    @Test
    void onlySomeCoresCanBeStopped() throws IOException {
        Processor processor = processor().processor();
        assertThat(processor.coreList())
                .containsExactly(new Processor.Core(0, true, false), new Processor.Core(1, true, true));
        processor.online(1, false);
        assertThat(processor.coreList().get(1).online()).isFalse();
        processor.online(0, true);
        assertThat(failure(() -> processor.online(0, false))).isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void coolingDevices() throws IOException {
        String path = "sys/class/thermal/cooling_device0/";
        Thermal thermal = hardware(
                        "F " + path + "type = pwm-fan", "F " + path + "cur_state = 1", "F " + path + "max_state = 3")
                .thermal();
        assertThat(thermal.coolingDevices())
                .containsExactly(new Thermal.CoolingDevice("cooling_device0", "pwm-fan", 1, 3));
        thermal.cool("cooling_device0", 3);
        assertThat(written(path + "cur_state")).startsWith("3");
    }

    @Test
    void sensorsByChipQuantityAndChannel() throws IOException {
        String path = "F sys/class/hwmon/hwmon0/";
        LinuxHardware hardware = hardware(
                path + "name = ina226",
                path + "in1_input = 5020",
                path + "curr1_input = -637",
                path + "power1_input = 3200000",
                path + "power1_label = input",
                path + "temp1_input = not a number",
                path + "in1_max = 6000");
        assertThat(hardware.sensors().readings())
                .containsExactly(
                        new Reading("hwmon0", "ina226", Quantity.POWER, 1, Optional.of("input"), 3_200_000),
                        new Reading("hwmon0", "ina226", Quantity.VOLTAGE, 1, Optional.empty(), 5_020),
                        new Reading("hwmon0", "ina226", Quantity.CURRENT, 1, Optional.empty(), -637));
    }

    @Test
    void portsOfAHub() throws IOException {
        String port = "sys/bus/usb/devices/1-1/1-1:1.0/1-1-port2/";
        Usb usb = hardware(
                        "F " + port + "disable = 1",
                        "F " + port + "over_current_count = 4",
                        "L " + port + "device -> ../1-1.2")
                .usb();
        assertThat(usb.ports("1-1"))
                .containsExactly(new Usb.Port(2, Usb.Switching.NOT_TOLD, false, 4, Optional.of("1-1.2")));
        assertThat(usb.ports("1-1").getFirst().switchable()).isFalse();
        usb.power("1-1", 2, true);
        assertThat(usb.ports("1-1").getFirst().powered()).isTrue();
    }

    @Test
    void lampsAndTheirTriggers() throws IOException {
        String path = "sys/class/leds/hearth:green:status/";
        LinuxLeds leds = new LinuxLeds(new KernelFiles(root));
        hardware(
                "F " + path + "brightness = 0",
                "F " + path + "max_brightness = 255",
                "F " + path + "trigger = none [heartbeat] timer");
        assertThat(leds.list())
                .containsExactly(new Leds.Led(
                        "hearth:green:status", 0, 255, "heartbeat", List.of("none", "heartbeat", "timer")));
        leds.set("hearth:green:status", 255);
        assertThat(written(path + "trigger")).startsWith("none");
        assertThat(written(path + "brightness")).startsWith("255");
        assertThat(failure(() -> leds.set("hearth:green:status", 256))).isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(failure(() -> leds.trigger("hearth:green:status", "disco"))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(failure(() -> leds.set("../x", 0))).isEqualTo(Kind.GONE);
    }

    @Test
    void countersOfADiskAndItsRest() throws IOException {
        String disk = "sys/block/sda/";
        DiskControl control = hardware(
                        "F " + disk + "stat = 10 0 100 5 20 0 200 6 0 0 0",
                        "F " + disk + "device/ioerr_cnt = 0x1f",
                        "F " + disk + "device/power/runtime_status = suspended",
                        "F " + disk + "device/power/autosuspend_delay_ms = -1",
                        "F " + disk + "device/power/control = on",
                        "F " + disk + "device/scsi_disk/0:0:0:0/manage_runtime_start_stop = 0")
                .diskControl();
        assertThat(control.health("sda"))
                .isEqualTo(new DiskControl.Health(
                        51_200, 102_400, OptionalLong.empty(), OptionalLong.of(31), OptionalLong.empty()));
        assertThat(control.resting("sda")).isTrue();
        control.rest("sda", Optional.of(Duration.ofMinutes(10)));
        assertThat(written(disk + "device/power/autosuspend_delay_ms")).startsWith("600000");
        assertThat(written(disk + "device/scsi_disk/0:0:0:0/manage_runtime_start_stop"))
                .startsWith("1");
        assertThat(failure(() -> control.rest("sda", Optional.of(Duration.ofMillis(5)))))
                .isEqualTo(Kind.OUT_OF_RANGE);
    }

    @ParameterizedTest
    @CsvSource({"20, ''", "200, SHORT", "999, SHORT", "2000, ''", "3000, LONG", "9999, LONG", "10000, FACTORY_RESET"})
    void aPushIsWhatItsLengthSays(long millis, String push) {
        ResetButton button = new ResetButton();
        assertThat(button.edge(true, 0)).isEmpty();
        assertThat(button.edge(false, millis * 1_000_000).map(Push::name).orElse(""))
                .isEqualTo(push);
    }

    @Test
    void tenSecondsAreToldOnceWhileItIsStillHeld() {
        ResetButton button = new ResetButton();
        button.edge(true, 0);
        assertThat(button.tick(9_999_999_999L)).isEmpty();
        assertThat(button.tick(10_000_000_000L)).contains(Push.FACTORY_RESET);
        assertThat(button.tick(11_000_000_000L)).isEmpty();
        assertThat(button.edge(false, 12_000_000_000L)).isEmpty();
        assertThat(button.held()).isFalse();
    }
}
