// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.linux.LinuxHardware;

/** A JVM of its own that prints its resident memory in KiB: {@code bare}, or {@code hal} after a full enumeration and with an ear open. */
final class HalFootprint {
    private HalFootprint() {}

    /** Runs one of the two. */
    public static void main(String[] which) throws IOException {
        if (which[0].equals("hal")) {
            LinuxHardware hardware = LinuxHardware.ofThisMachine();
            HalBench.enumerate(hardware);
            try (DeviceEvents.Subscription ear = hardware.deviceEvents().subscribe()) {
                ear.next(Duration.ZERO);
                print();
            }
        } else {
            print();
        }
    }

    private static void print() throws IOException {
        System.gc();
        String line = Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(one -> one.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        System.out.println(line.replaceAll("\\D", ""));
    }
}
