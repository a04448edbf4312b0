// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from '/app/vendor/lit-html/lit-html.js';
import { routeStore } from '/app/core/router.js';
import { sessionStore, signIn, signOut } from '/app/core/session.js';
import { albumStore, readAlbumOn } from '/app/library/albums.js';
import { openDuplicates } from '/app/library/duplicates.js';
import { tiles } from '/app/library/tiles.js';
import { openTimeline, readOn, timelineStore } from '/app/library/timeline.js';
import { timelineSource } from '/app/library/viewer.js';
import { loadSongs, songStore } from '/app/music/songs.js';
import { dialogStore } from '/app/ui/dialogs.js';
import { toastStore } from '/app/ui/toasts.js';
import { view as albumsView } from '/app/views/albums.js';
import { photosView } from '/app/views/photos.js';
import { equal, ok, settled, test } from './harness.js';

/**
 * A plug that answers as it is told; what is no request to it goes its way. Timers that wait long are kept, so that a test makes them ring.
 * @param {(method: string, path: string, query: URLSearchParams) => Response | Promise<Response>} answer
 * @param {(plug: {asked: string[], timers: (() => unknown)[]}) => Promise<void>} run
 */
async function withPlug(answer, run) {
  const [fetching, timing, route] = [window.fetch, window.setTimeout, routeStore.state.route];
  const plug = { asked: /** @type {string[]} */ ([]), timers: /** @type {(() => unknown)[]} */ ([]) };
  window.fetch = async (url, options) => {
    const { pathname, searchParams } = new URL(String(url), location.href);
    if (!pathname.startsWith('/api/')) return fetching(url, options);
    plug.asked.push(`${options?.method ?? 'GET'} ${decodeURIComponent(pathname).replace('/api/v1/', '')}`);
    return answer(options?.method ?? 'GET', pathname.replace('/api/v1/', ''), searchParams);
  };
  window.setTimeout = /** @type {any} */ ((/** @type {() => unknown} */ act, /** @type {number} */ millis) => (millis >= 1000 ? plug.timers.push(act) : timing(act, millis)));
  try {
    await run(plug);
  } finally {
    [window.fetch, window.setTimeout] = [fetching, timing];
    routeStore.set({ route });
    toastStore.set({ toasts: [] });
  }
}

async function quiet() {
  for (let i = 0; i < 12; i++) await settled();
}

/** @param {string} path */
const film = (path) => ({ key: path, path, film: true, taken: '2026-05-01T00:00:00Z', width: 4, height: 3, seconds: 1, bytes: 9, preview: false });
const gone = () => Promise.reject(new TypeError('gone'));

test('photos: where a page failed it says so, and goes on when asked or when someone signs in again', async () => {
  const place = document.createElement('div');
  let how = () => /** @type {any} */ (undefined);
  const answer = (/** @type {string} */ method, /** @type {string} */ path, /** @type {URLSearchParams} */ query) => {
    if (path === 'session') return Response.json({ name: 'Ada' });
    if (path !== 'photos') return Response.json({}, { status: 404 });
    const before = query.get('before');
    return how() ?? Response.json({ items: [film(`/${before ?? 'a'}`)], next: { a: 'b', b: 'c' }[before ?? 'a'], complete: true });
  };
  await withPlug(answer, async () => {
    const paths = () => timelineStore.state.pictures.map(({ path }) => path);
    const end = () => {
      render(photosView(), place);
      return /** @type {HTMLElement | null} */ (place.querySelector('[data-test="retry"]'));
    };
    await openTimeline();
    equal([paths(), end()], [['a'], null]);
    how = gone;
    await readOn();
    const retry = end();
    ok(retry !== null && place.textContent?.includes('cannot be reached'), 'says why it stopped');
    how = () => undefined;
    retry?.click();
    await quiet();
    equal([paths(), end()], [['a', 'b'], null], 'asked again');
    how = () => new Response('', { status: 401 });
    await readOn();
    how = () => undefined;
    await signIn('Ada', 'x');
    await quiet();
    equal([paths(), end()], [['a', 'b', 'c'], null], 'signed in again');
    await signOut();
    sessionStore.set({ phase: 'starting' });
    render('', place);
  });
});

test('albums: where a part failed it is asked for again', async () => {
  let up = true;
  const answer = (/** @type {string} */ method, /** @type {string} */ path, /** @type {URLSearchParams} */ query) => {
    const after = query.get('after');
    return up ? Response.json({ items: [film(after ? '/b' : '/a')], count: 2, missing: 0, next: after ? undefined : 'a' }) : gone();
  };
  const place = document.createElement('div');
  await withPlug(answer, async () => {
    routeStore.set({ route: { view: 'albums', path: 'x' } });
    await quiet();
    up = false;
    await readAlbumOn();
    render(albumsView(), place);
    const retry = /** @type {HTMLElement | null} */ (place.querySelector('[data-test="retry"]'));
    up = true;
    retry?.click();
    await quiet();
    equal(albumStore.state.pictures.map(({ path }) => path), ['a', 'b']);
    render('', place);
  });
});

test('photos and music: while the plug looks through its files, a look that failed is not the last', async () => {
  let how = () => /** @type {any} */ (undefined);
  await withPlug(() => how() ?? Response.json({ items: [{ ...film('/a'), title: '', artist: '', album: '', albumArtist: '' }], complete: false }), async ({ timers }) => {
    for (const [view, look] of /** @type {[any, () => Promise<void>][]} */ ([['photos', openTimeline], ['music', loadSongs]])) {
      routeStore.set({ route: { view, path: '' } });
      how = () => undefined;
      timers.length = 0;
      await look();
      how = gone;
      equal(timers.length, 1, view);
      timers.pop()?.();
      await quiet();
      equal(timers.length, 1, `${view} after a failure`);
      how = () => new Response('', { status: 401 });
      timers.pop()?.();
      await quiet();
      equal(timers.length, 0, `${view} while nobody is signed in`);
    }
    equal([timelineStore.state.state, songStore.state.state], ['ready', 'ready']);
  });
});

test('small pictures: made of what is in view, and asked for again after the plug was away', async () => {
  const place = document.body.appendChild(document.createElement('div'));
  const [observer, decode] = [window.IntersectionObserver, window.createImageBitmap];
  // Decoding takes time that does not fly.
  window.createImageBitmap = () => Promise.reject(new Error('no picture'));
  let how = () => /** @type {any} */ (undefined);
  let seen = (/** @type {any[]} */ _entries) => {};
  const watched = new Set();
  window.IntersectionObserver = /** @type {any} */ (class {
    constructor(/** @type {any} */ told) {
      seen = told;
    }
    observe = (/** @type {Element} */ tile) => watched.add(tile);
    unobserve = (/** @type {Element} */ tile) => watched.delete(tile);
    disconnect() {}
  });
  await withPlug(() => how() ?? new Response('x', { headers: { ETag: '"1"' } }), async ({ asked }) => {
    const pictures = ['a', 'b', 'c'].map((path) => ({ ...film(path), film: false }));
    render(tiles(pictures, timelineSource), place);
    for (const image of place.querySelectorAll('img')) image.dispatchEvent(new Event('error'));
    const tile = (/** @type {string} */ path) => place.querySelector(`[data-path="${path}"]`);
    const come = async (/** @type {string[]} */ paths, isIntersecting = true) => {
      seen(paths.map((path) => ({ target: tile(path), isIntersecting })));
      await quiet();
      return asked.splice(0);
    };
    equal(await come([]), [], 'nothing is in view');
    equal(await come(['a']), ['GET files/a']);
    how = gone;
    equal(await come(['b', 'c']), ['GET files/c', 'GET files/b'], 'the latest first');
    how = () => undefined;
    equal(await come(['b', 'c'], false), []);
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    equal(await come(['b', 'c']), [], 'nobody looks');
    equal(await come(['c'], false), [], 'left the view');
    Reflect.deleteProperty(document, 'hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    equal(await come([]), ['GET files/b']);
    equal([watched.has(tile('a')), watched.has(tile('c'))], [false, true]);
  }).finally(() => {
    [window.IntersectionObserver, window.createImageBitmap] = [observer, decode];
    place.remove();
  });
});

test('duplicates: what failed stays in the list, what went can come back, and the dialog says both', async () => {
  let how = () => /** @type {any} */ (undefined);
  const picture = (/** @type {string} */ path) => ({ ...film(path), film: false, bytes: 3 });
  const answer = (/** @type {string} */ method, /** @type {string} */ path) => {
    if (path === 'photos') return Response.json({ items: [picture('/a'), picture('/b'), picture('/c')], complete: true });
    if (method === 'DELETE') return how() ?? Response.json({ undo: `id-${path.at(-1)}`, name: path });
    return method === 'POST' ? Response.json({}) : new Response('xyz');
  };
  await withPlug(answer, async ({ asked }) => {
    const place = document.createElement('div');
    openDuplicates();
    const dialog = dialogStore.state.dialogs[0];
    const draw = () => render(dialog.body({ refresh: draw, close: () => {}, open: () => true }), place);
    const press = async (/** @type {string} */ name) => {
      /** @type {HTMLElement} */ (place.querySelector(`[data-test="${name}"]`)).click();
      await quiet();
    };
    const said = () => place.querySelector('[data-test="duplicates-said"]')?.textContent ?? '';
    const count = () => place.querySelectorAll('input').length;
    draw();
    await quiet();
    equal(count(), 3);
    let deletions = 0;
    how = () => (++deletions > 1 ? gone() : undefined);
    await press('duplicate-clear');
    equal(count(), 2, 'the one that could not be moved, and the one that stays');
    ok(said().includes('cannot be reached') && said().includes('1 item is in the bin'), said());
    how = () => undefined;
    await press('duplicates-undo');
    ok(asked.includes('POST bin/id-b/restore'), 'brought back');
    equal([count(), said()], [3, '']);
    await press('duplicate-clear');
    equal([count(), said().includes('2 items are in the bin')], [0, true]);
    equal(toastStore.state.toasts.length, 0, 'nothing is said behind the dialog');
    dialogStore.set({ dialogs: [] });
    dialog.settle(undefined);
    await quiet();
    equal(toastStore.state.toasts.map(({ undo }) => undo !== undefined), [true], 'the way back is offered on the page');
    render('', place);
  });
});
