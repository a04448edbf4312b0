// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** The scripted disk {@code sda}, whose volume {@code sda1} holds a btrfs named Disk. Nothing is ever formatted. */
final class ScriptedDiskControl implements DiskControl {
    private boolean resting;

    private static void known(String name, String prefix) {
        if (!name.matches(prefix)) {
            throw new HalException(Kind.GONE, name, "scripted");
        }
    }

    @Override
    public Health health(String disk) {
        known(disk, "sda");
        return new Health(1, 2, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    @Override
    public synchronized Smart smart(String disk) {
        known(disk, "sda");
        if (resting) {
            throw new HalException(Kind.BUSY, disk, "scripted");
        }
        return new Smart(
                Verdict.GOOD,
                OptionalInt.of(31),
                OptionalLong.of(1234),
                OptionalLong.of(56),
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.empty(),
                OptionalInt.empty());
    }

    @Override
    public synchronized boolean resting(String disk) {
        known(disk, "sda");
        return resting;
    }

    @Override
    public synchronized void rest(String disk, Optional<Duration> idle) {
        known(disk, "sda");
        if (idle.isPresent() && idle.get().toMillis() < 1000) {
            throw new HalException(Kind.OUT_OF_RANGE, disk, "scripted");
        }
        resting = idle.isPresent();
    }

    @Override
    public String identity(String volume) {
        known(volume, "sda[12]");
        return volume + "/Model/-/900/1";
    }

    @Override
    public Optional<String> confirmation(String volume) {
        known(volume, "sda[12]");
        return volume.equals("sda1") ? Optional.of("erase btrfs Disk") : Optional.empty();
    }

    @Override
    public void format(Format order, Duration limit) {
        boolean meant = order.identity().equals(identity(order.volume()))
                && order.confirmation().equals(confirmation(order.volume()));
        throw new HalException(meant ? Kind.BUSY : Kind.DENIED, order.volume(), "scripted");
    }
}
