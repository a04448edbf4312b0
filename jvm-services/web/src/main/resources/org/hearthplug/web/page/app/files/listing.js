// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { languageCode } from '../core/i18n.js';
import { collisionKey } from '../core/paths.js';
import { remember, remembered } from '../core/prefs.js';
import { routeStore } from '../core/router.js';
import { whenSignedIn } from '../core/session.js';
import { Store } from '../core/store.js';
import { Selection } from './selection.js';
import { filtered, sorted } from './sort.js';

/** @typedef {import('./sort.js').Entry} Entry @typedef {import('./sort.js').Order} Order */

/**
 * loading: nothing to show yet · ready: there are entries, more may follow until `complete`
 * @type {Store<{path: string, state: 'loading' | 'ready' | 'empty' | 'missing' | 'error', complete: boolean, error: unknown, filter: string, order: Order,
 *   count: number, shown: Entry[]}>}
 */
export const listingStore = new Store({
  path: '', state: 'loading', complete: false, error: undefined, filter: '', order: rememberedOrder(), count: 0, shown: [],
});

export const selection = new Selection();

const RETRY_MILLIS = 5000;

/** @type {Map<string, Entry>} all entries of the folder by name */
let entries = new Map();
/** @type {Map<string, Entry | undefined>} what came, and by undefined what left, since the plug was asked for the folder: its answer may be older */
const since = new Map();
/** @type {AbortController | undefined} */
let loading;
let loadedAt = 0;
/** @type {string | undefined} the folder on the way up, to put the keyboard on it */
let cameFrom;

/** @returns {Order} */
function rememberedOrder() {
  const [by, way] = (remembered('order') ?? '').split(' ');
  return { by: by === 'size' || by === 'date' ? by : 'name', down: way === 'down' };
}

/** Shows a folder, from the plug. @param {string} path @param {string} [from] the name to put the keyboard on */
export function openFolder(path, from) {
  cameFrom = from;
  selection.clear();
  selection.active = undefined;
  entries = new Map();
  listingStore.set({ path, state: 'loading', complete: false, error: undefined, filter: '', count: 0, shown: [] });
  return load();
}

/** Reads the folder again without taking the present rows away first. */
export async function refresh() {
  if (listingStore.state.state !== 'loading') await load();
}

/** Reads it again when that is long ago, as after a look at another tab. */
export function refreshIfOld() {
  if (!document.hidden && listingStore.state.complete && performance.now() - loadedAt > 15_000) refresh();
}

whenSignedIn(() => {
  if (listingStore.state.state === 'error') load();
});

async function load() {
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  since.clear();
  const { path } = listingStore.state;
  const first = entries.size === 0;
  /** @type {Map<string, Entry>} */
  const read = new Map();
  let nextShow = 1;
  try {
    /** @type {string | undefined} */
    let after;
    do {
      const page = await api.files.list(path, after, mine.signal);
      if (mine.signal.aborted) return;
      for (const entry of page.entries) read.set(entry.name, entry);
      after = page.next;
      // The first page at once, then each time the folder has doubled: sorting thousands again and again would stutter.
      if (first && read.size >= nextShow && after !== undefined) {
        entries = read;
        nextShow = read.size * 2;
        show({ complete: false });
      }
    } while (after !== undefined);
    for (const [name, entry] of since) {
      if (entry) read.set(name, entry);
      else read.delete(name);
    }
    entries = read;
    loadedAt = performance.now();
    show({ complete: true, error: undefined });
  } catch (error) {
    if (mine.signal.aborted) return;
    const missing = error instanceof api.ApiError && error.kind === 'missing';
    if (first || missing) listingStore.set({ state: missing ? 'missing' : 'error', error, shown: [], complete: true });
    else listingStore.set({ error, complete: true });
    if (error instanceof api.ApiError && ['network', 'unavailable'].includes(error.kind)) againSoon(mine);
  }
}

/** Tries again by itself while nobody went elsewhere. @param {AbortController} failed */
function againSoon(failed) {
  setTimeout(() => {
    if (loading !== failed || routeStore.state.route.view !== 'files') return;
    if (document.hidden) againSoon(failed);
    else load();
  }, RETRY_MILLIS);
}

/** @param {Partial<typeof listingStore.state>} [patch] */
function show(patch = {}) {
  const { filter, order, complete } = { ...listingStore.state, ...patch };
  const shown = sorted(filtered([...entries.values()], filter), order, languageCode());
  selection.keep((name) => entries.has(name));
  if (cameFrom !== undefined && entries.has(cameFrom)) {
    selection.activate(cameFrom);
    cameFrom = undefined;
  }
  listingStore.set({ ...patch, shown, count: entries.size, state: entries.size > 0 ? 'ready' : complete ? 'empty' : 'loading' });
}

/** @param {string} filter */
export function setFilter(filter) {
  show({ filter });
}

/** The same column again turns the order round. @param {Order['by']} by */
export function sortBy(by) {
  const { order } = listingStore.state;
  const next = { by, down: order.by === by ? !order.down : by !== 'name' };
  remember('order', `${by} ${next.down ? 'down' : 'up'}`);
  show({ order: next });
}

/** @param {string} name @returns {Entry | undefined} */
export function entryNamed(name) {
  return entries.get(name);
}

/** Whether this name, or one that the plug takes for the same, is in the folder. @param {string} name */
export function isTaken(name) {
  if (entries.has(name)) return true;
  const key = collisionKey(name);
  for (const each of entries.keys()) if (collisionKey(each) === key) return true;
  return false;
}

/** What the plug confirmed, shown without reading the folder again. @param {string} path the folder @param {Entry} entry */
export function entryCame(path, entry) {
  if (path !== listingStore.state.path) return;
  since.set(entry.name, entry);
  if (!['ready', 'empty'].includes(listingStore.state.state)) return;
  entries.set(entry.name, entry);
  showSoon();
}

/** @param {string} path the folder @param {string[]} names */
export function entriesLeft(path, names) {
  if (path !== listingStore.state.path) return;
  const { shown } = listingStore.state;
  const at = shown.findIndex((entry) => entry.name === selection.active);
  for (const name of names) {
    since.set(name, undefined);
    entries.delete(name);
  }
  // The keyboard goes to the next row that stays.
  if (at >= 0 && !entries.has(shown[at].name)) {
    const next = shown.slice(at).find((entry) => entries.has(entry.name)) ?? shown.slice(0, at).findLast((entry) => entries.has(entry.name));
    selection.active = next?.name;
  }
  show();
}

let soon = 0;

/** Many uploads end at once: one sorting for all of them. */
function showSoon() {
  soon ||= window.setTimeout(() => {
    soon = 0;
    show();
  }, entries.size > 2000 ? 700 : 120);
}

/** The selected entries, or the one the keyboard is on. */
export function chosen() {
  const names = selection.names.size > 0 ? [...selection.names] : selection.active === undefined ? [] : [selection.active];
  return names.map((name) => entries.get(name)).filter((entry) => entry !== undefined);
}

/** Tells the views that the selection changed. */
export function selectionChanged() {
  listingStore.changed();
}
