// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The kernel's own news of devices. */
public interface DeviceEvents {
    /**
     * Starts to listen; events from now on are kept until they are taken, up to the kernel's buffer.
     *
     * @throws HalException UNSUPPORTED or DENIED when the kernel does not let this process listen
     */
    Subscription subscribe();

    /** An open ear. For one taking thread; {@link #close} may come from any other. */
    interface Subscription extends AutoCloseable {
        /**
         * Takes the next event, waiting for it at most until the limit.
         *
         * @return empty when the time passed or the subscription was closed
         * @throws HalException when listening failed for good
         */
        Optional<Event> next(Duration limit);

        /** Ends the subscription; a waiting {@link #next} returns at once. */
        @Override
        void close();
    }

    /** What happened. */
    enum Action {
        ADD,
        REMOVE,
        CHANGE,
        BIND,
        UNBIND,
        MOVE,
        ONLINE,
        OFFLINE,
        /** Events were lost; whoever keeps a picture of the devices must look again. */
        RESCAN
    }

    /**
     * An event.
     *
     * @param sequence the kernel's number, ascending; 0 for RESCAN
     * @param action what happened
     * @param path the device's path under {@code /sys}, starting with a slash; empty for RESCAN
     * @param subsystem the kernel's subsystem, {@code block}; empty for RESCAN
     * @param properties all that the kernel told, {@code DEVNAME}, {@code DEVTYPE} and others
     */
    record Event(long sequence, Action action, String path, String subsystem, Map<String, String> properties) {
        public Event {
            properties = Map.copyOf(properties);
        }

        /** The news that news were lost. */
        public static Event rescan() {
            return new Event(0, Action.RESCAN, "", "", Map.of());
        }

        /** Last part of the path: the kernel's name of the device. */
        public String device() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** Kind of the device within its subsystem, {@code partition}, {@code usb_device}. */
        public Optional<String> devType() {
            return Optional.ofNullable(properties.get("DEVTYPE"));
        }
    }
}
