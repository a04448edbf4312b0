// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { Store } from '../core/store.js';

/**
 * @typedef {'minute' | 'hour' | 'day'} By
 * @typedef {{at: string, seconds: number, wattHours: number, measuredWattHours: number, peakMilliwatts: number, dieCelsius?: number, used: Record<string, number>}} Item
 * @typedef {{by: By, from: string, to: string, zone: string, spanSeconds: number, complete: boolean, items: Item[]}} History
 * @typedef {{kind: string, began: string, ended: string, wattHours: number, cpuSeconds: number, good: boolean, atLeast: boolean}} EnergyJob
 */

/** Who is told apart, in the order of the plug's answers. */
export const NAMES = ['cloudd', 'backupd', 'platformd', 'system', 'plug'];

/** What the history shows: how finely, and how far back in hours. @type {Record<string, {by: By, hours: number}>} */
export const RANGES = { hours: { by: 'hour', hours: 48 }, days: { by: 'day', hours: 31 * 24 }, year: { by: 'day', hours: 366 * 24 } };

/** @type {Store<{range: string, history: History | undefined, minutes: History | undefined, jobs: EnergyJob[], live: boolean, error: unknown}>} */
export const energyStore = new Store({ range: 'hours', history: undefined, minutes: undefined, jobs: [], live: true, error: undefined });

const INTERVAL_MILLIS = 60_000;

/** @param {By} by @param {number} hours */
function ask(by, hours) {
  const to = new Date();
  return api.energy.history(by, new Date(to.getTime() - hours * 3_600_000), to);
}

async function load() {
  if (document.hidden) return;
  const { range } = energyStore.state;
  try {
    const [minutes, history, jobs] = await Promise.all([ask('minute', 3), ask(RANGES[range].by, RANGES[range].hours), api.energy.jobs()]);
    if (range === energyStore.state.range) energyStore.set({ minutes, history, jobs, error: undefined });
  } catch (error) {
    energyStore.set({ error });
  }
}

/** Reads now and each minute while the view is open. @returns {() => void} what ends it */
export function followEnergy() {
  load();
  const timer = window.setInterval(load, INTERVAL_MILLIS);
  return () => clearInterval(timer);
}

/** @param {string} range */
export function choose(range) {
  energyStore.set({ range, history: undefined });
  return load();
}

/**
 * Days put together by the month that they are in; `spanSeconds` is how long that month was until the end of what was asked for.
 * @param {Item[]} days @param {string} zone @param {string} to @returns {(Item & {spanSeconds: number})[]}
 */
export function months(days, zone, to) {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const last = format.format(new Date(to));
  /** @type {Map<string, Item & {spanSeconds: number}>} */
  const all = new Map();
  for (const day of days) {
    const key = format.format(new Date(day.at)).slice(0, 7);
    const [year, number] = key.split('-').map(Number);
    const length = last.startsWith(key) ? Number(last.slice(8)) : new Date(Date.UTC(year, number, 0)).getUTCDate();
    const month = all.get(key) ?? { ...day, seconds: 0, wattHours: 0, measuredWattHours: 0, peakMilliwatts: 0, dieCelsius: undefined, used: {}, spanSeconds: length * 86_400 };
    month.seconds += day.seconds;
    month.wattHours += day.wattHours;
    month.measuredWattHours += day.measuredWattHours;
    month.peakMilliwatts = Math.max(month.peakMilliwatts, day.peakMilliwatts);
    if (day.dieCelsius !== undefined) month.dieCelsius = Math.max(day.dieCelsius, month.dieCelsius ?? -273);
    for (const name of NAMES) month.used[name] = (month.used[name] ?? 0) + (day.used[name] ?? 0);
    all.set(key, month);
  }
  return [...all.values()];
}

/** @param {Item[]} items @returns {Record<string, number>} Wh of each, and of all as `total` and `measured` */
export function sums(items) {
  /** @type {Record<string, number>} */
  const sum = { total: 0, measured: 0 };
  for (const name of NAMES) sum[name] = 0;
  for (const item of items) {
    sum.total += item.wattHours;
    sum.measured += item.measuredWattHours;
    for (const name of NAMES) sum[name] += item.used[name] ?? 0;
  }
  return sum;
}
