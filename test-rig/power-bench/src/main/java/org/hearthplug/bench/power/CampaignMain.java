// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

/** Runs the matrix outside a build: first seed, number of seeds, "faults" or "plain". */
public final class CampaignMain {
    private CampaignMain() {}

    /** See the class. */
    public static void main(String[] args) {
        Campaign campaign = new Campaign();
        int first = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        campaign.matrix(first, seeds, args.length < 3 || "faults".equals(args[2]));
        campaign.print();
    }
}
