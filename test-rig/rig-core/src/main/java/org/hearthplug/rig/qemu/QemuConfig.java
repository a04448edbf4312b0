// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a machine in QEMU is put together.
 *
 * @param vmCommand the program that prints QEMU's command ({@code qemu/bin/vm-command})
 * @param machine a name from {@code qemu/machines/}, null for vm-command's own default
 * @param state directory of what persists; created when missing
 * @param powerCuts true for a disk whose unflushed writes can be lost ({@link PowerCutDisk}); false for the plain file
 * @param processors virtual processors
 * @param append words for the kernel's command line
 * @param qemuArguments appended to QEMU's command
 */
public record QemuConfig(
        Path vmCommand,
        String machine,
        Path state,
        boolean powerCuts,
        int processors,
        List<String> append,
        List<String> qemuArguments) {

    /** A laboratory machine with one processor and its root shell. */
    public static QemuConfig lab(Path vmCommand, Path state) {
        return new QemuConfig(vmCommand, null, state, false, 1, List.of(), List.of());
    }

    /** The same on another machine. */
    public QemuConfig withMachine(String name) {
        return new QemuConfig(vmCommand, name, state, powerCuts, processors, append, qemuArguments);
    }

    /** The same with a disk whose unflushed writes a power cut may lose. */
    public QemuConfig withPowerCuts() {
        return new QemuConfig(vmCommand, machine, state, true, processors, append, qemuArguments);
    }

    /** The same with other virtual processors. */
    public QemuConfig withProcessors(int count) {
        return new QemuConfig(vmCommand, machine, state, powerCuts, count, append, qemuArguments);
    }

    /** The same with more words on the kernel's command line. */
    public QemuConfig withAppended(String... words) {
        return new QemuConfig(
                vmCommand, machine, state, powerCuts, processors, joined(append, List.of(words)), qemuArguments);
    }

    /** The same with more arguments for QEMU. */
    public QemuConfig withQemuArguments(String... arguments) {
        return new QemuConfig(
                vmCommand, machine, state, powerCuts, processors, append, joined(qemuArguments, List.of(arguments)));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** The command that prints QEMU's command for one start. */
    List<String> command(Path run, List<String> dataBlockdevs) {
        List<String> command = new ArrayList<>(List.of(vmCommand.toString()));
        if (machine != null) {
            command.addAll(List.of("--machine", machine));
        }
        command.addAll(List.of("--state", state.toString(), "--run", run.toString(), "--https-port", "0"));
        command.addAll(List.of("--smp", Integer.toString(processors)));
        if (!append.isEmpty()) {
            command.addAll(List.of("--append", String.join(" ", append)));
        }
        dataBlockdevs.forEach(json -> command.addAll(List.of("--data-blockdev", json)));
        // Stopped until the rig listens on every line, so that not a byte is missed.
        command.addAll(List.of("--", "-S"));
        command.addAll(qemuArguments);
        return command;
    }
}
