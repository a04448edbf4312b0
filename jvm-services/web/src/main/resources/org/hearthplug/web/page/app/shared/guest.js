// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError, request } from '../core/api.js';
import { decodePath, encodePath, join } from '../core/paths.js';
import { Store } from '../core/store.js';

/**
 * What a link leads to, as a guest sees it. The link's code is behind the “#”, where no server's log and no other site sees it.
 * @typedef {{name: string, type: 'file' | 'folder' | 'other', bytes: number, modified: string}} Entry
 * @typedef {{plugName: string, locked: boolean, ownerName?: string, name?: string, type?: 'file' | 'folder' | 'album', mode?: 'read' | 'drop', expires?: string, spareBytes?: number}} About
 * @typedef {'starting' | 'locked' | 'open' | 'missing' | 'expired' | 'error'} Phase
 */

/** @type {Store<{phase: Phase, about: About, path: string, entries: Entry[], next: string | undefined, reading: boolean, error: unknown, problem: string, busy: boolean}>} */
export const guestStore = new Store({ phase: 'starting', about: { plugName: '', locked: false }, path: '', entries: [], next: undefined, reading: false, error: undefined, problem: '', busy: false });

const PAGE = 500;
let token = '';
let turn = 0;

/** @param {string} hash @returns {{token: string, path: string}} */
export function parseLink(hash) {
  const [, code = '', rest = ''] = /^#?\/?([0-9a-v]*)\/?(.*)$/s.exec(hash) ?? [];
  return { token: code, path: decodePath(rest) ?? '' };
}

/** @param {string} path a folder below what is shared */
export function linkTo(path) {
  return path === '' ? `#${token}` : `#${token}/${encodePath(path)}/`;
}

function base() {
  return `/api/v1/shared/${token}`;
}

/** @param {string} name in the folder that is shown @param {string} [query] */
export function guestFileUrl(name, query = '') {
  return `${base()}/files/${encodePath(join(guestStore.state.path, name))}${query}`;
}

/** @param {string} name */
export function guestThumbUrl(name) {
  return `${base()}/thumbs/${encodePath(join(guestStore.state.path, name))}`;
}

export function archiveUrl() {
  const { path } = guestStore.state;
  return `${base()}/archive/${path === '' ? '' : `${encodePath(path)}/`}`;
}

/** Follows the address: another link, or another folder of this one. */
export async function follow() {
  const wanted = parseLink(location.hash);
  const other = wanted.token !== token;
  token = wanted.token;
  if (other) guestStore.set({ phase: 'starting', about: { plugName: guestStore.state.about.plugName, locked: false }, path: '', entries: [], next: undefined, problem: '' });
  const mine = ++turn;
  if (token === '') return guestStore.set({ phase: 'missing' });
  try {
    if (other || guestStore.state.phase !== 'open') {
      const about = await request('GET', base(), { quiet: true });
      if (mine !== turn) return;
      guestStore.set({ about, problem: '' });
      if (about.locked) return guestStore.set({ phase: 'locked' });
    }
    await open(wanted.path, mine);
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

/** @param {string} path @param {number} mine */
async function open(path, mine) {
  if (guestStore.state.about.mode === 'drop') return guestStore.set({ phase: 'open', path: '', entries: [] });
  const page = await read(path, undefined);
  if (mine === turn) guestStore.set({ phase: 'open', path, entries: page.entries, next: page.next, error: undefined });
}

/** @param {string} path @param {string | undefined} after */
function read(path, after) {
  const query = new URLSearchParams({ limit: String(PAGE), ...(after !== undefined && { after }) });
  return request('GET', `${base()}/files/${path === '' ? '' : `${encodePath(path)}/`}?${query}`, { quiet: true });
}

/** Reads the next part of a large folder. */
export async function readOn() {
  const { next, path, reading } = guestStore.state;
  if (next === undefined || reading) return;
  const mine = turn;
  guestStore.set({ reading: true });
  try {
    const page = await read(path, next);
    if (mine === turn) guestStore.set({ entries: [...guestStore.state.entries, ...page.entries], next: page.next });
  } catch (error) {
    if (mine === turn) fail(error);
  } finally {
    guestStore.set({ reading: false });
  }
}

/** @param {unknown} error */
function fail(error) {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 401) guestStore.set({ phase: 'locked' });
  else guestStore.set({ phase: status === 404 ? 'missing' : status === 410 ? 'expired' : 'error', error });
}

/** @param {string} passphrase @param {(error: unknown) => string} say */
export async function unlock(passphrase, say) {
  if (guestStore.state.busy) return;
  guestStore.set({ busy: true, problem: '' });
  try {
    await request('POST', `${base()}/unlock`, { json: { passphrase }, quiet: true });
    guestStore.set({ phase: 'starting' });
    await follow();
  } catch (error) {
    guestStore.set({ problem: say(error) });
  } finally {
    guestStore.set({ busy: false });
  }
}
