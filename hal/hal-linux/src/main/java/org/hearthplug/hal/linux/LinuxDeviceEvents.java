// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.Optional;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.HalException;

/** Device events straight from the kernel's multicast, without udev. */
final class LinuxDeviceEvents implements DeviceEvents {
    private static final int KERNEL_GROUP = 1;

    /** Room for some 1,500 events of the usual 350 bytes; a hub with four sticks makes about 150. */
    private static final int KERNEL_BUFFER_BYTES = 1024 * 1024;

    private final int kernelBufferBytes;

    LinuxDeviceEvents() {
        this(KERNEL_BUFFER_BYTES);
    }

    LinuxDeviceEvents(int kernelBufferBytes) {
        this.kernelBufferBytes = kernelBufferBytes;
    }

    @Override
    public Subscription subscribe() {
        NetlinkSocket socket =
                new NetlinkSocket(NetlinkSocket.KOBJECT_UEVENT, KERNEL_GROUP, Uevents.MAX_BYTES, kernelBufferBytes);
        return new SocketSubscription(socket);
    }

    private record SocketSubscription(NetlinkSocket socket) implements Subscription {
        @Override
        public Optional<Event> next(Duration limit) {
            long deadlineNanos = System.nanoTime() + limit.toNanos();
            while (true) {
                long left = Math.max(0, deadlineNanos - System.nanoTime());
                switch (socket.receive(Duration.ofNanos(left))) {
                    case MESSAGE -> {
                        Optional<Event> event = Uevents.parse(socket.message());
                        if (event.isPresent()) {
                            return event;
                        }
                    }
                    case OVERFLOW -> {
                        return Optional.of(Event.rescan());
                    }
                    case TIMEOUT, CLOSED -> {
                        return Optional.empty();
                    }
                    default -> throw new HalException(HalException.Kind.MALFORMED, "netlink", "no such outcome");
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
