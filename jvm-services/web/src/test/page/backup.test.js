// SPDX-License-Identifier: AGPL-3.0-or-later
import { diskOptions } from '/app/backup/disk-choice.js';
import { health, trouble, whereWords } from '/app/backup/health.js';
import { browserView, browseStore, openBrowser } from '/app/backup/browse.js';
import { laptopsView, laptopStore } from '/app/backup/laptops.js';
import { backupStore, follow, load, send } from '/app/backup/state.js';
import { Trying } from '/app/backup/trying.js';
import { ApiError } from '/app/core/api.js';
import { keptWords } from '/app/plug/disk-words.js';
import { disksStore } from '/app/plug/disks-feed.js';
import { render } from '/app/vendor/lit-html/lit-html.js';
import { answered, equal, ok, stopTime, test } from './harness.js';

const GB = 1e9;

/** @param {any} [more] @returns {any} */
const disk = (more = {}) => ({
  id: 'u1', volume: 'sda1', disk: 'sda', model: 'Ultra', transport: 'usb', bytes: 64 * GB, label: 'TRIPS', name: 'Archive',
  state: 'used', known: true, readOnly: false, totalBytes: null, freeBytes: null, problem: null, identity: 'sda1', ...more,
});

/** @param {any} [more] @returns {any} */
const place = (more = {}) => ({ id: 'a', label: 'Drawer', kind: 'folder', where: 'Disk “Archive”', disk: 'u1', diskName: 'Archive', health: { state: 'DOWN' }, ...more });

/** Without the marks that keep a name's direction apart. @param {string} text */
const plain = (text) => text.replace(/[\u2066-\u2069]/g, '');

test('backup: what something can be kept on', () => {
  const all = [disk(), disk({ id: 'u2', name: 'Old', readOnly: true }), disk({ id: 'u3', state: 'released' }), disk({ id: '', state: 'offered' })];
  equal(diskOptions(all, {}).map(({ id }) => id), ['', 'u1'], 'the plug’s own, and those that are used and take changes');
  equal(diskOptions(undefined, {}).length, 1, 'while nothing is known of disks');
  equal(plain(diskOptions([disk({ totalBytes: 60 * GB, freeBytes: 50 * GB })], {})[1].words), 'Archive (50 GB free)');
});

test('backup: a disk that is away stays chosen', () => {
  const options = diskOptions([disk({ state: 'released' })], { disk: 'u1', diskName: 'Archive' });
  equal(options.map(({ id, words }) => [id, plain(words)]), [['', 'This plug’s own disk'], ['u1', 'Archive (not plugged in)']]);
  equal(diskOptions([disk()], { disk: 'u1', diskName: 'Archive' }).length, 2, 'and is told once when it is back');
});

test('backup: a place on a disk is told by the disk’s name, also when it is away', () => {
  equal(plain(whereWords(place())), 'Disk “Archive”');
  equal(whereWords({ id: 'b', label: 'Here', kind: 'folder', where: '/data/backup/here' }), '/data/backup/here');
  equal(plain(trouble(place({ away: true }))), 'The disk “Archive” is not plugged in. Plug it in: what it lacks then comes by itself.');
  equal(plain(trouble(place())), 'Drawer does not answer.', 'it is there, and does not answer');
});

test('backup: the sentence at the top names a disk that is away', () => {
  const newest = '2026-11-29T10:00:00Z';
  /** @type {any} */
  const backup = { state: 'ready', alert: '', last: {}, schedule: {}, targets: [{ id: 'b', label: 'Here', kind: 'folder', where: '/x', health: { state: 'WELL', newest } }, place({ away: true })] };
  const { level, more } = health(backup, new Date('2026-11-29T11:00:00Z'));
  equal(level, 'warn');
  ok(more.includes('not plugged in'), more);
});

test('disks: who takes one away is told what is kept on it', () => {
  equal([keptWords(disk()), keptWords(disk({ keeps: null }))], ['', '']);
  ok(keptWords(disk({ keeps: ['backup', 'laptops'] })).includes('copy of the plug’s backup') && keptWords(disk({ keeps: ['backup', 'laptops'] })).includes('Other computers'), 'both');
});

test('backup: an answer from before a change does not undo it on the page', async () => {
  const real = window.fetch;
  /** @type {(() => void)[]} */
  const held = [];
  let places = 1;
  window.fetch = async (_url, options) => {
    if (options?.method === 'POST') places++;
    const answer = JSON.stringify({ state: 'ready', schedule: {}, targets: Array(places).fill(place()) });
    if (options?.method === 'GET' && held.length === 0) await new Promise((resolve) => held.push(() => resolve(undefined)));
    return new Response(answer);
  };
  const shown = () => backupStore.state.backup?.targets.length;
  try {
    const looking = load();
    await send('POST', 'targets');
    equal(shown(), 2);
    held[0]();
    await looking;
    equal(shown(), 2, 'also when the older answer came last');
  } finally {
    window.fetch = real;
    backupStore.set({ phase: 'loading', backup: undefined });
  }
});

test('backup: what the plug cannot answer just now is asked again, until it can or the dialog is closed', async () => {
  const real = window.setTimeout;
  /** @type {(() => void)[]} */
  const later = [];
  const frame = { close: () => {}, refresh: () => {}, open: () => opened };
  let [opened, tries] = [true, 0];
  const trying = new Trying({ patient: true });
  const act = async () => {
    tries++;
    if (tries < 3 || !opened) throw new ApiError(tries === 1 ? 'unavailable' : 'network', tries === 1 ? 503 : 0);
  };
  window.setTimeout = /** @type {any} */ ((/** @type {() => void} */ what) => later.push(what));
  try {
    await trying.run(frame, act);
    ok(trying.problem !== '' && later.length === 1, 'told, and tried again');
    later.pop()?.();
    await new Promise((resolve) => real(resolve, 0));
    later.pop()?.();
    await new Promise((resolve) => real(resolve, 0));
    equal([tries, trying.problem, later.length], [3, '', 0], 'then it works');
    opened = false;
    await trying.run(frame, act);
    later.pop()?.();
    await new Promise((resolve) => real(resolve, 0));
    equal([tries, later.length], [4, 0], 'nobody waits any more');
    await trying.run(frame, async () => {
      throw new ApiError('invalid', 422);
    });
    equal(later.length, 0, 'a mistake stays one');
  } finally {
    window.setTimeout = real;
  }
});

test('backup: who presses again while the plug is busy begins no second row of attempts', async () => {
  const frame = { close: () => {}, refresh: () => {}, open: () => true };
  const trying = new Trying({ patient: true });
  const busy = async () => {
    throw new ApiError('conflict', 409);
  };
  const time = stopTime();
  try {
    await trying.run(frame, busy);
    await trying.run(frame, busy);
    equal(time.waits().length, 1);
    await time.pass();
    equal(time.waits().length, 1);
  } finally {
    time.goesOn();
  }
});

test('backup: a plug that went away during a job is not asked each second', async () => {
  const real = window.fetch;
  const job = { kind: 'backup', since: '2026-11-29T10:00:00Z' };
  let away = false;
  window.fetch = async () => {
    if (away) throw new TypeError('away');
    return Response.json({ state: 'ready', schedule: {}, job });
  };
  const time = stopTime();
  const end = follow();
  try {
    await answered();
    equal(time.waits(), [1000]);
    away = true;
    await time.pass();
    equal([time.waits(), backupStore.state.phase], [[5000], 'ready']);
    away = false;
    await time.pass();
    equal(time.waits(), [1000]);
  } finally {
    end();
    time.goesOn();
    window.fetch = real;
    backupStore.set({ phase: 'loading', backup: undefined, error: undefined });
  }
});

/** What a fetch was asked for that has not been answered yet. */
class HeldAnswers {
  constructor() {
    /** @type {((answer: Response) => void)[]} */
    this.waiting = [];
  }

  wait() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** @param {Response} answer */
  async come(answer) {
    this.waiting.shift()?.(answer);
    await answered();
  }
}

/** @param {HTMLElement} place @param {string} name @param {string} value */
async function choose(place, name, value) {
  const select = /** @type {HTMLSelectElement} */ (place.querySelector(`[data-test="${name}"]`));
  select.value = value;
  select.dispatchEvent(new Event('change'));
  await answered();
}

test('backup: a snapshot shows its own files, whichever answer comes last', async () => {
  const [real, place, held] = [window.fetch, document.createElement('div'), new HeldAnswers()];
  const snapshot = (/** @type {string} */ id) => ({ id, time: '2026-11-29T10:00:00Z', host: '', paths: [], roots: [{ root: '/files', name: '' }], everybody: false });
  const files = (/** @type {string} */ name) => Response.json({ entries: [{ name, type: 'file', bytes: 1 }], total: 1 });
  window.fetch = async (url) => {
    if (String(url).includes('/snapshots')) return Response.json({ snapshots: ['slow', 'quick'].map(snapshot) });
    return String(url).includes('snapshot=slow') ? held.wait() : files('quick.txt');
  };
  const draw = () => render(browserView(/** @type {any} */ ({})), place);
  try {
    openBrowser();
    for (const late of [files('slow.txt'), new Response('{}', { status: 500 })]) {
      await answered();
      draw();
      await choose(place, 'snapshot-select', 'quick');
      await held.come(late);
      const { snapshot: shown, entries, problem } = browseStore.state;
      equal([shown?.id, entries?.map(({ name }) => name), problem], ['quick', ['quick.txt'], '']);
      draw();
      await choose(place, 'snapshot-select', 'slow');
    }
  } finally {
    window.fetch = real;
    browseStore.set({ snapshots: [], snapshot: undefined, entries: undefined });
  }
});

test('backup: where laptops keep theirs is not undone by an answer from before', async () => {
  const [real, place, held] = [window.fetch, document.createElement('div'), new HeldAnswers()];
  window.fetch = async (url, options) => {
    if (String(url).endsWith('/disks')) return Response.json({ items: [disk()] });
    return options?.method === 'PUT' ? Response.json({ disk: 'u1', diskName: 'Archive' }) : held.wait();
  };
  disksStore.set({ disks: [disk()] });
  try {
    render(laptopsView(), place);
    await answered();
    await choose(place, 'laptops-disk', 'u1');
    equal(laptopStore.state.disk, 'u1');
    await held.come(Response.json({}));
    equal(laptopStore.state.disk, 'u1', 'the older answer came last');
  } finally {
    render('', place);
    window.fetch = real;
    disksStore.set({ disks: undefined });
    laptopStore.set({ disk: '', diskName: '' });
  }
});
