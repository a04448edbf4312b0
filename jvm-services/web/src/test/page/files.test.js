// SPDX-License-Identifier: AGPL-3.0-or-later
import { Selection } from '/app/files/selection.js';
import { filtered, sorted } from '/app/files/sort.js';
import { entriesLeft, entryCame, listingStore, openFolder, refresh, setFilter } from '/app/files/listing.js';
import { listView } from '/app/files/list.js';
import { Places, rowsNear } from '/app/files/window.js';
import { html, render } from '/app/vendor/lit-html/lit-html.js';
import { equal, ok, settled, test } from './harness.js';

/** @param {string} name @param {any} [more] */
const entry = (name, more = {}) => ({ name, type: 'file', bytes: 0, modified: '2026-01-01T00:00:00Z', ...more });
const names = (/** @type {{name: string}[]} */ entries) => entries.map((each) => each.name);

test('sorting: as people read, folders first', () => {
  const entries = [entry('file 10'), entry('File 2'), entry('été'), entry('zoo', { type: 'folder' }), entry('Eta'), entry('alpha', { type: 'folder' })];
  equal(names(sorted(entries, { by: 'name', down: false }, 'en')), ['alpha', 'zoo', 'Eta', 'été', 'File 2', 'file 10']);
  equal(names(sorted(entries, { by: 'name', down: true }, 'en')), ['zoo', 'alpha', 'file 10', 'File 2', 'été', 'Eta']);
});

test('sorting: by size and date, ties by name, always the same', () => {
  const entries = [entry('b', { bytes: 5 }), entry('a', { bytes: 5 }), entry('c', { bytes: 1, modified: '2026-05-01T00:00:00Z' })];
  equal(names(sorted(entries, { by: 'size', down: false }, 'en')), ['c', 'a', 'b']);
  equal(names(sorted(entries, { by: 'date', down: true }, 'en'))[0], 'c');
  equal(names(sorted([entry('a'), entry('A')], { by: 'name', down: false }, 'en')), ['A', 'a']);
});

test('finding: without case and accents', () => {
  const entries = [entry('Été 2026'), entry('ETERNAL'), entry('other')];
  equal(names(filtered(entries, ' éte ')), ['Été 2026', 'ETERNAL']);
  equal(filtered(entries, '').length, 3);
});

test('selection: ranges, toggles, what vanished', () => {
  const order = ['a', 'b', 'c', 'd'];
  const selection = new Selection();
  selection.only('b');
  selection.range('d', order);
  equal([...selection.names], ['b', 'c', 'd']);
  selection.range('a', order);
  equal([...selection.names], ['a', 'b']);
  selection.toggle('d');
  selection.keep((name) => name !== 'd');
  equal([[...selection.names], selection.active], [['a', 'b'], undefined]);
});

/**
 * A plug that answers a listing when it is told to.
 * @param {(answer: (...names: string[]) => Promise<void>) => Promise<void>} act
 */
async function withListings(act) {
  const real = window.fetch;
  /** @type {((response: Response) => void)[]} */
  const asked = [];
  window.fetch = () => new Promise((resolve) => asked.push(resolve));
  try {
    await act(async (...found) => {
      asked.shift()?.(new Response(JSON.stringify({ entries: found.map((name) => entry(name)) })));
      await settled();
    });
  } finally {
    window.fetch = real;
    listingStore.set({ path: '', state: 'loading', complete: false, filter: '', count: 0, shown: [] });
  }
}

test('listing: what came or left while the folder was read again is not undone by the answer', () => withListings(async (answer) => {
  const opened = openFolder('trip');
  await answer('a', 'b');
  await opened;
  const again = refresh();
  entryCame('trip', entry('c'));
  entriesLeft('trip', ['a']);
  await answer('a', 'b');
  await again;
  equal(names(listingStore.state.shown), ['b', 'c']);
  const later = refresh();
  await answer('a', 'b');
  await later;
  equal(names(listingStore.state.shown), ['a', 'b'], 'what the plug says later is newer');
}));

test('listing: what came before a folder answered the first time is in it', () => withListings(async (answer) => {
  const opened = openFolder('trip');
  entryCame('trip', entry('new'));
  await answer('a', 'b');
  await opened;
  equal(names(listingStore.state.shown), ['a', 'b', 'new']);
}));

test('listing: a folder that is still read does not say that it is empty', () => withListings(async (answer) => {
  const opened = openFolder('before');
  await answer('a');
  await opened;
  entryCame('before', entry('b'));
  const next = openFolder('next');
  await new Promise((resolve) => setTimeout(resolve, 130));
  equal(listingStore.state.state, 'loading', 'the folder before was about to be shown');
  setFilter('x');
  equal(listingStore.state.state, 'loading', 'someone looks for something in it');
  await answer();
  await next;
  equal(listingStore.state.state, 'empty');
}));

test('window: covers the screen, stays in bounds', () => {
  equal(rowsNear({ top: 0, height: 480, rowHeight: 48, count: 5000 }), { from: 0, to: 22 });
  const middle = rowsNear({ top: 48_000, height: 480, rowHeight: 48, count: 5000 });
  ok(middle.from <= 1000 && middle.to >= 1010 && middle.to - middle.from < 60, JSON.stringify(middle));
  equal(rowsNear({ top: 9e9, height: 480, rowHeight: 48, count: 10 }).to, 10);
  equal(rowsNear({ top: -500, height: 480, rowHeight: 48, count: 0 }).from, 0);
});

test('window: a row that leaves gives its place to one that comes, the others keep theirs', () => {
  const places = new Places();
  equal(places.of(['a', 'b', 'c']), [0, 1, 2]);
  equal(places.of(['b', 'c', 'd']), [1, 2, 0]);
  equal(places.of(['d', 'x']), [0, 2]);
  equal(places.of(['d', 'x', 'y', 'z']), [0, 2, 1, 3]);
});

test('list: scrolling through 100,000 rows makes no nodes and asks for no layout', async () => {
  const shown = Array.from({ length: 100_000 }, (_, i) => entry(`file ${i}.jpg`, { bytes: i }));
  listingStore.set({ path: 'many', state: 'ready', complete: true, count: shown.length, shown });
  const host = document.body.appendChild(document.createElement('div'));
  // A page's frames do not come while virtual time flies: each scroll is told by hand.
  const frames = /** @type {FrameRequestCallback[]} */ ([]);
  const frame = window.requestAnimationFrame;
  window.requestAnimationFrame = (act) => frames.push(act);
  const rect = Element.prototype.getBoundingClientRect;
  try {
    render(html`${listView()}`, host);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const rows = () => /** @type {HTMLElement[]} */ ([...host.querySelectorAll('[data-test="file-row"]')]);
    const step = async (/** @type {number} */ to) => {
      scrollTo(0, to);
      dispatchEvent(new Event('scroll'));
      for (const act of frames.splice(0)) act(0);
      await new Promise((resolve) => setTimeout(resolve, 0));
    };
    await step(4000);
    const before = new Set(rows());
    let looks = 0;
    Element.prototype.getBoundingClientRect = function look() {
      looks++;
      return rect.call(this);
    };
    for (let y = 4000; y <= 40_000; y += 300) await step(y);
    const after = rows();
    equal(after.filter((row) => !before.has(row)).length <= 4, true, 'rows that were made anew');
    // When something changes its size, and not at each of the 121 steps.
    ok(looks <= 3, `${looks} looks at where something is`);
    const tops = after.map((row) => new DOMMatrix(row.style.transform).f).sort((a, b) => a - b);
    const top = scrollY - (host.querySelector('.rows')?.getBoundingClientRect().top ?? 0) - scrollY;
    const seen = tops.filter((y) => y + 48 > top && y < top + innerHeight);
    ok(seen.length >= Math.floor(innerHeight / 48) - 1, `${seen.length} rows cover the window`);
    for (const row of after.slice(0, 5)) ok(row.querySelector('.cell-name')?.textContent?.trim() === row.dataset.name, 'a row shows its own name');
  } finally {
    Element.prototype.getBoundingClientRect = rect;
    window.requestAnimationFrame = frame;
    host.remove();
    scrollTo(0, 0);
  }
});
