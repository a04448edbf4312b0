// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import static org.hearthplug.plant.Provenance.ASSUMPTION;
import static org.hearthplug.plant.Provenance.DATASHEET;
import static org.hearthplug.plant.Provenance.DERIVED;
import static org.hearthplug.plant.Provenance.PUBLISHED;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The boards. Each is the module on Hearth's carrier: a switched hub whose ports feel a plug being inserted before they are powered, a
 * second switch in front of all ports, and a 15 W supply, in a closed case of 80 × 60 × 45 mm. The carrier is designed, not built: what
 * depends on it is an assumption and says so.
 */
public final class Boards {
    private static final String DESIGN = "Hearth's carrier, by design; no unit has been built or measured";

    private Boards() {}

    /** All boards, in the order of the reports. */
    public static List<BoardParameters> all() {
        return List.of(virtLab(), zero2W(), threeAPlus(), beaglePlay());
    }

    /** The board with that name. */
    public static BoardParameters named(String name) {
        return all().stream()
                .filter(board -> board.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no board " + name));
    }

    /** The lab's machine: no such hardware exists. A plug of SheevaPlug's class whose processor alone can reach the limit. */
    public static BoardParameters virtLab() {
        Map<Quantity, Sourced> v = carrier();
        String lab =
                "the lab's own machine, chosen so that processor work alone reaches 7 W (SheevaPlug: 5 W idle, 7 W busy at the wall)";
        put(v, Quantity.BASE_WATTS, 0.30, 0.15, ASSUMPTION, lab);
        put(
                v,
                Quantity.SUPPLY_SLOPE,
                1.055,
                0.012,
                ASSUMPTION,
                "the lab's own: a 91 % supply, so that two disks can be spun up one after the other");
        put(v, Quantity.SUPPLY_SQUARE, 0.005, 0.3, ASSUMPTION, "with the slope");
        put(v, Quantity.CORE_IDLE_WATTS, 0.03, 0.3, ASSUMPTION, lab);
        put(v, Quantity.CPU_DYNAMIC_WATTS, 4.6, 0.12, ASSUMPTION, lab);
        put(v, Quantity.LEAKAGE_WATTS, 0.12, 0.3, ASSUMPTION, lab);
        gigabit(v);
        wifi(v, 0.10, 0.03, 0.9, 80, ASSUMPTION, lab);
        put(
                v,
                Quantity.DIE_TO_CASE_KELVIN_PER_WATT,
                7,
                0.15,
                ASSUMPTION,
                "package with a heat spreader glued to the case");
        return new BoardParameters(
                "virt-lab",
                4,
                new int[] {300, 450, 600, 750, 900, 1050, 1200},
                new double[] {0.85, 0.88, 0.92, 0.98, 1.05, 1.13, 1.22},
                true,
                2,
                Sensors.WALL_METER,
                v);
    }

    /** What the booted lab is taken for by platformd's profile {@code lab}: 3 W idle, 5 W busy at the wall. */
    public static BoardParameters bootedLab() {
        Map<Quantity, Sourced> v = carrier();
        String lab = "the booted lab's own, as platformd's profile has it";
        put(v, Quantity.BASE_WATTS, 1.88, 0.03, ASSUMPTION, lab);
        put(v, Quantity.CORE_IDLE_WATTS, 0.03, 0.3, ASSUMPTION, lab);
        put(v, Quantity.CPU_DYNAMIC_WATTS, 1.2, 0.1, ASSUMPTION, lab);
        put(v, Quantity.LEAKAGE_WATTS, 0.10, 0.2, ASSUMPTION, lab);
        gigabit(v);
        wifi(v, 0, 0, 0, 80, ASSUMPTION, lab);
        put(v, Quantity.DIE_TO_CASE_KELVIN_PER_WATT, 8, 0.15, ASSUMPTION, lab);
        return new BoardParameters(
                "booted-lab",
                1,
                new int[] {600, 800, 1000},
                new double[] {0.85, 0.925, 1.0},
                true,
                2,
                Sensors.INA219,
                v);
    }

    /** Raspberry Pi Zero 2 W: four Cortex-A53 at 1 GHz, Wi-Fi only. */
    public static BoardParameters zero2W() {
        Map<Quantity, Sourced> v = carrier();
        put(
                v,
                Quantity.BASE_WATTS,
                0.40,
                0.12,
                DERIVED,
                "0.09 A at 5.3 V without HDMI (OTCamera issue 70) and 120 mA at 5 V stock (CNX Software, 9 Dec 2021), less radio and leakage");
        put(v, Quantity.CORE_IDLE_WATTS, 0.015, 0.3, ASSUMPTION, "share of the idle figure that scales with the clock");
        put(
                v,
                Quantity.CPU_DYNAMIC_WATTS,
                1.55,
                0.15,
                DERIVED,
                "about 1.4 W more than a Zero W under stress (A. Jacobs, 2021); stress minus idle on the same silicon at 1.4 GHz is 2.1 W");
        put(v, Quantity.LEAKAGE_WATTS, 0.06, 0.3, ASSUMPTION, "28 nm; a tenth of idle");
        noEthernet(v);
        wifi(
                v,
                0.16,
                0.05,
                0.75,
                40,
                PUBLISHED,
                "power save off against on: 0.12 A and 0.09 A at 5.3 V (OTCamera issue 70); traffic assumed");
        put(
                v,
                Quantity.DIE_TO_CASE_KELVIN_PER_WATT,
                14,
                0.2,
                DERIVED,
                "bare board 32 K/W junction to air, 17 K/W of it inside (M. Khusid, Pi 3), with a thermal pad");
        return new BoardParameters(
                "zero2w",
                4,
                new int[] {600, 700, 800, 900, 1000},
                new double[] {1.20, 1.22, 1.24, 1.27, 1.30},
                false,
                2,
                Sensors.INA219,
                v);
    }

    /** Raspberry Pi 3 A+: four Cortex-A53 at 1.4 GHz, Wi-Fi only. */
    public static BoardParameters threeAPlus() {
        Map<Quantity, Sourced> v = carrier();
        put(
                v,
                Quantity.BASE_WATTS,
                0.82,
                0.12,
                ASSUMPTION,
                "3 B+ idle at the wall 3.1 W (sbc-reviews issue 16), less the LAN7515 hub the A+ lacks");
        put(v, Quantity.CORE_IDLE_WATTS, 0.02, 0.3, ASSUMPTION, "share of the idle figure that scales with the clock");
        put(
                v,
                Quantity.CPU_DYNAMIC_WATTS,
                2.1,
                0.15,
                DERIVED,
                "same processor as the 3 B+: 5.6 W busy against 3.1 W idle at the wall (sbc-reviews issue 16), at 84 % efficiency");
        put(v, Quantity.LEAKAGE_WATTS, 0.09, 0.3, ASSUMPTION, "28 nm; a tenth of idle");
        noEthernet(v);
        wifi(v, 0.20, 0.07, 0.9, 90, ASSUMPTION, "as the Zero 2 W's radio, with a 5 GHz amplifier");
        put(v, Quantity.DIE_TO_CASE_KELVIN_PER_WATT, 11, 0.2, ASSUMPTION, "as the Zero 2 W's, with the metal lid");
        return new BoardParameters(
                "3aplus",
                4,
                new int[] {600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400},
                new double[] {1.20, 1.20, 1.21, 1.22, 1.24, 1.26, 1.29, 1.32, 1.35},
                false,
                2,
                Sensors.INA226,
                v);
    }

    /** BeaglePlay: AM625, four Cortex-A53, Gigabit Ethernet and Wi-Fi. The A53's voltage does not scale. */
    public static BoardParameters beaglePlay() {
        Map<Quantity, Sourced> v = carrier();
        put(
                v,
                Quantity.BASE_WATTS,
                1.15,
                0.15,
                ASSUMPTION,
                "no published measurement found; AM625, LPDDR4-class memory and PMIC");
        put(v, Quantity.CORE_IDLE_WATTS, 0.02, 0.3, ASSUMPTION, "16 nm");
        put(
                v,
                Quantity.CPU_DYNAMIC_WATTS,
                1.1,
                0.2,
                DERIVED,
                "TI SDAA146 table 3-1 (AM62A, same A53 at 1.4 GHz): A53 load 60 % less saves 0.20 W, memory load 60 % less 0.45 W");
        put(v, Quantity.LEAKAGE_WATTS, 0.08, 0.3, ASSUMPTION, "16 nm FinFET");
        gigabit(v);
        wifi(v, 0.20, 0.06, 0.8, 90, ASSUMPTION, "WL1807 module");
        put(v, Quantity.DIE_TO_CASE_KELVIN_PER_WATT, 8, 0.2, ASSUMPTION, "flip-chip package with a pad to the case");
        double[] volt = {0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85};
        return new BoardParameters(
                "beagleplay", 4, new int[] {200, 400, 600, 800, 1000, 1250, 1400}, volt, true, 3, Sensors.HWMON, v);
    }

    private static Map<Quantity, Sourced> carrier() {
        Map<Quantity, Sourced> v = new EnumMap<>(Quantity.class);
        put(
                v,
                Quantity.LEAKAGE_KELVIN,
                32,
                0.15,
                ASSUMPTION,
                "exponential over 20 to 85 °C (De Vogeleer et al., arXiv:1404.3381); the constant is assumed");
        put(v, Quantity.LED_WATTS, 0.03, 0.2, ASSUMPTION, "two LEDs at 3 mA");
        put(v, Quantity.SD_IDLE_WATTS, 0.02, 0.5, ASSUMPTION, "card with its controller asleep");
        put(v, Quantity.SD_ACTIVE_WATTS, 0.30, 0.3, DATASHEET, "100 mA at 3.3 V, the bus's limit at 25 MHz");
        put(v, Quantity.SUPPLY_NO_LOAD_WATTS, 0.06, 0.1, DATASHEET, "below the 0.10 W that efficiency level VI allows");
        put(
                v,
                Quantity.SUPPLY_SLOPE,
                1.10,
                0.012,
                ASSUMPTION,
                "15 W flyback with synchronous rectifier: 85.6 % at 6 W (level VI asks for 81.4 % on average)");
        put(v, Quantity.SUPPLY_SQUARE, 0.0065, 0.3, ASSUMPTION, "conduction loss, with the slope");
        put(
                v,
                Quantity.CASE_TO_AIR_KELVIN_PER_WATT,
                4.5,
                0.1,
                DERIVED,
                "222 cm² at 10 W/(m²·K), natural convection and radiation");
        put(v, Quantity.DIE_JOULE_PER_KELVIN, 6, 0.2, ASSUMPTION, "package and copper around it");
        put(v, Quantity.CASE_JOULE_PER_KELVIN, 170, 0.15, ASSUMPTION, "about 150 g of plastic, board and supply");
        put(
                v,
                Quantity.DIE_LIMIT_CELSIUS,
                80,
                0,
                DATASHEET,
                "where Raspberry Pi's firmware begins to throttle; TI allows 95 °C");
        put(
                v,
                Quantity.CASE_LIMIT_CELSIUS,
                62,
                0,
                ASSUMPTION,
                "plastic that is touched briefly; to be checked against IEC 62368-1");
        put(
                v,
                Quantity.PORT_LIMIT_AMPERE,
                1.2,
                0.05,
                ASSUMPTION,
                DESIGN + ": switch with a fixed limit above a disk's 1.0 A");
        return v;
    }

    private static void gigabit(Map<Quantity, Sourced> v) {
        String ti = "TI SSZTAM3: 110 to 300 mW for a 10/100 PHY, 450 to 1000 mW for gigabit";
        put(v, Quantity.ETHERNET_10_WATTS, 0.10, 0.2, DATASHEET, ti);
        put(v, Quantity.ETHERNET_100_WATTS, 0.18, 0.2, DATASHEET, ti);
        put(v, Quantity.ETHERNET_1000_WATTS, 0.50, 0.2, DATASHEET, ti);
        put(v, Quantity.ETHERNET_TRAFFIC_WATTS, 0.12, 0.3, ASSUMPTION, "MAC, DMA and line driver at full traffic");
        put(v, Quantity.EEE_SAVING, 0.45, 0.2, ASSUMPTION, "quiet times of IEEE 802.3az with refresh");
    }

    private static void noEthernet(Map<Quantity, Sourced> v) {
        for (Quantity q : List.of(
                Quantity.ETHERNET_10_WATTS,
                Quantity.ETHERNET_100_WATTS,
                Quantity.ETHERNET_1000_WATTS,
                Quantity.ETHERNET_TRAFFIC_WATTS,
                Quantity.EEE_SAVING)) {
            put(v, q, 0, 0, DATASHEET, "the board has no Ethernet");
        }
    }

    private static void wifi(
            Map<Quantity, Sourced> v,
            double on,
            double save,
            double traffic,
            double mbit,
            Provenance p,
            String source) {
        put(v, Quantity.WIFI_ON_WATTS, on, 0.25, p, source);
        put(v, Quantity.WIFI_SAVE_WATTS, save, 0.25, p, source);
        put(v, Quantity.WIFI_TRAFFIC_WATTS, traffic, 0.2, p, source);
        put(v, Quantity.WIFI_MBIT, mbit, 0.1, ASSUMPTION, "one stream, household conditions");
    }

    private static void put(
            Map<Quantity, Sourced> v, Quantity q, double value, double spread, Provenance p, String source) {
        v.put(q, new Sourced(value, spread, p, source));
    }
}
