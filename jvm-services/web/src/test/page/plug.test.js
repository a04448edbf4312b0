// SPDX-License-Identifier: AGPL-3.0-or-later
import { Arrivals, deviceKind, deviceTitle } from '/app/plug/arrivals.js';
import { nearlyFull, verdict, warmth } from '/app/plug/health.js';
import { linePath, pieces, points } from '/app/plug/spark.js';
import { complete } from '/app/plug/snapshot.js';
import { lastExit } from '/app/plug/things.js';
import { equal, test } from './harness.js';

/** @param {any} [more] @returns {any} */
const snapshot = (more = {}) => ({
  services: [], thermal: [], storage: [], memory: { totalBytes: 100, availableBytes: 50 }, cpu: { usage: 0.1 }, ...more,
});
/** @param {any} [more] @returns {any} */
const device = (more = {}) => ({ name: 'sda', serial: '1', transport: 'usb', removable: true, partitions: [], ...more });

test('health: the worst first', () => {
  equal(verdict(snapshot()), 'well');
  equal(verdict(snapshot({ cpu: { usage: 0.99 } })), 'busy');
  equal(verdict(snapshot({ memory: { totalBytes: 100, availableBytes: 3 } })), 'memory');
  equal(verdict(snapshot({ thermal: [{ milliCelsius: 90_000 }], memory: { totalBytes: 100, availableBytes: 3 } })), 'too-hot');
  equal(verdict(snapshot({ services: [{ state: 'backoff' }], thermal: [{ milliCelsius: 90_000 }] })), 'service');
  equal([20_000, 55_000, 75_000, 85_000].map(warmth), ['cool', 'warm', 'hot', 'too-hot']);
});

test('health: a full system image is no news', () => {
  const full = { name: 'x', bytes: 100, usableBytes: 100, freeBytes: 0 };
  equal([nearlyFull({ ...full, mountPoint: '/' }), nearlyFull({ ...full, mountPoint: '/data' }), nearlyFull(full)], [false, true, false]);
});

test('devices: what came and what left', () => {
  const arrivals = new Arrivals(() => {});
  arrivals.snapshots(undefined, [device()]);
  equal([...arrivals.fresh], [], 'what was there at first is not new');
  arrivals.snapshots([], [device()]);
  equal([...arrivals.fresh], ['sda']);
  arrivals.snapshots([device()], []);
  equal([...arrivals.leaving.keys()], ['sda']);
  arrivals.snapshots([device()], [device({ serial: '2' })]);
  equal([[...arrivals.fresh], [...arrivals.leaving.keys()]], [['sda'], ['sda']], 'another stick under the same name');
});

test('devices: named by label, model or name', () => {
  equal([device({ model: 'Ultra ' }), device({ partitions: [{ label: 'Photos' }] }), device({ model: '' })].map(deviceTitle), ['Ultra', 'Photos', 'sda']);
  equal([device(), device({ transport: 'mmc' }), device({ removable: false })].map(deviceKind), ['stick', 'card', 'disk']);
  equal([device({ bytes: 512e9 }), device({ bytes: 1e12 })].map(deviceKind), ['stick', 'disk'], 'a disk in a case calls itself removable, too');
});

test('services: how they ended', () => {
  const text = (/** @type {any} */ how) => lastExit(/** @type {any} */ ({ lastExit: how }));
  equal([text('exit code 3'), text('signal 9'), text(1), text(undefined)], ['Last exit code: 3.', 'Last ended by signal 9.', 'Last exit code: 1.', '']);
});

test('the line: newest at the right edge, inside its box', () => {
  const line = points([{ at: 0, value: 0 }, { at: 120_000, value: 2 }], 120_000, 120_000);
  equal(line, [[0, 58], [240, 2]]);
  equal(linePath(line), 'M0 58L240 2');
  equal(linePath([]), '');
  equal(pieces([{ at: 0 }, { at: 1 }, { at: 9 }], 5), [[{ at: 0 }, { at: 1 }], [{ at: 9 }]], 'a silence breaks it');
  equal(pieces([], 5), []);
});

test('snapshots: what a plug does not have is empty, never missing', () => {
  const bare = complete({ model: 'x', cpu: { usage: 0.5, governor: null }, storage: [{ name: 'sda', model: null }] });
  equal([bare.thermal, bare.network, bare.services, bare.cpu.operatingPointsHz, bare.storage[0].partitions], [[], [], [], [], []]);
  equal(['governor' in bare.cpu, 'model' in bare.storage[0], verdict(bare)], [false, false, 'well']);
});
