// SPDX-License-Identifier: AGPL-3.0-or-later
import { Selection } from '/app/files/selection.js';
import { filtered, sorted } from '/app/files/sort.js';
import { rowsNear } from '/app/files/window.js';
import { equal, ok, test } from './harness.js';

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

test('window: covers the screen, stays in bounds', () => {
  equal(rowsNear({ top: 0, height: 480, rowHeight: 48, count: 5000 }), { from: 0, to: 22 });
  const middle = rowsNear({ top: 48_000, height: 480, rowHeight: 48, count: 5000 });
  ok(middle.from <= 1000 && middle.to >= 1010 && middle.to - middle.from < 60, JSON.stringify(middle));
  equal(rowsNear({ top: 9e9, height: 480, rowHeight: 48, count: 10 }).to, 10);
  equal(rowsNear({ top: -500, height: 480, rowHeight: 48, count: 0 }).from, 0);
});
