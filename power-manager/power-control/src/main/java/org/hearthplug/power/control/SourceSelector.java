// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.Margins;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.SensorJudge;
import org.hearthplug.power.policy.SourceSpec;

/** Judges all power sources each period and picks the best that is believed; the model when none is. */
final class SourceSelector {
    private final PlugTelemetry telemetry;
    private final NoticeSink notices;
    private final PlugProfile.Supply supply;
    private final SensorJudge[] judges;
    private final boolean[] believed;
    private final SourceSpec model = SourceSpec.model();
    private int best = -1;
    private double dcWatts;

    SourceSelector(PlugTelemetry telemetry, PlugProfile profile, NoticeSink notices) {
        this.telemetry = telemetry;
        this.notices = notices;
        supply = profile.supply();
        judges = new SensorJudge[telemetry.sources()];
        believed = new boolean[judges.length];
        for (int i = 0; i < judges.length; i++) {
            judges[i] = new SensorJudge(telemetry.source(i));
        }
    }

    /** Looks at all sources; {@code low} and {@code high} are what the corrected model allows, in W on the 5 V side, {@code lowKnown} with all correction. */
    void look(double low, double lowKnown, double high, double mixWatts) {
        best = -1;
        for (int i = 0; i < judges.length; i++) {
            SensorJudge judge = judges[i];
            double watts = Margins.dcWatts(supply, judge.spec(), telemetry.sourceWatts(i));
            judge.look(watts, telemetry.sourceSequence(i), low, lowKnown, high, mixWatts);
            if (judge.believed() != believed[i]) {
                believed[i] = judge.believed();
                tell(i);
            }
            if (best < 0 && judge.believed()) {
                best = i;
                dcWatts = watts;
            }
        }
    }

    private void tell(int source) {
        String where = judges[source].spec().kind().words();
        if (believed[source]) {
            notices.notice(new Notice(Notice.Kind.SOURCE_BELIEVED, source, "Power is " + where + "."));
            return;
        }
        String why = switch (judges[source].doubt()) {
            case SILENT -> "gives no values";
            case STUCK -> "keeps showing the same value";
            case FELL -> "fell although nothing was switched off";
            case DRIFTED -> "shows less and less than the plug draws";
            case NOISY -> "scatters too much";
            default -> "is being checked";
        };
        notices.notice(new Notice(
                Notice.Kind.SOURCE_DOUBTED,
                source,
                "The power sensor (" + where + ") " + why
                        + ". Power is modelled meanwhile, with a wide margin, so the plug does less."));
    }

    /** Devices went that drew so many watts. */
    void explained(double watts) {
        for (SensorJudge judge : judges) {
            judge.explained(watts);
        }
    }

    /** Whether a sensor is doubted because it drifted. */
    boolean drifted() {
        for (SensorJudge judge : judges) {
            if (judge.doubt() == SensorJudge.Doubt.DRIFTED) {
                return true;
            }
        }
        return false;
    }

    /** The sensor that is believed shows so many watts too little, as it turned out slowly. */
    void drifted(double watts) {
        judges[best].drifted(watts);
        believed[best] = false;
        tell(best);
        best = -1;
    }

    /** Whether a sensor is doubted because it fell, suddenly or slowly. */
    boolean fell() {
        for (SensorJudge judge : judges) {
            if (judge.doubt() == SensorJudge.Doubt.FELL || judge.doubt() == SensorJudge.Doubt.DRIFTED) {
                return true;
            }
        }
        return false;
    }

    /** Whether a sensor is believed. */
    boolean measured() {
        return best >= 0;
    }

    /** Whether this period brought a value from it. */
    boolean fresh() {
        return best >= 0 && judges[best].fresh();
    }

    /** Its value on the 5 V side, in W. */
    double dcWatts() {
        return dcWatts;
    }

    /** What is believed: a source or the model. */
    SourceSpec spec() {
        return best >= 0 ? judges[best].spec() : model;
    }
}
