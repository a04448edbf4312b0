// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hearthplug.bench.instrument.SimulatedScpi;
import org.hearthplug.plant.UsbProfile;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bench that owners run, as they start it: {@code make bench-power TARGET=tcp:…}, against the booted plug. The meter is a simulated one
 * over the plant's physics, and a simulated switch unit plugs the disk in; both speak SCPI over TCP. The report lies in
 * {@code build/owner-bench}, signed by the plug; in the lab every watt in it is modelled.
 */
@Tag("campaign")
@Order(42)
@Household
class OwnerBenchIT {
    private static final int STEP_SECONDS = 12;
    private static final int MINUTES = 10;

    @Test
    void theShellsBenchRunsAndThePlugSignsItsReport(Plug plug) throws Exception {
        Shell shell = plug.shell();
        String port = PowerLoopIT.port(shell);
        Path top = Path.of(System.getProperty("hearth.root"));
        Path folder = top.resolve("build").resolve("owner-bench");
        ServerSocket socket = SimulatedScpi.port();
        ServerSocket switchSocket = SimulatedScpi.port();
        try (PlugClient owner = plug.owner();
                Physics physics = new Physics(shell, 7);
                SimulatedScpi meter = SimulatedScpi.at(socket, message -> answer(physics, message));
                Hand hand = new Hand(physics, shell, port);
                SimulatedScpi unit = SimulatedScpi.at(switchSocket, hand::answer)) {
            PowerStatus.await(
                    owner, "the sensor", power -> power.get("measured").bool());
            Path file = Files.writeString(
                    Files.createTempFile("bench", ".txt"),
                    "step-seconds = " + STEP_SECONDS + "\ndisk = tcp:127.0.0.1:" + switchSocket.getLocalPort()
                            + "\ndisk-speaks = scpi # a switch unit\n");
            String said = bench(top, plug, "tcp:127.0.0.1:" + socket.getLocalPort(), file);
            assertThat(said).contains("The limit was held. Report: " + folder.resolve("index.html"));
            assertThat(meter.heard()).contains("*IDN?", "MEAS:POW?");
            hand.rests();
            assertThat(unit.heard()).contains("ROUT:CLOS (@1)", "ROUT:OPEN (@1)");
            Json report = Json.parse(Files.readString(folder.resolve("report.json")));
            List<Json> steps = report.get("steps").list();
            assertThat(report.get("limitHeld").bool()).isTrue();
            assertThat(steps).hasSize(4);
            assertThat(steps.get(1).get("workBytes").longValue()).isPositive();
            assertThat(steps.get(3).get("remark").string()).contains("held");
            Json power = PowerStatus.await(owner, "the power manager", now -> true);
            assertThat(power.get("budget").get("hardLimitMilliwatts").longValue())
                    .isEqualTo(7000);
            physics.takeSensorAway(shell);
        }
        shell.check("printf 'temp 45000\\npower.clock none\\n' >/dev/hearth-bench");
        Process check = new ProcessBuilder(
                        "openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "report.sig", "report.txt")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes())).contains("Verified OK");
        assertThat(Files.readString(folder.resolve("report.txt"))).contains("key: " + plug.fingerprint());
    }

    /** What the shell prints; its exit code says that the limit was held. */
    private static String bench(Path top, Plug plug, String target, Path file) throws Exception {
        ProcessBuilder make = new ProcessBuilder("make", "bench-power", "TARGET=" + target, "BENCH_FILE=" + file)
                .directory(top.toFile())
                .redirectErrorStream(true);
        // The rig's own switches for Java are none for the programs that it starts.
        make.environment().keySet().removeAll(List.of("MAVEN_OPTS", "JAVA_TOOL_OPTIONS", "MAKEFLAGS"));
        make.environment()
                .putAll(Map.of(
                        "PLUG",
                        "127.0.0.1:" + plug.target().port(443),
                        "KEY",
                        plug.fingerprint(),
                        "OWNER",
                        Plug.OWNER));
        Process process = make.start();
        process.getOutputStream().write((Plug.PASSPHRASE + "\n").getBytes());
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        System.out.print(said);
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static String answer(Physics physics, String message) {
        return switch (message) {
            case "*IDN?" -> "HEARTH,Simulated meter over the plant,0,1";
            case "MEAS:POW?" -> String.valueOf(physics.last().wall());
            default -> "";
        };
    }

    /**
     * The switch unit that plugs in a disk, as a person or a relay would. Like a relay it answers at once, and what it switched takes its time:
     * an emulated plug that is busy needs seconds for a gadget, and an instrument that is silent for three is given up.
     */
    private static final class Hand implements AutoCloseable {
        private final ExecutorService moves = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("hand").factory());
        private final List<Future<?>> moved = new ArrayList<>();
        private final Physics physics;
        private final Shell shell;
        private final String port;

        Hand(Physics physics, Shell shell, String port) {
            this.physics = physics;
            this.shell = shell;
            this.port = port;
        }

        String answer(String message) {
            return switch (message) {
                case "ROUT:CLOS (@1)" -> moves(this::plugsIn);
                case "ROUT:OPEN (@1)" -> moves(this::pulls);
                case "*IDN?" -> "HEARTH,Simulated switch unit,0,1";
                case "SYST:ERR?" -> "0,\"No error\"";
                default -> "";
            };
        }

        private synchronized String moves(Runnable move) {
            moved.add(moves.submit(move));
            return "";
        }

        private void plugsIn() {
            physics.plug(port, UsbProfile.DISK_5W);
            PowerLoopIT.gadget(shell, "mass_storage.0", 500);
        }

        private void pulls() {
            PowerLoopIT.unplug(physics, shell);
        }

        /** Waits for all of its moves; what went wrong in one is thrown. */
        synchronized void rests() throws Exception {
            for (Future<?> move : moved) {
                move.get(2, TimeUnit.MINUTES);
            }
        }

        @Override
        public void close() {
            moves.shutdownNow();
        }
    }
}
