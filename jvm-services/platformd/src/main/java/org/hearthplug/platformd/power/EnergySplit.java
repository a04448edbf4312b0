// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.nio.file.Path;
import java.util.List;
import org.hearthplug.power.policy.EnergyReceipts;

/**
 * Who used the energy of this run: what the controller's receipts cannot tell apart, the card and all processor time outside of the
 * services' groups, is shared out by what processes did since the last look. Numbers only grow. Guarded by the manager's lock.
 */
final class EnergySplit {
    static final List<String> NAMES = List.of("cloudd", "backupd", "platformd", "system", "plug");
    private static final int CLOUDD = 0;
    private static final int BACKUPD = 1;
    private static final int PLATFORMD = 2;
    private static final int SYSTEM = 3;
    private static final int PLUG = 4;

    private final EnergyReceipts receipts;
    private final Groups groups;
    private final ProcessUse use;
    private final double[] joule = new double[NAMES.size()];
    private final double[] coreSeconds = new double[NAMES.size()];
    private double others;
    private double otherSeconds;
    private double card;

    EnergySplit(EnergyReceipts receipts, Groups groups, Path root, String disk) {
        this.receipts = receipts;
        this.groups = groups;
        this.use = new ProcessUse(root, disk);
    }

    /** Shares out what was used since the last look. Reads a dozen files of the kernel's. */
    void look() {
        use.look();
        double newOthers = receipts.otherJoule() - others;
        double newSeconds = receipts.otherCoreSeconds() - otherSeconds;
        double newCard = receipts.cardJoule() - card;
        others = receipts.otherJoule();
        otherSeconds = receipts.otherCoreSeconds();
        card = receipts.cardJoule();
        double own = newSeconds <= 0 ? 0 : Math.min(1, use.ownCoreSeconds() / newSeconds);
        add(PLATFORMD, own * newOthers, own * newSeconds);
        add(SYSTEM, (1 - own) * newOthers, (1 - own) * newSeconds);
        add(CLOUDD, use.cloudShare() * newCard, 0);
        add(BACKUPD, use.backupShare() * newCard, 0);
        add(SYSTEM, (1 - use.cloudShare() - use.backupShare()) * newCard, 0);
    }

    private void add(int who, double more, double seconds) {
        joule[who] += more;
        coreSeconds[who] += seconds;
    }

    /** Energy of a name since the start, in mJ. */
    long millijoules(int who) {
        return Math.round(1000 * joule(who));
    }

    private double joule(int who) {
        return switch (who) {
            case CLOUDD, BACKUPD -> joule[who] + sum(who, false);
            case PLUG -> receipts.ownJoule();
            default -> joule[who];
        };
    }

    /** Processor time of a name since the start, in ms. */
    long cpuMillis(int who) {
        return Math.round(1000 * (coreSeconds[who] + (who == CLOUDD || who == BACKUPD ? sum(who, true) : 0)));
    }

    /** The controller's own receipts: the first group is cloudd's, the others are for work that can wait. */
    private double sum(int who, boolean time) {
        double sum = 0;
        for (int load = 0; load < groups.loads(); load++) {
            boolean his = (load == 0) == (who == CLOUDD);
            sum += his ? time ? receipts.loadCoreSeconds(load) : receipts.loadJoule(load) : 0;
        }
        return sum;
    }
}
