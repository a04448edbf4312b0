// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Usb.Device;
import org.hearthplug.hal.Usb.Switching;

/**
 * How hubs switch the power of their ports. Each is asked once in its life: it never says anything else, and asking wakes
 * it. One that fails to answer is not asked again either; one that could not be asked is.
 */
final class HubSwitches {
    static final int MAX_REMEMBERED = 64;

    /** One life of a hub: the address is new at each arrival. */
    record Hub(String name, int bus, int address, boolean superSpeed) {
        int descriptorType() {
            return superSpeed ? HubDescriptor.TYPE_SUPER_SPEED : HubDescriptor.TYPE;
        }

        private boolean is(Device device) {
            return name.equals(device.name()) && bus == device.bus() && address == device.address();
        }
    }

    /** A question and since when it waits for its answer. */
    private record Asked(CompletableFuture<Switching> answer, long nanos) {}

    private final Function<Hub, byte[]> descriptors;
    private final LinkedHashMap<Hub, Asked> known = new LinkedHashMap<>();

    /**
     * Asks by a way that a test can replace.
     *
     * @param descriptors gives a hub's descriptor, or throws what the kernel answers; may block
     */
    HubSwitches(Function<Hub, byte[]> descriptors) {
        this.descriptors = descriptors;
    }

    /** Waits 2 s at most from the question on, whoever put it. */
    Switching of(Hub hub) {
        try {
            Asked asked = asked(hub);
            long left = Bounded.LIMIT.toNanos() - (System.nanoTime() - asked.nanos());
            return asked.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (HalException allHeldUp) {
            return Switching.NOT_TOLD;
        } catch (TimeoutException later) {
            return Switching.NOT_TOLD;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Switching.NOT_TOLD;
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof HalException typed)) {
                throw new IllegalStateException(hub.name(), failure.getCause());
            }
            if (typed.kind() == Kind.GONE || typed.kind() == Kind.DENIED) {
                forget(hub);
            }
            return Switching.NOT_TOLD;
        }
    }

    private synchronized Asked asked(Hub hub) {
        Asked before = known.get(hub);
        if (before != null) {
            return before;
        }
        Asked now = new Asked(
                Bounded.start(hub.name(), () -> HubDescriptor.switching(descriptors.apply(hub), hub.descriptorType())),
                System.nanoTime());
        known.put(hub, now);
        if (known.size() > MAX_REMEMBERED) {
            known.pollFirstEntry();
        }
        return now;
    }

    private synchronized void forget(Hub hub) {
        known.remove(hub);
    }

    /** Forgets hubs that went. One that came after the list was made is asked once more. */
    synchronized void forgetAllBut(Collection<Device> there) {
        known.keySet().removeIf(hub -> there.stream().noneMatch(hub::is));
    }
}
