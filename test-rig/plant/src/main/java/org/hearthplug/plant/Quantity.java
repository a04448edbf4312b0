// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** The physical parameters of a board. Watts are on the 5 V side of the supply unless the name says otherwise. */
public enum Quantity {
    BASE_WATTS("W", "SoC, memory and regulators with all cores idle at the lowest operating point, no link, no card"),
    CORE_IDLE_WATTS("W", "clock tree of one idle online core at the highest operating point"),
    CPU_DYNAMIC_WATTS("W", "all cores busy at the highest operating point, over idle, without leakage"),
    LEAKAGE_WATTS("W", "leakage with the die at 25 °C, highest voltage, all cores powered"),
    LEAKAGE_KELVIN("K", "temperature rise that multiplies leakage by e"),
    ETHERNET_10_WATTS("W", "PHY and MAC with a 10 Mbit/s link, idle"),
    ETHERNET_100_WATTS("W", "PHY and MAC with a 100 Mbit/s link, idle"),
    ETHERNET_1000_WATTS("W", "PHY and MAC with a 1000 Mbit/s link, idle"),
    ETHERNET_TRAFFIC_WATTS("W", "added at full traffic of the link"),
    EEE_SAVING("1", "share of the idle link's power that Energy-Efficient Ethernet saves"),
    WIFI_ON_WATTS("W", "radio associated, power save off, no traffic"),
    WIFI_SAVE_WATTS("W", "radio associated, power save on, no traffic"),
    WIFI_TRAFFIC_WATTS("W", "added at full duty"),
    WIFI_MBIT("Mbit/s", "usable throughput"),
    LED_WATTS("W", "status LEDs on"),
    SD_IDLE_WATTS("W", "card idle"),
    SD_ACTIVE_WATTS("W", "added while reading or writing"),
    SUPPLY_NO_LOAD_WATTS("W", "drawn from the wall at no load: a in wall = a + b·dc + c·dc²"),
    SUPPLY_SLOPE("1", "b in wall = a + b·dc + c·dc²"),
    SUPPLY_SQUARE("1/W", "c in wall = a + b·dc + c·dc²"),
    DIE_TO_CASE_KELVIN_PER_WATT("K/W", "thermal resistance from die to the case's inside"),
    CASE_TO_AIR_KELVIN_PER_WATT("K/W", "thermal resistance from case to room"),
    DIE_JOULE_PER_KELVIN("J/K", "heat capacity of die, package and nearby board"),
    CASE_JOULE_PER_KELVIN("J/K", "heat capacity of case and boards"),
    DIE_LIMIT_CELSIUS("°C", "die temperature that must not be exceeded"),
    CASE_LIMIT_CELSIUS("°C", "case temperature that must not be exceeded"),
    PORT_LIMIT_AMPERE("A", "current at which a USB port's switch limits");

    private final String unit;
    private final String meaning;

    Quantity(String unit, String meaning) {
        this.unit = unit;
        this.meaning = meaning;
    }

    /** Unit symbol, "1" for a ratio. */
    public String unit() {
        return unit;
    }

    /** What the number says, for the report's table. */
    public String meaning() {
        return meaning;
    }
}
