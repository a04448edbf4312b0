// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * What the product knows of a board before it has learned anything: nominal watts on the 5 V side, with how far a unit may be off.
 *
 * @param name the board
 * @param processor processor
 * @param links network
 * @param boardWatts SoC, memory and regulators idle at the lowest operating point, with an idle card, in W
 * @param cardWatts added while the SD card is busy, in W
 * @param ledWatts status LEDs, in W
 * @param spread relative uncertainty of these nominal values, 0 to 0.5
 * @param supply supply
 * @param thermals heat
 * @param portLimitWatts what a USB port can draw before its switch limits, in W
 * @param feelsPlugs whether an unpowered port notices a plug being inserted; if not, empty ports must be powered and a reserve kept
 */
public record PlugProfile(
        String name,
        Processor processor,
        Links links,
        double boardWatts,
        double cardWatts,
        double ledWatts,
        double spread,
        Supply supply,
        Thermals thermals,
        double portLimitWatts,
        boolean feelsPlugs) {

    /**
     * Processor.
     *
     * @param cores number of cores
     * @param mhz operating points in MHz, ascending
     * @param relativeVolt voltage at each, relative to the highest
     * @param coreIdleWatts clock tree of an idle core at the highest point, in W
     * @param dynamicWatts all cores busy at the highest point, over idle, in W
     * @param leakageWatts leakage at 25 °C and the highest voltage, in W
     * @param leakageKelvin rise that multiplies leakage by e, in K
     */
    public record Processor(
            int cores,
            int[] mhz,
            double[] relativeVolt,
            double coreIdleWatts,
            double dynamicWatts,
            double leakageWatts,
            double leakageKelvin) {}

    /**
     * Network, in W.
     *
     * @param ethernet whether there is Ethernet; otherwise Wi-Fi is the network
     * @param watts10 link at 10 Mbit/s
     * @param watts100 link at 100 Mbit/s
     * @param watts1000 link at 1000 Mbit/s
     * @param eeeSaving share of the idle link that EEE saves
     * @param wifiOnWatts radio idle, power save off
     * @param wifiSaveWatts radio idle, power save on
     * @param trafficWatts added at full traffic
     */
    public record Links(
            boolean ethernet,
            double watts10,
            double watts100,
            double watts1000,
            double eeeSaving,
            double wifiOnWatts,
            double wifiSaveWatts,
            double trafficWatts) {}

    /**
     * Supply: wall = a + b·dc + c·dc².
     *
     * @param a at no load, in W
     * @param b slope
     * @param c square, in 1/W
     * @param uncertainty bound of the relative error of the wall power computed so, at full load
     */
    public record Supply(double a, double b, double c, double uncertainty) {
        /** Wall power for a power on the 5 V side, in W. */
        public double wall(double dcWatts) {
            return a + (b + c * dcWatts) * dcWatts;
        }

        /** Power on the 5 V side for a wall power, in W. */
        public double dc(double wallWatts) {
            double above = Math.max(0, wallWatts - a);
            return c == 0 ? above / b : (Math.sqrt(b * b + 4 * c * above) - b) / (2 * c);
        }

        /** Wall watts for each further watt on the 5 V side. */
        public double slope(double dcWatts) {
            return b + 2 * c * dcWatts;
        }
    }

    /**
     * Heat.
     *
     * @param dieLimitCelsius die temperature not to be exceeded, in °C
     * @param caseLimitCelsius case temperature not to be exceeded, in °C
     * @param dieToCase thermal resistance from die to case, in K/W
     */
    public record Thermals(double dieLimitCelsius, double caseLimitCelsius, double dieToCase) {}
}
