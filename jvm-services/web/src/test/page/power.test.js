// SPDX-License-Identifier: AGPL-3.0-or-later
import { budgetOf, clockMinutes, clockText } from '/app/plug/budget.js';
import { watts } from '/app/plug/power.js';
import { equal, test } from './harness.js';

const FORM = { limit: '6.5', comfort: '', quiet: '', from: '22:00', to: '07:00', admission: false };

test('budget: an empty wish is none, and without watts there are no quiet hours', () => {
  equal(budgetOf(FORM, 'Europe/Paris'), {
    hardLimitMilliwatts: 6500, comfortMilliwatts: 6500, quietMilliwatts: 6500, quietFromMinute: 0, quietToMinute: 0, zone: 'Europe/Paris', admission: false,
  });
});

test('budget: quiet hours over midnight, a wish above the limit is the limit', () => {
  equal(budgetOf({ ...FORM, comfort: '9', quiet: '4.25', admission: true }, 'UTC'), {
    hardLimitMilliwatts: 6500, comfortMilliwatts: 6500, quietMilliwatts: 4250, quietFromMinute: 1320, quietToMinute: 420, zone: 'UTC', admission: true,
  });
});

test('budget: a limit that makes no sense is not sent', () => {
  for (const limit of ['', '2.9', '15.1', 'x']) equal(budgetOf({ ...FORM, limit }, 'UTC'), undefined, limit);
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
