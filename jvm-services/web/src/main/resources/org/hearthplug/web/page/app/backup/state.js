// SPDX-License-Identifier: AGPL-3.0-or-later
import { alertStore } from '../core/alerts.js';
import { request } from '../core/api.js';
import { poll } from '../core/poll.js';
import { Store } from '../core/store.js';

/**
 * @typedef {{state?: 'WELL' | 'BEHIND' | 'DOWN' | 'DAMAGED', error?: string, newest?: string, provedAt?: string, drilledAt?: string, damaged?: number}} Health
 * @typedef {{id: string, label: string, kind: string, where: string, disk?: string, diskName?: string, away?: boolean, limitMbit?: number, lockDays?: number, health?: Health}} Place
 * @typedef {{items: {name: string, bytes: number, newest?: string}[], certificate: string, disk: string, diskName: string, away: boolean, elsewhere: number}} Laptops
 * disk: which one laptops' backups are kept on, empty for the plug's own; elsewhere: how many are on another
 * @typedef {{kind: string, since: string, phase?: string, items?: number, bytes?: number, total?: number, bytesPerSecond?: number, secondsLeft?: number, stopping?: boolean, pausing?: boolean}} Job
 * @typedef {{at?: string, goodAt?: string, ok?: boolean, error?: string, kind?: string, [more: string]: any}} Last
 * @typedef {{state: 'new' | 'unproved' | 'ready', targets: Place[], job?: Job, last: Record<string, Last>, schedule: {everyHours: number, hourUtc: number, hours?: {fromUtc: number, toUtc: number}}, next?: string, paused?: {kind: string, at: string, until: string}, split?: {needed: number, count: number, set: string, at: string}, alert: string}} Backup
 * @typedef {{needed: number, count: number, set: string, at: string, plugName: string, shares: string[]}} Shares
 */

const API = '/api/v1/backup';

/** @type {Store<{phase: 'loading' | 'ready' | 'error', backup?: Backup, error?: unknown}>} */
export const backupStore = new Store({ phase: 'loading' });

/** @param {any} answer @returns {Backup} the plug leaves out what is empty */
export function whole(answer) {
  return { targets: [], last: {}, alert: '', ...answer };
}

/** @param {any} answer */
function take(answer) {
  alertStore.set({ backup: answer?.alert ?? '' });
  backupStore.set({ phase: 'ready', backup: whole(answer), error: undefined });
}

/** How many changes have been answered. An answer that was on its way meanwhile may tell of before. */
let changes = 0;

/** @returns {Promise<void>} */
export async function load() {
  const before = changes;
  try {
    const answer = await request('GET', API);
    if (changes !== before) return load();
    take(answer);
  } catch (error) {
    backupStore.set(backupStore.state.phase === 'ready' ? { error } : { phase: 'error', error });
  }
  return undefined;
}

/** Sends something, and takes the new state that comes back. @param {string} method @param {string} path @param {object} [json] */
export async function send(method, path, json = {}) {
  const answer = await request(method, `${API}/${path}`, { json: method === 'DELETE' ? undefined : json });
  changes++;
  take(answer);
}

/** @param {string} kind */
export const run = (kind) => send('POST', 'run', { kind });

/** @param {object} place @returns {Promise<{hostKey?: string, holds?: 'nothing' | 'ours' | 'foreign'}>} */
export const probe = (place) => request('POST', `${API}/probe`, { json: place });

/** @param {string} [passphrase] @returns {Promise<{words: string, plugName: string}>} */
export const words = (passphrase) => request('POST', `${API}/words`, { json: { passphrase } });

/** @param {{needed: number, count: number, passphrase: string}} how @returns {Promise<Shares>} */
export const split = (how) => request('POST', `${API}/shares`, { json: how });

/** @returns {Promise<{line: string}>} */
export const sshKey = () => request('GET', `${API}/ssh-key`);

/** @returns {Promise<{snapshots?: {id: string, time: string, host: string, paths: string[], roots: {root: string, name: string}[], everybody: boolean}[]}>} */
export const snapshots = () => request('GET', `${API}/snapshots`);

/** @param {string} snapshot @param {string} root @param {string} path @returns {Promise<{entries?: {name: string, type: string, bytes: number}[], total: number}>} */
export const entries = (snapshot, root, path) => request('GET', `${API}/entries?${new URLSearchParams({ snapshot, root, path })}`);

/** @returns {Promise<{text: string, signature: string, publicKey: string}>} */
export const receipt = () => request('GET', `${API}/receipt`);

/** @returns {Promise<Partial<Laptops>>} */
export const laptops = () => request('GET', `${API}/laptops`);

/** @param {string} disk empty for the plug's own @returns {Promise<Partial<Laptops>>} */
export const keepLaptopsOn = (disk) => request('PUT', `${API}/laptops`, { json: { disk } });

/** How long an answer is good for. @param {typeof backupStore.state} state */
function pause({ backup, error }) {
  if (!backup?.job) return 30_000;
  return error ? 5000 : 1000;
}

/** Looks again while the view is shown: each second while something is under way, less often when the plug did not answer, else twice a minute. */
export function follow() {
  const { hasten, end } = poll(load, () => pause(backupStore.state));
  const unsubscribe = backupStore.subscribe(hasten);
  return () => {
    unsubscribe();
    end();
  };
}
