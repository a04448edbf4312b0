// SPDX-License-Identifier: AGPL-3.0-or-later
import { budgetOf, clockMinutes, clockText } from '/app/plug/budget.js';
import { wattHours, watts } from '/app/plug/power.js';
import { ceiling } from '/app/power/chart.js';
import { months, sums } from '/app/power/state.js';
import { equal, test } from './harness.js';

const FORM = { limit: '6.5', comfort: '', quiet: '', from: '22:00', to: '07:00', goal: '', admission: false };

test('budget: an empty wish is none, and without watts there are no quiet hours', () => {
  equal(budgetOf(FORM, 'Europe/Paris'), {
    hardLimitMilliwatts: 6500, comfortMilliwatts: 6500, quietMilliwatts: 6500, quietFromMinute: 0, quietToMinute: 0, zone: 'Europe/Paris', monthlyWattHours: 0, admission: false,
  });
});

test('budget: quiet hours over midnight, a wish above the limit is the limit', () => {
  equal(budgetOf({ ...FORM, comfort: '9', quiet: '4.25', goal: '3.2', admission: true }, 'UTC'), {
    hardLimitMilliwatts: 6500, comfortMilliwatts: 6500, quietMilliwatts: 4250, quietFromMinute: 1320, quietToMinute: 420, zone: 'UTC', monthlyWattHours: 3200, admission: true,
  });
});

test('budget: a limit that makes no sense is not sent', () => {
  for (const limit of ['', '2.9', '15.1', 'x']) equal(budgetOf({ ...FORM, limit }, 'UTC'), undefined, limit);
});

test('budget: a goal that makes no sense is not sent', () => {
  for (const goal of ['-1', '13', 'x']) equal(budgetOf({ ...FORM, goal }, 'UTC'), undefined, goal);
});

test('energy: little is not nothing', () => {
  equal([0, 0.0042, 0.04, 0.126, 4.26, 12.3, 23_450].map((each) => wattHours(each).replace('\u00a0', ' ')), ['0 Wh', '0.004 Wh', '0.04 Wh', '0.13 Wh', '4.3 Wh', '12 Wh', '23.5 kWh']);
});

test('energy: days make months, by the owner’s calendar', () => {
  const day = (/** @type {string} */ at, /** @type {number} */ wattHours) => ({ at, seconds: 86_400, wattHours, measuredWattHours: wattHours / 2, peakMilliwatts: 5000, used: { plug: wattHours } });
  // Midnight in Paris is 23:00 of the day before in UTC.
  const all = months([day('2026-10-31T23:00:00Z', 100), day('2026-11-29T23:00:00Z', 90), day('2026-11-30T23:00:00Z', 80)], 'Europe/Paris', '2026-12-01T12:00:00Z');
  equal(all.map(({ wattHours, seconds, spanSeconds, used }) => [wattHours, seconds / spanSeconds, used.plug]), [[190, 2 / 30, 190], [80, 1, 80]]);
  equal(sums(all).measured, 135);
});

test('energy: axes end on round numbers', () => {
  equal([0.0007, 0.9, 7.28, 8.1, 61].map(ceiling), [0.0008, 1, 8, 10, 80]);
});

test('budget: times of day', () => {
  equal(clockText(425), '07:05');
  equal(clockMinutes('07:05'), 425);
  equal(clockMinutes('24:00'), undefined);
  equal(clockMinutes(''), undefined);
});

test('power: watts with one digit', () => {
  equal(watts(4465), '4.5\u00a0W');
});
