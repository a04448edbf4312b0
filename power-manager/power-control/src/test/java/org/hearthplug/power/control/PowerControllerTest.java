// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.hearthplug.power.policy.BudgetSettings;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.Milliwatts;
import org.hearthplug.power.policy.SourceKind;
import org.junit.jupiter.api.Test;

class PowerControllerTest {
    private final ScriptedPlug plug = new ScriptedPlug();
    private final PowerController controller =
            new PowerController(plug.profile, BudgetSettings.standard(), plug, plug, plug.notices::add);

    private void periods(int count) {
        for (int i = 0; i < count; i++) {
            controller.step();
        }
    }

    private boolean told(Notice.Kind kind) {
        return plug.notices.stream().anyMatch(notice -> notice.kind() == kind);
    }

    @Test
    void fillsTheBudgetToTheMarginAndStaysThere() {
        periods(100);
        double highest = 0;
        for (int i = 0; i < 300; i++) {
            controller.step();
            highest = Math.max(highest, plug.wall());
        }
        assertThat(highest).isLessThan(7.0);
        assertThat(plug.wall()).isGreaterThan(6.75);
        assertThat(controller.status().source()).isEqualTo(SourceKind.SUPPLY);
        assertThat(controller.status().lastSecond().watts()).isBetween(6.7, 7.0);
    }

    @Test
    void aLowerBudgetHoldsFromTheNextPeriod() {
        periods(100);
        Milliwatts four = new Milliwatts(4000);
        controller.budget(new BudgetSettings(four, four, four, 0, 0, 0));
        periods(2);
        assertThat(plug.wall()).isLessThan(4.0);
    }

    @Test
    void aDeadSensorLeadsToTheModelWithAWideMarginAndAMessageWithinASecond() {
        periods(100);
        double before = plug.wall();
        plug.sensorDead = true;
        periods(10);
        assertThat(controller.status().source()).isEqualTo(SourceKind.MODEL);
        assertThat(told(Notice.Kind.SOURCE_DOUBTED)).isTrue();
        periods(2);
        assertThat(plug.wall()).isLessThan(before - 0.2);
        plug.sensorDead = false;
        periods(60);
        assertThat(controller.status().source()).isEqualTo(SourceKind.SUPPLY);
    }

    @Test
    void aDiskIsAskedThenGivenRoomThenStarted() {
        periods(50);
        plug.present[0] = true;
        plug.device[0] = DeviceNeed.declared("disk", DeviceNeed.Kind.DISK, 500);
        double highest = 0;
        for (int i = 0; i < 100; i++) {
            controller.step();
            highest = Math.max(highest, plug.wall());
        }
        assertThat(controller.port(0)).isEqualTo(PortState.ADMITTED);
        assertThat(plug.calls).containsSubsequence("port 0 on", "port 0 off", "port 0 on", "authorise 0");
        assertThat(highest).isLessThan(7.05);
    }

    @Test
    void aSurgeThatEndsBeforeTheKernelSaysSoIsNoFaultOfTheSensor() {
        plug.assumedSurge = 40;
        periods(50);
        plug.present[0] = true;
        plug.device[0] = DeviceNeed.declared("disk", DeviceNeed.Kind.DISK, 500);
        periods(100);
        assertThat(controller.port(0)).isEqualTo(PortState.ADMITTED);
        assertThat(told(Notice.Kind.SOURCE_DOUBTED)).isFalse();
        assertThat(controller.status().source()).isEqualTo(SourceKind.SUPPLY);
    }

    @Test
    void aDeviceThatDoesNotFitIsHeldAndSaysWhy() {
        Milliwatts five = new Milliwatts(5000);
        controller.budget(new BudgetSettings(five, five, five, 0, 0, 0));
        periods(50);
        plug.present[0] = true;
        plug.device[0] = DeviceNeed.declared("disk", DeviceNeed.Kind.DISK, 500);
        periods(100);
        assertThat(controller.port(0)).isEqualTo(PortState.HELD);
        assertThat(plug.authorised[0]).isFalse();
        assertThat(plug.notices)
                .filteredOn(n -> n.kind() == Notice.Kind.DEVICE_HELD)
                .hasSize(1)
                .first()
                .satisfies(n -> assertThat(n.sentence()).contains("disk").contains("5.0 W"));
        plug.present[0] = false;
        periods(2);
        assertThat(controller.port(0)).isEqualTo(PortState.EMPTY);
    }

    @Test
    void aDeviceThatDrawsMoreThanItDeclaredIsCutOffAtOnceAndStaysOff() {
        periods(50);
        plug.present[1] = true;
        plug.device[1] = DeviceNeed.declared("gadget", DeviceNeed.Kind.OTHER, 100);
        periods(60);
        assertThat(controller.port(1)).isEqualTo(PortState.ADMITTED);
        plug.extra[1] = 4;
        periods(2);
        assertThat(controller.port(1)).isEqualTo(PortState.CUT_OFF);
        assertThat(plug.on[1]).isFalse();
        assertThat(told(Notice.Kind.DEVICE_CUT_OFF)).isTrue();
        periods(300);
        assertThat(plug.on[1]).isFalse();
    }

    private void limit(int milliwatts) {
        Milliwatts limit = new Milliwatts(milliwatts);
        controller.budget(new BudgetSettings(limit, limit, limit, 0, 0, 0));
    }

    private long switchedOn() {
        return plug.calls.stream().filter("port 1 on"::equals).count();
    }

    private void aGadgetIsCutOff(double extraWatts) {
        periods(50);
        plug.present[1] = true;
        plug.device[1] = DeviceNeed.declared("gadget", DeviceNeed.Kind.OTHER, 100);
        periods(60);
        plug.extra[1] = extraWatts;
        periods(2);
        assertThat(controller.port(1)).isEqualTo(PortState.CUT_OFF);
    }

    @Test
    void aDeviceThatWasCutOffIsTriedAgainOnceTheLimitIsRaisedSoFarThatItFits() {
        aGadgetIsCutOff(4);
        periods(200);
        int with = controller.wallWith(1, plug.device[1]).value();
        assertThat(with).as("with the 4 W that it drew").isBetween(6000, 9000);
        long before = switchedOn();
        limit(6000);
        periods(100);
        limit(with - 500);
        periods(300);
        assertThat(switchedOn()).as("lowered, and raised too little").isEqualTo(before);
        assertThat(controller.port(1)).isEqualTo(PortState.CUT_OFF);
        limit(with + 2500);
        double highest = 0;
        for (int i = 0; i < 300; i++) {
            controller.step();
            highest = Math.max(highest, plug.wall());
        }
        assertThat(controller.port(1)).isEqualTo(PortState.ADMITTED);
        assertThat(plug.on[1]).isTrue();
        assertThat(switchedOn()).isEqualTo(before + 1);
        assertThat(plug.notices.getLast().kind()).isEqualTo(Notice.Kind.DEVICE_ADMITTED);
        assertThat(highest).isLessThan((with + 2500) / 1000.0);
        assertThat(controller.status().source()).isEqualTo(SourceKind.SUPPLY);
    }

    /** What it drew a moment ago still counts as the plug's then. */
    @Test
    void aLimitThatIsRaisedAtOnceCountsToo() {
        aGadgetIsCutOff(4);
        limit(11_000);
        periods(300);
        assertThat(controller.port(1)).isEqualTo(PortState.ADMITTED);
        assertThat(plug.calls).filteredOn("port 1 on"::equals).hasSize(3);
    }

    @Test
    void aDeviceThatDrawsStillMoreTheSecondTimeIsCutOffAgainAndNotTriedByItself() {
        aGadgetIsCutOff(3);
        long before = switchedOn();
        plug.extra[1] = 6;
        limit(11_000);
        periods(600);
        assertThat(controller.port(1)).isEqualTo(PortState.CUT_OFF);
        assertThat(plug.on[1]).isFalse();
        assertThat(switchedOn()).isEqualTo(before + 1);
        assertThat(plug.notices.getLast().kind()).isEqualTo(Notice.Kind.DEVICE_CUT_OFF);
    }

    @Test
    void aDeviceThatDoesNotAnswerAfterItWasCutOffStaysOff() {
        aGadgetIsCutOff(3);
        long before = switchedOn();
        plug.portsStuck = true;
        limit(12_000);
        periods(600);
        assertThat(controller.port(1)).isEqualTo(PortState.CUT_OFF);
        assertThat(switchedOn()).isEqualTo(before + 1);
    }

    @Test
    void whatWasUnpluggedIsNotHeldAgainstTheNextDevice() {
        aGadgetIsCutOff(4);
        plug.present[1] = false;
        plug.extra[1] = 0;
        periods(2);
        assertThat(controller.port(1)).isEqualTo(PortState.EMPTY);
        plug.present[1] = true;
        periods(60);
        assertThat(controller.port(1)).isEqualTo(PortState.ADMITTED);
    }

    @Test
    void theLastSwitchIsUsedWhenAPortDoesNotGoOff() {
        periods(50);
        plug.present[1] = true;
        plug.device[1] = DeviceNeed.declared("gadget", DeviceNeed.Kind.OTHER, 100);
        periods(60);
        plug.portsStuck = true;
        plug.extra[1] = 4;
        periods(8);
        assertThat(plug.calls).contains("all ports off");
        assertThat(told(Notice.Kind.ALL_PORTS_OFF)).isTrue();
    }

    @Test
    void theLastSwitchIsNotUsedOnceTheDeviceDrawsNoMore() {
        periods(50);
        plug.present[1] = true;
        plug.device[1] = DeviceNeed.declared("gadget", DeviceNeed.Kind.OTHER, 100);
        periods(60);
        // No switch in the hub: without its driver the device draws a unit load, and its port still says that it is
        // powered.
        plug.portsStuck = true;
        plug.slowPorts = true;
        plug.extra[1] = 4;
        periods(2);
        assertThat(controller.port(1)).isEqualTo(PortState.CUT_OFF);
        plug.extra[1] = 0;
        periods(100);
        assertThat(told(Notice.Kind.ALL_PORTS_OFF)).isFalse();
        assertThat(plug.calls).doesNotContain("all ports off");
    }

    @Test
    void anUnknownDeviceIsSwitchedOffWhenNothingMeasures() {
        periods(50);
        plug.present[1] = true;
        plug.device[1] = DeviceNeed.declared("gadget", DeviceNeed.Kind.OTHER, 100);
        periods(60);
        plug.sensorDead = true;
        periods(10);
        assertThat(controller.port(1)).isEqualTo(PortState.UNWATCHED);
        assertThat(plug.on[1]).isFalse();
    }

    @Test
    void aQuotaThatIsNotKeptIsNoticedAndReplacedByTheOperatingPoint() {
        periods(100);
        Milliwatts four = new Milliwatts(4000);
        controller.budget(new BudgetSettings(four, four, four, 0, 0, 0));
        plug.quotaIgnored = true;
        periods(10);
        assertThat(told(Notice.Kind.ACTUATOR_FAILED)).isTrue();
        periods(5);
        assertThat(plug.wall()).isLessThan(4.0);
    }

    @Test
    void learnedCoefficientsSurviveARestart() {
        periods(200);
        PowerController next = new PowerController(plug.profile, BudgetSettings.standard(), plug, plug, notice -> {});
        assertThat(next.restore(controller.export())).isTrue();
        assertThat(next.coefficient(1)).isEqualTo(controller.coefficient(1));
    }

    @Test
    void receiptsCountWhatIsUsed() {
        periods(360);
        assertThat(controller.receipts().totalWattHours()).isBetween(0.04, 0.07);
        assertThat(controller.receipts().loadWattHours(0)).isPositive();
    }
}
