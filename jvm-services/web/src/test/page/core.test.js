// SPDX-License-Identifier: AGPL-3.0-or-later
import { kindOf, parseProblem, retryAfter, fileUrl, folderUrl } from '/app/core/api.js';
import { bytes, duration, fingerprintGroups, frequency, isolated, memoryBytes, shownName } from '/app/core/format.js';
import { claimCode, claimCodeAt, strength } from '/app/core/passphrase.js';
import { collisionKey, decodePath, encodePath, freeName, join, nameProblem, parent, stemLength } from '/app/core/paths.js';
import { poll } from '/app/core/poll.js';
import { parseRoute, routeHash } from '/app/core/router.js';
import { Store } from '/app/core/store.js';
import { equal, hide, ok, settled, test } from './harness.js';

test('paths: any name survives encoding', () => {
  for (const name of ['a b', '100% & more?#', 'צילום', '日本', '..hidden', "it's (1)!*", '\u202egnp.exe', 'e\u0301']) {
    equal(decodePath(encodePath(`x/${name}`)), `x/${name}`, name);
    ok(!/[?#\s]/.test(encodePath(name)), `${name} encodes what an address reserves`);
  }
  equal(decodePath('%E0%A4%A'), undefined, 'broken encoding');
});

test('paths: parents, joins, addresses', () => {
  equal([parent('a/b/c'), parent('a'), parent('')], ['a/b', '', '']);
  equal(join('', 'a//b', '/c/'), 'a/b/c');
  equal([folderUrl(''), folderUrl('a b'), fileUrl('a/b')], ['/api/v1/files/', '/api/v1/files/a%20b/', '/api/v1/files/a/b']);
});

test('names: what the plug refuses is found first', () => {
  equal(['', '.', '..', 'a/b', 'a\nb', 'a\u0000', 'é'.repeat(128), '\ud800x', 'ok', 'é'.repeat(127)].map(nameProblem),
    ['empty', 'dots', 'dots', 'slash', 'control', 'control', 'long', 'broken', undefined, undefined]);
});

test('names: keep both counts on', () => {
  const taken = new Set(['a.txt', 'a (2).txt', 'x.tar.gz', '.profile']);
  equal(['a.txt', 'a (2).txt', 'x.tar.gz', '.profile', 'b (9)'].map((name) => freeName(name, (each) => taken.has(each))),
    ['a (3).txt', 'a (3).txt', 'x (2).tar.gz', '.profile (2)', 'b (10)']);
  const long = freeName(`${'é'.repeat(125)}.txt`, () => false);
  ok(new TextEncoder().encode(long).length <= 255 && long.endsWith(' (2).txt'), long);
});

test('names: the stem is what is selected', () => {
  equal(['a.txt', 'a.tar.gz', '.bashrc', 'none', 'a.b.c'].map(stemLength), [1, 1, 7, 4, 3]);
});

test('names: what the plug takes for the same', () => {
  equal(collisionKey('E\u0301t\u00e9'), collisionKey('\u00c9TE\u0301'));
  ok(collisionKey('a') !== collisionKey('b'), 'different names differ');
});

test('formatting: sizes, times, frequencies', () => {
  equal([0, 1, 999, 1000, 1_500_000, 31_900_000_000].map(bytes), ['0 bytes', '1 byte', '999 bytes', '1 kB', '1.5 MB', '31.9 GB']);
  equal(memoryBytes(512 * 1024 * 1024), '512 MB');
  equal([0, 61, 3600, 90_061].map(duration), ['0 sec', '1 min 1 sec', '1 hr', '1 day 1 hr']);
  equal([600e6, 1.2e9].map(frequency), ['600 MHz', '1.2 GHz']);
});

test('formatting: names cannot turn the text around them', () => {
  equal(shownName('photo \u202egnp.exe'), 'photo \ufffdgnp.exe');
  equal(isolated('a'), '\u2068a\u2069');
});

test('formatting: fingerprints as the console writes them, in groups', () => {
  equal(fingerprintGroups('F0:3D:85:D0:3B'), ['F0:3D:85:D0:', '3B']);
  equal(fingerprintGroups('abcd efghij'), ['abcd', 'efgh', 'ij']);
  equal(fingerprintGroups(''), []);
});

test('claim code: formatted as typed, pasted or corrected', () => {
  equal(['3p71zhynxfsn', ' 3P71 ZHYN xfsn\n', '3P71-', '3P7', ''].map(claimCode), ['3P71-ZHYN-XFSN', '3P71-ZHYN-XFSN', '3P71', '3P7', '']);
  equal(claimCodeAt('3P71Z', 5), { value: '3P71-Z', cursor: 6 });
  equal(claimCodeAt('3P7X1-Z', 4), { value: '3P7X-1Z', cursor: 4 });
});

test('passphrase: names, sequences and common words count little', () => {
  const level = (/** @type {string} */ text) => strength(text, ['Kitchen', 'Ada Lovelace']).level;
  equal([level(''), level('short'), level('password1234'), level('aaaaaaaaaaaaaaaaaaa'), level('lovelace kitchen ada')], [0, 1, 1, 1, 1]);
  ok(level('correct horse battery staple') >= 3, 'four words are good');
  ok(level('x7#Kp!9vQ2mZ') >= 3, 'twelve random signs are good');
  equal(strength('lovelace1815', ['Ada Lovelace']).advice, 'known');
});

test('routes: there and back', () => {
  for (const route of [{ view: 'plug' }, { view: 'bin' }, { view: 'files', path: '' }, { view: 'files', path: 'Été 2026/100% #1' }]) {
    equal(parseRoute(routeHash(/** @type {any} */ (route))), route);
  }
  equal([parseRoute(''), parseRoute('#/nonsense'), parseRoute('#/files/%E0%A4%A/')], [{ view: 'plug' }, { view: 'plug' }, { view: 'files', path: '' }]);
});

test('errors: status, retry, body', () => {
  equal([401, 404, 409, 412, 413, 418, 500, 503, 507].map(kindOf),
    ['unauthenticated', 'missing', 'conflict', 'exists', 'too-large', 'refused', 'server', 'unavailable', 'full']);
  equal([retryAfter('7'), retryAfter(null), retryAfter('nonsense'), retryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)], [7, undefined, undefined, 6]);
  equal([parseProblem('{"detail":"x"}'), parseProblem('<html>'), parseProblem('3')], [{ detail: 'x' }, {}, {}]);
});

test('store: many changes, one notice', async () => {
  const store = new Store({ a: 1, b: 1 });
  let told = 0;
  const stop = store.subscribe(() => told++);
  store.set({ a: 2 });
  store.set({ b: 3 });
  await settled();
  equal([told, store.state], [1, { a: 2, b: 3 }]);
  stop();
  store.set({ a: 9 });
  await settled();
  equal(told, 1);
});

/** @param {number} millis */
const passed = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

test('poll: what is looked at again and again is looked at once at a time, however often it is hastened', async () => {
  let [asked, at, most] = [0, 0, 0];
  const look = async () => {
    asked++;
    most = Math.max(most, ++at);
    await passed(5);
    at--;
    hurry();
    await settled();
    hurry();
  };
  /** @type {{hasten: () => void, end: () => void} | undefined} */
  let all;
  const hurry = () => all?.hasten();
  all = poll(look, () => 20);
  await passed(500);
  all.end();
  const then = asked;
  ok(then > 2 && then <= 20, `asked ${then} times in half a second, with pauses of 20 ms and more`);
  equal(most, 1);
  all.hasten();
  await passed(60);
  equal(asked, then, 'ended is ended');
});

test('poll: a shorter pause counts at once, and one that begins anew does not put off what is due', async () => {
  let [asked, pause] = [0, 60000];
  const all = poll(async () => void asked++, () => pause);
  await passed(30);
  equal(asked, 1);
  pause = 40;
  for (let i = 0; i < 20; i++) {
    all.hasten();
    await passed(10);
  }
  all.end();
  ok(asked > 1, `asked ${asked} times`);
});

test('poll: a page that nobody looks at asks nothing, and asks as soon as somebody does', async () => {
  let asked = 0;
  const all = poll(async () => void asked++, () => 10);
  try {
    hide(true);
    await passed(60);
    equal(asked, 1);
    hide(false);
    await settled();
    equal(asked, 2);
    await passed(60);
    ok(asked > 2, 'and goes on');
  } finally {
    all.end();
    Reflect.deleteProperty(document, 'hidden');
  }
});
