// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

/**
 * One run.
 *
 * @param governor who governed
 * @param board the board
 * @param trace the trace
 * @param seed the seed
 * @param gigacycles useful work
 * @param wattHours energy at the wall
 * @param worstSecondWatts largest mean of a second at the wall
 * @param worstAtSecond when it ended
 * @param secondsAbove time with the mean of the last second above the limit
 * @param hottestDie highest die temperature, °C
 * @param hottestCase highest case temperature, °C
 * @param onTime share of interactive work done in time
 * @param interactiveWait mean wait of interactive work, s
 * @param pointChanges changes of the operating point's cap
 * @param coreChanges changes of the number of cores
 * @param heldPorts the ports, as bits, whose device was not in use at the end
 * @param series plots, or null
 * @param notices what the owner was told
 */
record RunResult(
        String governor,
        String board,
        String trace,
        long seed,
        double gigacycles,
        double wattHours,
        double worstSecondWatts,
        double worstAtSecond,
        double secondsAbove,
        double hottestDie,
        double hottestCase,
        double onTime,
        double interactiveWait,
        int pointChanges,
        int coreChanges,
        int heldPorts,
        Series series,
        java.util.List<String> notices) {}
