// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.Map;

/**
 * The physics of a plug whose software really runs somewhere: told what its actuators are set to and how busy it is, it says what sensors
 * would show. No work, no actuators and no time of its own. For one thread.
 */
public final class LivePlug {
    private final Noise noise;
    private final Silicon silicon;
    private final Supply supply;
    private final Thermal thermal;
    private final UsbPort port;
    private final WallMeter meter;
    private final int[] mhz;
    private final double restWatts;
    private final double trafficWatts;
    private double left;
    private double dcWatts;
    private double restOfDcWatts;
    private double wallWatts;

    /** A plug of that board, its own values drawn by the seed; hard limit in W, room in °C. */
    public LivePlug(BoardParameters board, long seed, double limitWatts, double airCelsius) {
        noise = new Noise(seed);
        Map<Quantity, Double> own = board.instance(noise);
        silicon = new Silicon(board, own);
        supply = new Supply(
                own.get(Quantity.SUPPLY_NO_LOAD_WATTS),
                own.get(Quantity.SUPPLY_SLOPE),
                own.get(Quantity.SUPPLY_SQUARE));
        thermal = new Thermal(
                own.get(Quantity.DIE_TO_CASE_KELVIN_PER_WATT),
                own.get(Quantity.CASE_TO_AIR_KELVIN_PER_WATT),
                own.get(Quantity.DIE_JOULE_PER_KELVIN),
                own.get(Quantity.CASE_JOULE_PER_KELVIN),
                airCelsius,
                airCelsius + 10);
        port = new UsbPort(own.get(Quantity.PORT_LIMIT_AMPERE));
        meter = new WallMeter(limitWatts);
        mhz = board.operatingPointsMhz();
        restWatts =
                own.get(Quantity.BASE_WATTS) + own.get(Quantity.SD_IDLE_WATTS) + own.get(Quantity.ETHERNET_1000_WATTS);
        trafficWatts = own.get(Quantity.ETHERNET_TRAFFIC_WATTS);
        port.power(true);
    }

    /** Something is plugged in; it draws a unit load until it is authorised. */
    public void plug(UsbProfile device) {
        port.attach(device, noise.between(0.96, 1.0));
    }

    /** It is pulled. */
    public void pull() {
        port.detach();
    }

    /** What is plugged in may be used, or may not any more. */
    public void authorise(boolean allow) {
        port.authorise(allow);
    }

    /** Temperature of the room, in °C. */
    public void air(double celsius) {
        thermal.air(celsius);
    }

    /** The die is heated to so much at once, in °C: a hair dryer, for those who have no hour. */
    public void heat(double celsius) {
        thermal.die(celsius);
    }

    /**
     * Lets time pass in which nothing changed.
     *
     * @param seconds how long
     * @param khz frequency
     * @param online cores
     * @param busyCores mean number of busy cores
     * @param netShare share of the link's time that it carried traffic, 0 to 1
     */
    public void pass(double seconds, int khz, int online, double busyCores, double netShare) {
        left += seconds;
        int point = point(khz);
        double megacycles = Math.clamp(busyCores, 0, online) * mhz[point] * Plug.STEP_SECONDS;
        for (; left >= Plug.STEP_SECONDS; left -= Plug.STEP_SECONDS) {
            double usb = port.step(noise);
            double processor = silicon.watts(point, online, megacycles, thermal.die());
            restOfDcWatts = usb + restWatts + trafficWatts * netShare + 0.03 * noise.symmetric();
            dcWatts = processor + restOfDcWatts;
            wallWatts = supply.wall(dcWatts);
            thermal.step(processor, wallWatts - processor - usb);
            meter.add(wallWatts);
        }
    }

    private int point(int khz) {
        int point = 0;
        while (point < mhz.length - 1 && mhz[point] * 1000 < khz) {
            point++;
        }
        return point;
    }

    /** What the processor takes at that clock with no core busy, at the die's temperature now, in W. */
    public double idleWatts(int khz, int online) {
        return silicon.watts(point(khz), online, 0, thermal.die());
    }

    /** What a busy core adds at that clock, in W. */
    public double coreWatts(int khz) {
        int point = point(khz);
        double busy = silicon.watts(point, 1, mhz[point] * Plug.STEP_SECONDS, thermal.die());
        return busy - silicon.watts(point, 1, 0, thermal.die());
    }

    /** Power on the 5 V side now without the processor's, in W. */
    public double restOfDcWatts() {
        return restOfDcWatts;
    }

    /** Clocks of the processor, lowest first, in kHz. */
    public int[] clocksKhz() {
        return java.util.Arrays.stream(mhz).map(one -> one * 1000).toArray();
    }

    /** Power on the 5 V side now, in W. */
    public double dcWatts() {
        return dcWatts;
    }

    /** Power at the wall now, in W. */
    public double wallWatts() {
        return wallWatts;
    }

    /** Die temperature, in °C. */
    public double dieCelsius() {
        return thermal.die();
    }

    /** What the port draws, in W. */
    public double portWatts() {
        return port.watts();
    }

    /** Whether the device at the port spins up. */
    public boolean spinningUp() {
        return port.present() && port.disk() == UsbPort.DiskState.SPINNING_UP;
    }

    /** The referee at the wall. */
    public WallMeter meter() {
        return meter;
    }
}
