// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.hearthplug.hal.DiskControl.Smart;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** SMART of the kernel's SCSI disks. Who cannot tell is asked once in a life: some bridges take it badly. */
final class LinuxSmart {
    private static final Pattern SCSI_DISK = Pattern.compile("sd[a-z]{1,4}");
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 32;
    private static final int ATTRIBUTES = 0xD0;
    private static final int THRESHOLDS = 0xD1;
    private static final int DEVICE_STATISTICS = 0x04;
    private static final int SOLID_STATE_PAGE = 7;

    /** An answer, or for null that there is none; and when it came. */
    private record Remembered(Smart smart, long nanos) {}

    private final KernelFiles files;
    private final Function<String, ScsiDevice> opener;
    private final LinkedHashMap<String, Remembered> known = new LinkedHashMap<>();

    /**
     * Asks disks that an opener opens.
     *
     * @param opener takes the kernel's name of a disk
     */
    LinuxSmart(KernelFiles files, Function<String, ScsiDevice> opener) {
        this.files = files;
        this.opener = opener;
    }

    /** Asks a disk that is there. */
    Smart read(String disk) {
        if (!SCSI_DISK.matcher(disk).matches()) {
            throw silent(disk);
        }
        String life = disk + "/" + files.label("sys/block/" + disk + "/diskseq").orElse("-");
        Remembered before = remembered(life);
        if (before != null && before.smart() == null) {
            throw silent(disk);
        }
        if (files.text("sys/block/" + disk + "/device/power/runtime_status")
                .filter("suspended"::equals)
                .isPresent()) {
            throw new HalException(Kind.BUSY, disk, "it rests, and asking would wake it");
        }
        if (before != null && System.nanoTime() - before.nanos() < FRESH.toNanos()) {
            return before.smart();
        }
        boolean solidState = !files.flag("sys/block/" + disk + "/queue/rotational");
        try {
            Smart smart = Bounded.call(disk, () -> ask(disk, solidState));
            remember(life, smart);
            return smart;
        } catch (HalException failure) {
            if (failure.kind() == Kind.UNSUPPORTED) {
                remember(life, null);
            }
            throw failure;
        }
    }

    private static HalException silent(String disk) {
        return new HalException(Kind.UNSUPPORTED, disk, "it does not tell how it is");
    }

    private Smart ask(String disk, boolean solidState) {
        try (ScsiDevice device = opener.apply(disk)) {
            AtaDisk ata = AtaDisk.behind(disk, device);
            byte[] sector = ata.smart(ATTRIBUTES).orElseThrow(() -> silent(disk));
            SmartPages pages = SmartPages.of(sector)
                    .orElseThrow(
                            () -> new HalException(Kind.MALFORMED, disk, "what it tells of itself does not add up"));
            OptionalInt passed = ata.limitPassed();
            Verdict verdict = passed.isPresent()
                    ? passed.getAsInt() == 0 ? Verdict.GOOD : Verdict.FAILING
                    : ata.smart(THRESHOLDS).map(pages::judge).orElse(Verdict.NOT_TOLD);
            OptionalInt used = solidState
                    ? ata.log(DEVICE_STATISTICS, SOLID_STATE_PAGE)
                            .map(SmartPages::usedPercent)
                            .orElse(OptionalInt.empty())
                    : OptionalInt.empty();
            return pages.report(verdict, used);
        }
    }

    private synchronized Remembered remembered(String life) {
        return known.get(life);
    }

    private synchronized void remember(String life, Smart smart) {
        known.remove(life);
        known.put(life, new Remembered(smart, System.nanoTime()));
        if (known.size() > MAX_REMEMBERED) {
            known.pollFirstEntry();
        }
    }
}
