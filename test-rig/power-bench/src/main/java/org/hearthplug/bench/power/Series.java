// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

/** What is plotted: a value every 100 ms. */
final class Series {
    final double[] second;
    final double[] wall;
    final double[] mean;
    final double[] quota;
    final double[] mhz;
    final double[] die;
    final double[] body;
    final double[] usb;
    int count;

    Series(int length) {
        second = new double[length];
        wall = new double[length];
        mean = new double[length];
        quota = new double[length];
        mhz = new double[length];
        die = new double[length];
        body = new double[length];
        usb = new double[length];
    }
}
