// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * USB devices. A device is named by its place, as the kernel does: {@code 2-1.4} is port 4 of the hub in port 1 of bus 2,
 * {@code usb2} the root of bus 2. Numbers of descriptors are those of the USB 2.0 specification, chapter 9.
 */
public interface Usb {
    /** Lists all devices, a hub before what hangs on it. What leaves meanwhile is left out. Does not ask the devices. */
    List<Device> devices();

    /** Starts to watch: the changes from what {@link #devices} lists now. */
    Watch watch();

    /**
     * Lets drivers bind to a device that was held. Waits for the device to be configured, 2 s at most; the kernel goes on
     * behind (5 s for each control transfer).
     *
     * @throws HalException GONE when no such device is there; DENIED without the right; TIMEOUT
     */
    void authorize(String device);

    /**
     * Takes a device away from its drivers and keeps it from new ones; it stays listed. Waits as {@link #authorize} does.
     *
     * @throws HalException GONE, DENIED; UNSUPPORTED for the root of a bus
     */
    void hold(String device);

    /**
     * Decides whether devices that arrive from now on are held until {@link #authorize}. Does not block.
     *
     * @throws HalException DENIED without the right
     */
    void holdArrivals(boolean hold);

    /**
     * Lets a device sleep when nobody has used it for a time, or keeps it awake.
     *
     * @param idle the time, at least zero; empty keeps the device awake
     * @throws HalException GONE, DENIED
     */
    void autosuspend(String device, Optional<Duration> idle);

    /**
     * Tells how a hub switches the power of its ports, by its own word; NONE for a device without ports. A hub is asked
     * once in its life, which wakes it if it sleeps, and waited for 2 s at most: a later answer is told to who asks later.
     *
     * @throws HalException GONE when no such device is there
     */
    Switching switching(String hub);

    /**
     * Switches the power of a hub's port, and disconnects its device when it goes off. Where the hub did not tell whether
     * it can, this tries. Waits as {@link #switching} does, and 2 s at most for the switching.
     *
     * @param hub the hub's name
     * @param port from 1
     * @throws HalException GONE for another hub or port; UNSUPPORTED when the hub says that it cannot, or the kernel offers
     *     no switch for it: nothing has changed then; DENIED without the right; TIMEOUT
     */
    void power(String hub, int port, boolean on);

    /**
     * Lists a hub's ports, by number. The kernel asks the hub whether they have power, each time, which wakes a hub that
     * sleeps. Waits as {@link #switching} does, and 2 s at most for the ports.
     *
     * @throws HalException GONE when no such hub is there; TIMEOUT
     */
    List<Port> ports(String hub);

    /**
     * How a hub switches the power of its ports: {@code wHubCharacteristics}, bits 1 and 0 (USB 2.0, 11.23.2.1; USB 3.2,
     * 10.15.2.1). It is the hub's word only: some say that they switch and have no part that does.
     */
    enum Switching {
        /** Each port alone. */
        EACH,
        /** All together: a port that is off keeps its power until all are off (USB 2.0, 11.11). */
        TOGETHER,
        /** Not at all: what is switched off is disconnected and keeps its power. */
        NONE,
        /** The hub did not answer, or not with sense, or could not be asked. */
        NOT_TOLD
    }

    /**
     * A port of a hub.
     *
     * @param number from 1
     * @param switching how its power is switched, as its hub says; NONE too where the kernel offers no {@link #power}
     * @param powered false when it was switched off
     * @param overCurrents how often the hub cut it for too much current, since the hub was found
     * @param device name of the device in it
     */
    record Port(int number, Switching switching, boolean powered, long overCurrents, Optional<String> device) {
        /** True when {@link #power} takes the power from this port, and from no other, as far as its hub's word goes. */
        public boolean switchable() {
            return switching == Switching.EACH;
        }
    }

    /** What a device is for, by its classes and its driver. */
    enum Kind {
        HUB,
        STORAGE,
        SERIAL,
        NETWORK,
        AUDIO,
        INPUT,
        VIDEO,
        PRINTER,
        OTHER
    }

    /**
     * A device.
     *
     * @param name its place
     * @param parent the hub it hangs on; empty for the root of a bus
     * @param bus number of the bus, from 1
     * @param address number that the kernel gave it on the bus, new at each arrival
     * @param vendorId 0 to 0xFFFF
     * @param productId 0 to 0xFFFF
     * @param manufacturer what the device calls its maker
     * @param product what it calls itself
     * @param serial its serial number
     * @param speedKbps speed of the link in kilobits a second: 1500, 12000, 480000, 5000000 and above
     * @param maxPowerMilliamps the most it asks of the bus in its first configuration
     * @param kind what it is for
     * @param authorized false while it is held
     * @param ports number of ports, for a hub
     * @param functions its interfaces: with their drivers when it is configured, from its descriptors when it is held
     */
    record Device(
            String name,
            Optional<String> parent,
            int bus,
            int address,
            int vendorId,
            int productId,
            Optional<String> manufacturer,
            Optional<String> product,
            Optional<String> serial,
            int speedKbps,
            int maxPowerMilliamps,
            Kind kind,
            boolean authorized,
            OptionalInt ports,
            List<Function> functions) {
        public Device {
            functions = List.copyOf(functions);
        }

        /** True when the other value is the same arrival of the same device. */
        public boolean sameArrival(Device other) {
            return name.equals(other.name) && bus == other.bus && address == other.address;
        }
    }

    /**
     * An interface of a device, {@code bInterfaceNumber} and its classes.
     *
     * @param number from 0
     * @param classCode 0 to 255, as usb.org lists them
     * @param subclass 0 to 255
     * @param protocol 0 to 255
     * @param driver name of the driver that has it
     */
    record Function(int number, int classCode, int subclass, int protocol, Optional<String> driver) {}

    /** A running watch. For one taking thread; {@link #close} may come from any other. */
    interface Watch extends AutoCloseable {
        /**
         * Takes the next change, waiting for it at most until the limit. Events that the kernel dropped are made up for
         * by looking at all devices again.
         *
         * @return empty when the time passed or the watch was closed
         */
        Optional<Change> next(Duration limit);

        @Override
        void close();
    }

    /** What happened to a device. */
    enum ChangeKind {
        ARRIVED,
        DEPARTED,
        /** A driver took or left it, or it was held or let go. */
        CHANGED
    }

    /**
     * A change.
     *
     * @param kind what happened
     * @param device as it is now; for DEPARTED as it last was
     * @param sequence the kernel's number of the event that showed it; 0 when it was found by looking again
     */
    record Change(ChangeKind kind, Device device, long sequence) {}
}
