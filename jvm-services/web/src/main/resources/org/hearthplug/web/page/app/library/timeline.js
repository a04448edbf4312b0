// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError, library } from '../core/api.js';
import { later } from '../core/poll.js';
import { whenSignedIn, whenSignedOut } from '../core/session.js';
import { routeStore } from '../core/router.js';
import { Store } from '../core/store.js';

/** @typedef {{key: string, path: string, film: boolean, taken: string, width: number, height: number, seconds: number, bytes: number, preview: boolean}} Picture */

const PAGE = 200;
const AGAIN_MILLIS = 2000;

/** @type {Store<{state: 'loading' | 'ready' | 'error', pictures: Picture[], next: string | undefined, complete: boolean, error: unknown}>} */
export const timelineStore = new Store({ state: 'loading', pictures: [], next: undefined, complete: false, error: undefined });

let busy = false;
let callOff = () => {};
/** @type {string | undefined} the page that was asked for last */
let asked;

/** Reads the timeline from its beginning; what is shown stays until the new one is there. */
export async function openTimeline() {
  callOff();
  await read(undefined);
}

/** Reads the next page, if there is one. */
export async function readOn() {
  const { next, state } = timelineStore.state;
  if (next !== undefined && state === 'ready') await read(next);
}

/** Asks once more for what could not be read. */
export async function readAgain() {
  await read(asked);
}

/** @param {string | undefined} before */
async function read(before) {
  if (busy) return;
  busy = true;
  asked = before;
  try {
    const page = await library.photos(before, PAGE);
    const items = page.items.map((/** @type {Picture} */ picture) => ({ ...picture, path: picture.path.slice(1) }));
    timelineStore.set({ state: 'ready', pictures: before === undefined ? items : [...timelineStore.state.pictures, ...items], next: page.next, complete: page.complete, error: undefined });
    lookAgain();
  } catch (error) {
    timelineStore.set({ state: timelineStore.state.pictures.length > 0 ? 'ready' : 'error', error });
    // Whoever signs in again is given it at once.
    if (!(error instanceof ApiError && error.kind === 'unauthenticated')) lookAgain();
  } finally {
    busy = false;
  }
}

/** While the plug looks through its files, what it found since is shown. */
function lookAgain() {
  const { complete, pictures } = timelineStore.state;
  callOff();
  if (!complete && pictures.length <= PAGE) callOff = later(() => routeStore.state.route.view === 'photos' && read(undefined), AGAIN_MILLIS);
}

/** What was deleted goes at once. @param {string} path */
export function pictureLeft(path) {
  timelineStore.set({ pictures: timelineStore.state.pictures.filter((picture) => picture.path !== path) });
}

/**
 * The pictures by month: a new list, the latest month first.
 * @param {Picture[]} pictures
 * @returns {{month: string, pictures: Picture[]}[]}
 */
export function byMonth(pictures) {
  /** @type {{month: string, pictures: Picture[]}[]} */
  const months = [];
  for (const picture of pictures) {
    const month = picture.taken.slice(0, 7);
    if (months.at(-1)?.month !== month) months.push({ month, pictures: [] });
    months[months.length - 1].pictures.push(picture);
  }
  return months;
}

whenSignedIn(() => {
  if (timelineStore.state.error !== undefined) readAgain();
});
whenSignedOut(() => {
  asked = undefined;
  timelineStore.set({ state: 'loading', pictures: [], next: undefined, complete: false, error: undefined });
});
