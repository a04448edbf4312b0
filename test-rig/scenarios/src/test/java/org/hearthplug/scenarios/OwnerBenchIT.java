// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.hearthplug.bench.instrument.PowerMeter;
import org.hearthplug.bench.instrument.Relay;
import org.hearthplug.bench.instrument.Scpi;
import org.hearthplug.bench.instrument.SimulatedScpi;
import org.hearthplug.bench.instrument.Wire;
import org.hearthplug.bench.owner.Report;
import org.hearthplug.bench.owner.Suite;
import org.hearthplug.plant.UsbProfile;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bench that owners run, against the booted plug: the meter is a simulated one over the plant's physics, asked in SCPI over TCP; a disk
 * is plugged in by a simulated hand. The report lies in {@code build/owner-bench-lab}, signed by the plug.
 */
@Tag("campaign")
@Order(42)
@Household
class OwnerBenchIT {
    @Test
    void theSuiteRunsAndThePlugSignsItsReport(Plug plug) throws Exception {
        Shell shell = plug.shell();
        String port = PowerLoopIT.port(shell);
        Path folder = Path.of(System.getProperty("hearth.root"), "build", "owner-bench-lab");
        ServerSocket socket = SimulatedScpi.port();
        try (PlugClient owner = plug.owner();
                Physics physics = new Physics(shell, 7);
                SimulatedScpi meter = SimulatedScpi.at(socket, message -> answer(physics, message));
                Scpi scpi = new Scpi(Wire.open("tcp:127.0.0.1:" + socket.getLocalPort()))) {
            PowerStatus.await(
                    owner, "the sensor", power -> power.get("measured").bool());
            Suite.Bench bench = new Suite.Bench(
                    PowerMeter.scpi(scpi, "MEAS:POW?", 1),
                    Optional.empty(),
                    Optional.of(hand(physics, shell, port)),
                    12);
            Suite.Result result = new Suite(owner, bench, System.out).run();
            Path page = new Report(result, "The lab: a booted plug in QEMU, every watt modelled", Instant.now())
                    .write(folder, owner);
            assertThat(page).exists();
            assertThat(result.steps()).hasSize(4);
            assertThat(result.steps().get(1).work()).isPositive();
            assertThat(result.steps().get(3).remark()).contains("held");
            assertThat(meter.heard()).contains("*IDN?", "MEAS:POW?");
            assertThat(result.held()).as("%s", result.steps()).isTrue();
            Json power = PowerStatus.await(
                    owner,
                    "two minutes of the manager's own cost",
                    now -> now.get("cost").get("stepMicros").longValue() > 0);
            assertThat(power.get("budget").get("hardLimitMilliwatts").longValue())
                    .isEqualTo(7000);
            System.out.println("the manager's own cost, on the emulated processor: " + power.get("cost"));
            System.out.println(shell.check("(time hearth power >/dev/null) 2>&1", Deadline.seconds(120)));
            physics.tell("power.sensor none\\npower.noise 0\\n");
            Deadline.seconds(60)
                    .awaitTrue(
                            "the sensor to leave",
                            () -> shell.check("cat /sys/class/hwmon/*/name")
                                    .lines()
                                    .noneMatch("ina226"::equals));
        }
        shell.check("echo temp 45000 >/dev/hearth-bench");
        Process check = new ProcessBuilder(
                        "openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "report.sig", "report.txt")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes())).contains("Verified OK");
        assertThat(Files.readString(folder.resolve("report.txt"))).contains("key: " + plug.fingerprint());
    }

    private static String answer(Physics physics, String message) {
        return switch (message) {
            case "*IDN?" -> "HEARTH,Simulated meter over the plant,0,1";
            case "MEAS:POW?" -> String.valueOf(physics.last().wall());
            default -> "";
        };
    }

    /** Plugs in a disk, as a person or a relay would. */
    private static Relay hand(Physics physics, Shell shell, String port) {
        return new Relay() {
            @Override
            public void on(boolean on) {
                if (on) {
                    physics.plug(port, UsbProfile.DISK_5W);
                    PowerLoopIT.gadget(shell, "mass_storage.0", 500);
                } else {
                    PowerLoopIT.unplug(physics, shell);
                }
            }

            @Override
            public String identity() {
                return "a simulated hand";
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
