// SPDX-License-Identifier: AGPL-3.0-or-later
import { albums as api } from '../core/api.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';

/** @typedef {import('./timeline.js').Picture} Picture @typedef {{name: string, count: number, modified: string, cover?: string}} Album */

const PAGE = 200;
/** How many pictures one request adds or takes out. */
const SOME = 200;

/** @type {Store<{state: 'loading' | 'ready' | 'error', items: Album[], error: unknown}>} */
export const albumsStore = new Store({ state: 'loading', items: [], error: undefined });

const CLOSED = { name: '', state: /** @type {'loading' | 'ready' | 'missing' | 'error'} */ ('loading'), pictures: /** @type {Picture[]} */ ([]), count: 0, missing: 0, cover: /** @type {string | undefined} */ (undefined), next: /** @type {string | undefined} */ (undefined), error: /** @type {unknown} */ (undefined) };

/** The album that is open. @type {Store<typeof CLOSED>} */
export const albumStore = new Store(CLOSED);

let busy = false;
/** @type {string | undefined} the part that was asked for last */
let asked;

export async function loadAlbums() {
  try {
    const { items } = await api.list();
    albumsStore.set({ state: 'ready', items, error: undefined });
  } catch (error) {
    albumsStore.set({ state: albumsStore.state.items.length > 0 ? 'ready' : 'error', error });
  }
}

/** Reads an album from its beginning; what is shown of the same one stays until then. @param {string} name */
export async function openAlbum(name) {
  if (albumStore.state.name !== name) albumStore.set({ ...CLOSED, name });
  busy = false;
  await read(name, undefined);
}

/** Reads the next part, if there is one. */
export async function readAlbumOn() {
  const { name, next, state } = albumStore.state;
  if (next !== undefined && state === 'ready' && !busy) await read(name, next);
}

/** Asks once more for what could not be read. */
export async function readAlbumAgain() {
  if (!busy) await read(albumStore.state.name, asked);
}

/** @param {string} name @param {string | undefined} after */
async function read(name, after) {
  busy = true;
  asked = after;
  try {
    const page = await api.show(name, after, PAGE);
    if (albumStore.state.name !== name) return;
    const items = page.items.map((/** @type {Picture} */ picture) => ({ ...picture, path: picture.path.slice(1) }));
    albumStore.set({ state: 'ready', pictures: after === undefined ? items : [...albumStore.state.pictures, ...items], count: page.count, missing: page.missing, cover: page.cover?.slice(1), next: page.next, error: undefined });
  } catch (error) {
    const missing = /** @type {any} */ (error).kind === 'missing';
    if (albumStore.state.name === name) albumStore.set({ state: missing ? 'missing' : albumStore.state.pictures.length > 0 ? 'ready' : 'error', error });
  } finally {
    busy = false;
  }
}

/** Puts pictures into an album, some at a time; returns how many it did not have. @param {string} name @param {string[]} paths */
export async function addPictures(name, paths) {
  let added = 0;
  for (let from = 0; from < paths.length; from += SOME) added += (await api.pictures(name, { add: slashed(paths.slice(from, from + SOME)) })).added;
  return added;
}

/** Makes an album with pictures in it. @param {string} name @param {string[]} paths */
export async function makeAlbum(name, paths) {
  await api.make(name, slashed(paths.slice(0, SOME)));
  if (paths.length > SOME) await addPictures(name, paths.slice(SOME));
}

/** Takes pictures out of an album; they stay where they are. @param {string} name @param {string[]} paths */
export async function takeOut(name, paths) {
  for (let from = 0; from < paths.length; from += SOME) await api.pictures(name, { remove: slashed(paths.slice(from, from + SOME)) });
  for (const path of paths) leftAlbum(path);
}

/** @param {string} path */
export function leftAlbum(path) {
  const { pictures, count } = albumStore.state;
  const left = pictures.filter((picture) => picture.path !== path);
  if (left.length < pictures.length) albumStore.set({ pictures: left, count: count - 1 });
}

/** @param {string[]} paths */
function slashed(paths) {
  return paths.map((path) => `/${path}`);
}

whenSignedOut(() => {
  albumsStore.set({ state: 'loading', items: [], error: undefined });
  albumStore.set(CLOSED);
});
