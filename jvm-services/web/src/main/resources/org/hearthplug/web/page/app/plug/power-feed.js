// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { Store } from '../core/store.js';

/** @typedef {import('./power-types.js').Power} Power @typedef {import('./power-types.js').Budget} Budget */

/** How long the line of watts remembers. */
export const POWER_HISTORY_MILLIS = 120_000;
const INTERVAL_MILLIS = 2000;

/**
 * absent: why there is no power manager to show, in the plug's words; '' while that is not known
 * @type {Store<{power: Power | undefined, absent: string, history: {at: number, milliwatts: number}[]}>}
 */
export const powerStore = new Store({ power: undefined, absent: '', history: [] });

let timer = 0;
let asking = false;

/** Asks while the card is shown and looked at. @returns {() => void} what ends it */
export function followPower() {
  ask();
  timer = window.setInterval(ask, INTERVAL_MILLIS);
  return () => clearInterval(timer);
}

async function ask() {
  if (document.hidden || asking) return;
  asking = true;
  try {
    came(await api.power.get());
  } catch (error) {
    const detail = error instanceof api.ApiError && error.kind === 'unavailable' ? error.problem.detail ?? '' : '';
    if (detail) powerStore.set({ power: undefined, absent: detail });
  }
  asking = false;
}

/** @param {Power} power */
function came(power) {
  const at = performance.now();
  const history = powerStore.state.history.filter((sample) => at - sample.at < POWER_HISTORY_MILLIS + 5000);
  history.push({ at, milliwatts: power.lastSecondMilliwatts });
  powerStore.set({ power, absent: '', history });
}

/** Changes the budget; fails with an `ApiError`. @param {Budget} budget what changes */
export async function changeBudget(budget) {
  came(await api.power.change(budget));
}
