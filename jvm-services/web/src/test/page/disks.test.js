// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError } from '/app/core/api.js';
import { ailments, choices, failureWords, folderName, formatWords, isConfirmed, isFull, isLabel, labelFor, room, stateWords } from '/app/plug/disk-words.js';
import { mark } from '/app/plug/disks-feed.js';
import { nearlyFull } from '/app/plug/health.js';
import { equal, test } from './harness.js';

const GB = 1e9;
const PLACE = '/run/hearth/disks/u1';

/** @param {any} [more] @returns {any} */
const disk = (more = {}) => ({
  id: 'u1', volume: 'sda1', disk: 'sda', model: 'Ultra ', serial: '1', transport: 'usb', bytes: 64 * GB, fileSystem: 'vfat', label: 'Trips',
  state: 'offered', known: false, mountPoint: null, readOnly: false, totalBytes: null, freeBytes: null, problem: null, identity: 'sda1/Ultra/1', ...more,
});

test('disks: what can be done in each state', () => {
  equal(choices(disk()), ['use', 'prepare']);
  equal(choices(disk({ state: 'used', known: true, name: 'Trips' })), ['open', 'share', 'release', 'forget'], 'what is used is let go before it is made new');
  equal(choices(disk({ state: 'used', known: true })), ['release', 'forget'], 'without a folder there is nothing to open');
  equal(choices(disk({ state: 'released', known: true, name: 'Trips' })), ['use', 'prepare', 'forget']);
  equal(choices(disk({ state: 'failed', known: true, problem: 'damaged' })), ['use', 'prepare', 'forget']);
});

test('disks: what cannot be opened is only made new, what cannot be written never', () => {
  equal(['unknown-format', 'unsupported'].map((problem) => choices(disk({ problem }))), [['prepare'], ['prepare']]);
  equal([choices(disk({ problem: 'not-answering' })), choices(disk({ problem: 'not-answering', state: 'failed' }))], [[], ['use']]);
  equal(['read-only', 'failing'].map((problem) => choices(disk({ problem }))), [['use'], ['use']]);
});

test('disks: full below three parts in a hundred, or below 64 MiB', () => {
  equal([isFull(100 * GB, 3 * GB, false), isFull(100 * GB, 3 * GB - 1, false)], [false, true]);
  equal([isFull(GB, 64 * 2 ** 20, false), isFull(GB, 64 * 2 ** 20 - 1, false)], [false, true]);
  equal([isFull(50e6, 48e6, false), isFull(50e6, 4e6, false)], [false, true], 'a small stick is not full because it is small');
  equal([isFull(100 * GB, 0, true), isFull(0, 0, false)], [false, false], 'what is only read, or not known, is not full');
});

test('disks: ailments, the worst first', () => {
  const full = { total: 100 * GB, free: GB };
  equal(ailments(disk({ problem: 'failing' }), full), ['failing', 'full']);
  equal(ailments(disk({ readOnly: true }), full), ['read-only'], 'said even where no reason is known');
  equal(ailments(disk({ readOnly: true, problem: 'foreign' }), full), ['foreign']);
  equal(ailments(disk()), []);
});

test('disks: room is what the newest snapshot says, while it speaks of the same place', () => {
  const used = disk({ state: 'used', mountPoint: PLACE, totalBytes: 60 * GB, freeBytes: 50 * GB });
  const partition = { name: 'sda1', bytes: 64 * GB, mountPoint: PLACE, usableBytes: 60 * GB, freeBytes: 10 * GB };
  equal(room(used, partition), { total: 60 * GB, free: 10 * GB });
  equal(room(used, { ...partition, mountPoint: undefined }), { total: 60 * GB, free: 50 * GB });
  equal([room(disk(), partition), room(disk({ state: 'used' }))], [undefined, undefined]);
});

test('disks: a full one is told beside itself, not as the plug’s own state', () => {
  const full = { name: 'sda1', bytes: 100, usableBytes: 100, freeBytes: 0, fileSystem: 'ext4' };
  equal([nearlyFull({ ...full, mountPoint: PLACE }), nearlyFull({ ...full, mountPoint: '/data' })], [false, true]);
});

test('disks: formats and states in words', () => {
  equal(['vfat', 'crypto_LUKS', null, 'zfs'].map((each) => formatWords(each)), ['Windows and cameras (FAT)', 'Linux, encrypted (LUKS)', 'no format that the plug knows', 'zfs']);
  equal(stateWords(disk({ state: 'used', name: 'Trips', people: { a: 'read' } })), 'In use: the folder “Trips” at the top of your files. 1 other person has it, too.');
  equal(stateWords(disk({ state: 'used', people: null })), 'In use.');
  equal(stateWords(disk({ state: 'released', name: 'Trips', people: { a: 'read' } })), 'Let go. You can pull it now.');
});

test('disks: names to begin with', () => {
  equal([disk(), disk({ label: '' }), disk({ label: null, model: null })].map(folderName), ['Trips', 'Ultra', 'sda1']);
  equal([disk({ label: 'a/b' }), disk({ label: '..' }), disk({ label: ' ' , model: ' ' })].map(folderName), ['a-b', 'sda1', 'sda1']);
  equal([disk({ label: 'Été à la mer, 2026' }), disk({ label: '写真' }), disk()].map(labelFor), ['Ete a la mer- 20', 'sda1', 'Trips']);
});

test('disks: labels that ext4 and the plug take', () => {
  equal(['Our files', 'a-b_c.d', '1234567890123456'].map(isLabel), [true, true, true]);
  equal(['', '  ', '...', '12345678901234567', 'Été', 'a/b'].map(isLabel), [false, false, false, false, false, false]);
  equal([disk({ label: 'Été à la mer, 2026' }), disk({ label: '-/-' })].map((each) => isLabel(labelFor(each))), [true, true]);
});

test('disks: the confirmation is typed whole', () => {
  const words = 'erase ext4 Été';
  equal(['erase ext4 Été ', 'erase ext4 E\u0301te\u0301'].map((typed) => isConfirmed(typed, words)), [true, true]);
  equal(['', 'erase ext4', 'ERASE EXT4 ÉTÉ', 'erase ext4 Ete'].map((typed) => isConfirmed(typed, words)), [false, false, false, false]);
  equal([isConfirmed('', null), isConfirmed('', undefined)], [true, true], 'where nothing known is on it, nothing is typed');
});

test('disks: what went wrong, in the plug’s words where it has some', () => {
  equal(failureWords(new ApiError('invalid', 422, { detail: 'The disk refused.' })), 'The disk refused.');
  equal(failureWords(new ApiError('conflict', 409, { detail: 'busy' })), 'Something on it is open. Stop what plays from it or is copied to it, and try again.');
});

test('disks: read anew when other storage is there, not when only its free space changes', () => {
  /** @param {any} [partition] @param {any} [more] @returns {any} */
  const state = (partition = {}, more = {}) => ({
    connection: 'live', platform: true, snapshot: { storage: [{ name: 'sda', serial: '1', partitions: [{ name: 'sda1', freeBytes: 1, ...partition }] }] }, ...more,
  });
  const before = mark(state());
  equal(mark(state({ freeBytes: 2 })) === before, true);
  equal([state({ mountPoint: PLACE }), state({ label: 'new' }), state({ name: 'sda2' })].map((each) => mark(each) === before), [false, false, false]);
  equal([mark(state({}, { connection: 'lost' })), mark(state({}, { platform: false })), mark(state({}, { snapshot: undefined }))], ['', '', '']);
});
