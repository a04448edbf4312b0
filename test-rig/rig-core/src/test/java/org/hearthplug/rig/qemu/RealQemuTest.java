// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver against a real QEMU that has no guest: a stand-in for vm-command prints a machine without kernel, and the disk is
 * written through QEMU's own {@code qemu-io} command. Skipped where QEMU is not installed; {@code make test} installs it.
 */
class RealQemuTest {
    private static final long DISK = 16L * 1024 * 1024;
    private static final String DEVICE = "/machine/peripheral/data/virtio-backend";

    @TempDir
    private Path directory;

    private QemuTarget target;

    @BeforeEach
    void machineWithoutKernel() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-system-aarch64")), "QEMU is not installed");
        Path vmCommand = directory.resolve("vm-command");
        Files.writeString(vmCommand, """
                #!/bin/bash
                blockdevs=()
                while (($#)); do
                  case $1 in
                    --state) state=$2 ;;
                    --run) run=$2 ;;
                    --https-port) port=$2 ;;
                    --data-blockdev) blockdevs+=(-blockdev "$2") ;;
                    --) shift; break ;;
                  esac
                  shift 2
                done
                [[ -e $state/data.img ]] || truncate -s %d "$state/data.img"
                ((${#blockdevs[@]})) || blockdevs=(-blockdev "driver=file,node-name=data,filename=$state/data.img")
                printf '%%s\\n' qemu-system-aarch64 -M virt -cpu cortex-a53 -m 32 -display none -nodefaults \\
                  -qmp "unix:$run/qmp.sock,server=on,wait=off" \\
                  -serial "unix:$run/console.sock,server=on,wait=off" \\
                  -chardev "socket,id=a,path=$run/agent.sock,server=on,wait=off" \\
                  -netdev "user,id=net0,hostfwd=tcp:127.0.0.1:$port-:443" -device virtio-net-device,netdev=net0 \\
                  -device qemu-xhci,id=usb "${blockdevs[@]}" -device virtio-blk-pci,drive=data,id=data "$@"
                """.formatted(DISK));
        assertThat(vmCommand.toFile().setExecutable(true)).isTrue();
        target = QemuTarget.of(
                QemuConfig.lab(vmCommand, directory.resolve("state")).withPowerCuts());
    }

    @AfterEach
    void close() {
        if (target != null) {
            target.close();
        }
    }

    @Test
    void powersOnForwardsPortsAndDies() {
        target.powerOn();
        assertThat(target.isOn()).isTrue();
        assertThat(target.qmp().version()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(target.port(443)).isPositive().isEqualTo(target.port(443)).isNotEqualTo(target.port(80));
        assertThat(target.hostCpuSeconds()).isPositive();
        target.link(false);
        target.reset();
        target.cut(1);
        assertThat(target.isOn()).isFalse();
        assertThatThrownBy(() -> target.console())
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.CONFIG));
    }

    @Test
    void plugsAndPullsAStick() throws IOException {
        Path stick = directory.resolve("stick.img");
        try (RandomAccessFile file = new RandomAccessFile(stick.toFile(), "rw")) {
            file.setLength(1024 * 1024);
        }
        target.powerOn();
        // Without a kernel the processor spins in exceptions and QEMU never reaches the point where it frees a device.
        target.qmp().execute("stop", Map.of());
        target.plugUsbStick("stick1", stick);
        assertThat(target.qmp().human("info usb")).contains("ID: stick1");
        target.pullUsbStick("stick1", Deadline.seconds(10));
        assertThat(target.qmp().human("info usb")).doesNotContain("stick1");
        target.plugUsbStick("stick1", stick);
        assertThat(target.qmp().human("info usb")).contains("ID: stick1");
    }

    @Test
    void keepsFlushedWritesAndLosesOthersAcrossCuts() throws IOException {
        boolean lostOnce = false;
        for (int round = 1; round <= 8; round++) {
            target.powerOn();
            io("write -P " + round + " 0 64k");
            io("flush");
            io("write -P 255 64k 64k");
            CutReport report = target.cut(round);
            byte[] disk = Files.readAllBytes(target.state().resolve("data.img"));
            assertThat(disk[0]).isEqualTo((byte) round);
            assertThat(disk[65535]).isEqualTo((byte) round);
            assertThat(report.honest()).isTrue();
            assertThat(report.durableWrites()).isEqualTo(1);
            assertThat(report.volatileWrites()).isEqualTo(1);
            lostOnce |= disk[65536] == 0 || disk[131071] == 0;
        }
        assertThat(lostOnce).isTrue();
    }

    @Test
    void looksBackAtManyCutsOfOnePowerCycle() throws Exception {
        target.powerOn();
        io("write -P 1 0 64k");
        io("flush");
        long first = target.diskMoment();
        io("write -P 2 64k 64k");
        io("flush");
        long second = target.diskMoment();
        io("write -P 3 128k 64k");
        List<String> seen = new ArrayList<>();
        CutReport last = target.cutAndLookBack(first, 60, 1, crash -> {
            assertThat(Files.size(crash.image())).isEqualTo(DISK);
            byte[] disk = Files.readAllBytes(crash.image());
            assertThat(disk[65535]).isEqualTo((byte) 1);
            if (crash.isAfter(second)) {
                assertThat(disk[65536]).isEqualTo((byte) 2);
                assertThat(disk[131071]).isEqualTo((byte) 2);
            }
            seen.add(crash.isAfter(second) ? "after" : disk[65536] == 0 ? "lost" : "kept");
        });
        assertThat(seen).contains("after", "lost", "kept");
        assertThat(target.isOn()).isFalse();
        assertThat(last.durableWrites()).isEqualTo(2);
        assertThat(last.volatileWrites()).isEqualTo(1);
        assertThat(Files.readAllBytes(target.state().resolve("data.img"))[131071])
                .isEqualTo((byte) 2);
        assertThat(target.state().resolve("data-crash.img")).doesNotExist();
    }

    @Test
    void aLookThatFailsTakesThePowerAllTheSame() throws IOException {
        target.powerOn();
        io("write -P 1 0 64k");
        io("flush");
        assertThatThrownBy(() -> target.cutAndLookBack(0, 3, 1, crash -> {
                    throw new IOException("not like this");
                }))
                .hasMessage("not like this");
        assertThat(target.isOn()).isFalse();
        assertThat(Files.readAllBytes(target.state().resolve("data.img"))[0]).isEqualTo((byte) 1);
    }

    @Test
    void aMachineThatSwitchesItselfOffLosesNothing() throws IOException {
        target.powerOn();
        io("write -P 7 1M 64k");
        target.qmp().execute("quit", Map.of());
        target.awaitOff(Deadline.seconds(10));
        byte[] disk = Files.readAllBytes(target.state().resolve("data.img"));
        assertThat(disk[1024 * 1024]).isEqualTo((byte) 7);
        target.powerOn();
        assertThat(target.qmp().human("qemu-io -d " + DEVICE + " \"read -P 7 1M 64k\""))
                .doesNotContain("failed");
    }

    @Test
    void repeatsQemusOwnWordsWhenItDoesNotStart() {
        QemuConfig wrong = QemuConfig.lab(directory.resolve("vm-command"), directory.resolve("state2"))
                .withQemuArguments("-device", "no-such-device");
        try (QemuTarget broken = QemuTarget.of(wrong)) {
            assertThatThrownBy(broken::powerOn)
                    .isInstanceOfSatisfying(
                            RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.MACHINE_DIED))
                    .hasMessageContaining("no-such-device");
        }
    }

    /** A rig that is killed, not closed, takes its machines with it. */
    @Test
    void aKilledRigLeavesNoMachineBehind() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        Process rig = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphaner.class.getName(),
                        directory.resolve("messages").toString()))
                .redirectErrorStream(true)
                .start();
        String line = rig.inputReader().readLine();
        assertThat(line).matches("\\d+");
        ProcessHandle machine = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
        assertThat(machine.isAlive()).isTrue();
        rig.destroyForcibly();
        assertThat(rig.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Deadline.seconds(10).awaitTrue("the machine to die with its rig", () -> !machine.isAlive());
    }

    /** Starts a program that would run for ten minutes, prints its process id and waits to be killed. */
    static final class Orphaner {
        private Orphaner() {}

        public static void main(String[] arguments) throws InterruptedException {
            Process child = Host.start(List.of("sleep", "600"), Path.of(arguments[0]));
            System.out.println(child.pid());
            child.waitFor();
        }
    }

    private void io(String command) {
        String answer = target.qmp().human("qemu-io -d " + DEVICE + " \"" + command + "\"");
        assertThat(answer).as(command).doesNotContainIgnoringCase("error");
    }
}
