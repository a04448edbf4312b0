// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError } from '/app/core/api.js';
import { fromDrop } from '/app/uploads/gather.js';
import { UploadQueue } from '/app/uploads/queue.js';
import { Speed } from '/app/uploads/speed.js';
import { transport } from '/app/uploads/transport.js';
import { equal, ok, settled, test } from './harness.js';

/** A plug made of a set: what it is told to say, it says once. */
class ScriptedPlug {
  constructor() {
    /** @type {Set<string>} */
    this.stored = new Set();
    /** @type {Map<string, ApiError[]>} */
    this.failures = new Map();
    /** @type {string[]} */
    this.log = [];
    this.readableFiles = true;
    this.up = true;
    /** @type {(() => void)[]} */
    this.held = [];
    this.hold = false;
    this.answersLost = 0;
  }

  /** @param {string} path @param {...ApiError} errors */
  fail(path, ...errors) {
    this.failures.set(path, errors);
    return this;
  }

  exists = async (/** @type {string} */ path) => {
    this.log.push(`HEAD ${path}`);
    return this.stored.has(path);
  };

  makeFolder = async (/** @type {string} */ path) => {
    this.log.push(`MKCOL ${path}`);
    return true;
  };

  send = async (/** @type {any} */ upload, /** @type {any} */ { replace, signal, progress }) => {
    const path = upload.folder ? `${upload.folder}/${upload.name}` : upload.name;
    this.log.push(`PUT ${path}${replace ? ' replacing' : ''}`);
    progress(upload.bytes / 2);
    if (this.hold) {
      await new Promise((resolve, reject) => {
        this.held.push(/** @type {() => void} */ (resolve));
        signal.addEventListener('abort', () => reject(new ApiError('aborted')));
      });
    }
    const error = this.failures.get(path)?.shift();
    if (error) throw error;
    if (this.stored.has(path) && !replace) throw new ApiError('exists', 412);
    progress(upload.bytes);
    this.stored.add(path);
    if (this.answersLost-- > 0) throw new ApiError('network');
    return { name: upload.name, type: 'file', bytes: upload.bytes, modified: '' };
  };

  arrived = async (/** @type {any} */ upload) => (this.own ? { name: upload.name, type: 'file', bytes: upload.bytes, modified: '' } : undefined);
  own = true;
  forget = async () => {};
  readable = async () => this.readableFiles;
  reachable = async () => this.up;
  wait = async () => {
    this.log.push('wait');
  };
}

/** @param {string} name @param {string} [folder] @param {number} [size] @returns {any} */
const item = (name, folder = '', size = 10) => ({ file: { name, size, lastModified: 0 }, folder });

/** @param {UploadQueue} queue */
const states = (queue) => queue.uploads.map((upload) => `${upload.name} ${upload.state}`);

async function quiet() {
  for (let i = 0; i < 12; i++) await settled();
}

test('uploads: all arrive, totals agree', async () => {
  const plug = new ScriptedPlug();
  /** @type {string[]} */
  const stored = [];
  const queue = new UploadQueue(plug, { stored: (upload) => stored.push(upload.name) });
  queue.add([item('a'), item('b'), item('c')], '');
  await quiet();
  equal([queue.counts.done, queue.active, queue.sentBytes, queue.totalBytes, stored.length], [3, 0, 30, 30, 3]);
  ok(queue.uploads.every((upload) => upload.file === undefined), 'files are let go');
});

test('uploads: two at a time', async () => {
  const plug = new ScriptedPlug();
  plug.hold = true;
  const queue = new UploadQueue(plug);
  queue.add([item('a'), item('b'), item('c')], '');
  await quiet();
  equal(states(queue), ['a sending', 'b sending', 'c waiting']);
  plug.hold = false;
  plug.held.forEach((go) => go());
  await quiet();
  equal(queue.counts.done, 3);
});

test('uploads: folders are made once, parents first, not the one that is open', async () => {
  const plug = new ScriptedPlug();
  const queue = new UploadQueue(plug, { concurrency: 1 });
  queue.add([item('1', 'open/a/b'), item('2', 'open/a/b')], 'open');
  await quiet();
  equal(plug.log, ['MKCOL open/a', 'MKCOL open/a/b', 'PUT open/a/b/1', 'PUT open/a/b/2']);
});

test('uploads: a person decides what happens to a name that is taken', async () => {
  const plug = new ScriptedPlug();
  ['a', 'b', 'c', 'c (2)'].forEach((name) => plug.stored.add(name));
  const queue = new UploadQueue(plug);
  queue.add([item('a'), item('b'), item('c')], '');
  await quiet();
  equal(queue.counts.conflict, 3);
  queue.resolve(queue.uploads[0], 'replace');
  queue.resolve(queue.uploads[1], 'skip');
  queue.resolve(queue.uploads[2], 'keep-both');
  await quiet();
  equal(states(queue), ['a done', 'b skipped', 'c (3) done']);
  equal(queue.totalBytes, 20, 'what is skipped is not part of the total');
});

test('uploads: one decision for all', async () => {
  const plug = new ScriptedPlug();
  ['a', 'b', 'c', 'd'].forEach((name) => plug.stored.add(name));
  const queue = new UploadQueue(plug, { concurrency: 1 });
  plug.hold = true;
  queue.add([item('a'), item('b'), item('c')], '');
  await quiet();
  plug.held.shift()?.();
  await quiet();
  queue.resolveAll('skip');
  plug.hold = false;
  plug.held.forEach((go) => go());
  await quiet();
  equal(queue.counts.skipped, 3);
  queue.add([item('d')], '');
  await quiet();
  equal(queue.counts.conflict, 1, 'the next round asks again');
});

test('uploads: a large file is not sent in vain', async () => {
  const plug = new ScriptedPlug();
  plug.stored.add('film');
  const queue = new UploadQueue(plug);
  queue.add([item('film', '', 5_000_000)], '');
  await quiet();
  equal([plug.log, states(queue)], [['HEAD film'], ['film conflict']]);
});

test('uploads: an ended session pauses, signing in goes on', async () => {
  const plug = new ScriptedPlug().fail('a', new ApiError('unauthenticated', 401)).fail('b', new ApiError('unauthenticated', 401));
  const queue = new UploadQueue(plug);
  queue.add([item('a'), item('b'), item('c')], '');
  await quiet();
  equal([states(queue), queue.blocked], [['a paused', 'b paused', 'c waiting'], 'session']);
  queue.resume();
  await quiet();
  equal(queue.counts.done, 3);
});

test('uploads: a plug that is away is waited for', async () => {
  const plug = new ScriptedPlug().fail('a', new ApiError('network'));
  let asked = 0;
  plug.reachable = async () => ++asked > 2;
  const queue = new UploadQueue(plug);
  queue.add([item('a')], '');
  await quiet();
  equal([states(queue), asked, plug.log.filter((line) => line === 'wait').length], [['a done'], 3, 3]);
});

test('uploads: what breaks again and again asks for a person', async () => {
  const plug = new ScriptedPlug().fail('a', ...Array.from({ length: 9 }, () => new ApiError('network')));
  const queue = new UploadQueue(plug);
  queue.add([item('a'), item('b')], '');
  await quiet();
  equal(states(queue), ['a failed', 'b done']);
  plug.failures.clear();
  queue.retry(queue.uploads[0]);
  await quiet();
  equal(states(queue), ['a done', 'b done']);
});

test('uploads: a plug that still holds a broken connection is waited for longer, and not for ever', async () => {
  const locked = (/** @type {number} */ count) => Array.from({ length: count }, () => new ApiError('unavailable', 423, {}, 5));
  const plug = new ScriptedPlug().fail('a', new ApiError('network'), ...locked(15)).fail('b', ...locked(40));
  const queue = new UploadQueue(plug, { concurrency: 1 });
  queue.add([item('a')], '');
  for (let i = 0; i < 5; i++) await quiet();
  equal(states(queue), ['a done']);
  queue.add([item('b')], '');
  for (let i = 0; i < 5; i++) await quiet();
  equal(states(queue), ['a done', 'b failed']);
});

test('uploads: what was stored when its answer got lost is not in its own way', async () => {
  const plug = new ScriptedPlug();
  plug.answersLost = 2;
  /** @type {string[]} */
  const stored = [];
  const queue = new UploadQueue(plug, { stored: (upload) => stored.push(upload.name), concurrency: 1 });
  queue.add([item('small'), item('large', '', 5_000_000)], '');
  await quiet();
  equal([states(queue), stored], [['small done', 'large done'], ['small', 'large']]);
  equal(plug.log.filter((line) => line === 'PUT large').length, 1, 'its bytes are not sent again');
  [plug.answersLost, plug.own] = [1, false];
  queue.add([item('other')], '');
  await quiet();
  equal(states(queue)[2], 'other conflict', 'another’s file of that name');
});

test('uploads: a file that this device lost fails at once', async () => {
  const plug = new ScriptedPlug().fail('a', new ApiError('network'));
  plug.readableFiles = false;
  const queue = new UploadQueue(plug);
  queue.add([item('a')], '');
  await quiet();
  equal([states(queue), queue.uploads[0].error], [['a failed'], { unreadable: true }]);
});

test('uploads: a full disk stops the rest', async () => {
  const plug = new ScriptedPlug().fail('a', new ApiError('full', 507));
  const queue = new UploadQueue(plug, { concurrency: 1 });
  queue.add([item('a'), item('b'), item('c')], '');
  await quiet();
  equal([queue.counts.failed, plug.log], [3, ['PUT a']]);
  queue.retryFailed();
  await quiet();
  equal(queue.counts.done, 3);
});

test('uploads: cancelled is cancelled, also in the midst of it', async () => {
  const plug = new ScriptedPlug();
  plug.hold = true;
  const queue = new UploadQueue(plug, { concurrency: 1 });
  queue.add([item('a'), item('b')], '');
  await quiet();
  queue.cancelAll();
  await quiet();
  equal([states(queue), queue.totalBytes, queue.active], [['a cancelled', 'b cancelled'], 0, 0]);
  plug.hold = false;
  queue.retry(queue.uploads[1]);
  await quiet();
  equal(states(queue), ['a cancelled', 'b done']);
});

test('uploads: a name that the plug cannot keep is not sent', async () => {
  const plug = new ScriptedPlug();
  const queue = new UploadQueue(plug);
  queue.add([item('a\nb'), item('ok')], '');
  await quiet();
  equal([queue.counts.failed, queue.counts.done, plug.log], [1, 1, ['PUT ok']]);
});

test('uploads: clearing forgets what is over and keeps the rest', async () => {
  const plug = new ScriptedPlug();
  plug.stored.add('b');
  const queue = new UploadQueue(plug);
  queue.add([item('a'), item('b')], '');
  await quiet();
  queue.clear();
  equal([states(queue), queue.totalBytes, queue.sentBytes], [['b conflict'], 10, 0]);
});

/** @param {string} name @param {any[] | undefined} children undefined: it cannot be read */
const folderEntry = (name, children) => ({
  name,
  isFile: false,
  createReader: () => {
    const pages = [children, []];
    return { readEntries: (/** @type {any} */ give, /** @type {any} */ fail) => (children ? give(pages.shift()) : fail(new DOMException('not yours', 'NotReadableError'))) };
  },
});

/** @param {string} name @param {boolean} [there] */
const fileEntry = (name, there = true) => ({
  name,
  isFile: true,
  file: (/** @type {any} */ give, /** @type {any} */ fail) => (there ? give(new File(['x'], name)) : fail(new DOMException('gone', 'NotFoundError'))),
});

test('drop: what cannot be read is told, and all else is taken', async () => {
  const stick = folderEntry('stick', [fileEntry('a'), folderEntry('trash', undefined), fileEntry('gone', false), folderEntry('later', [fileEntry('b')]), folderEntry('empty', [])]);
  const items = [stick, fileEntry('c')].map((each) => ({ kind: 'file', webkitGetAsEntry: () => each }));
  /** @type {string[]} */
  const taken = [];
  const found = await fromDrop(/** @type {any} */ ({ items }), 'open', (batch) => batch.forEach(({ file, folder }) => taken.push(`${folder}/${file.name}`)));
  equal(taken, ['open/stick/a', 'open/stick/later/b', 'open/c']);
  equal(found, { empty: ['open/stick/empty'], unreadable: ['open/stick/trash', 'open/stick/gone'] });
});

test('uploads: what never became an upload, and folders that are not made, count as failed', async () => {
  const plug = new ScriptedPlug();
  plug.makeFolder = async (path) => {
    if (path === 'no') throw new ApiError('forbidden', 403);
    return true;
  };
  const queue = new UploadQueue(plug);
  queue.addFailed('stick/trash', '', { unreadable: true });
  await queue.addFolders(['yes', 'no'], '');
  equal([states(queue), queue.active, queue.totalBytes], [['trash failed', 'no failed'], 0, 0]);
  queue.retryFailed();
  equal(queue.counts.failed, 2, 'there is nothing to send again');
});

/** @param {string} method @param {string} url @param {any} request @returns {{status: number, headers?: Record<string, string>} | undefined} undefined: it does not answer */
let script = () => ({ status: 404 });

/** A request of this page that a script answers. */
class ScriptedRequest extends EventTarget {
  upload = new EventTarget();
  responseText = '';
  status = 0;

  open(/** @type {string} */ method, /** @type {string} */ url) {
    [this.method, this.url] = [method, url];
  }

  setRequestHeader() {}

  getResponseHeader(/** @type {string} */ name) {
    return this.headers?.[name] ?? null;
  }

  send() {
    const answer = script(this.method, this.url, this);
    if (!answer) return;
    [this.status, this.headers] = [answer.status, answer.headers];
    setTimeout(() => this.dispatchEvent(new Event('load')), 0);
  }

  abort() {
    this.dispatchEvent(new Event('abort'));
  }
}

/** @param {typeof script} answers @param {() => Promise<void>} act */
async function withPlug(answers, act) {
  const [request, fetched] = [window.XMLHttpRequest, window.fetch];
  script = answers;
  window.XMLHttpRequest = /** @type {any} */ (ScriptedRequest);
  window.fetch = async () => new Response('', { status: 404 });
  try {
    await act();
  } finally {
    [window.XMLHttpRequest, window.fetch] = [request, fetched];
  }
}

test('uploads: whether a file is the one whose answer was lost', async () => {
  const upload = /** @type {any} */ ({ folder: 'a', name: 'b', bytes: 10, modified: Date.parse('2020-05-05T10:00:01.900Z'), begun: Date.now() - 60_000 });
  const ask = async (/** @type {any} */ more, /** @type {any} */ changes = {}) => {
    const headers = { Date: 'Tue, 01 Dec 2026 10:01:00 GMT', 'Last-Modified': 'Tue, 01 Dec 2026 10:00:30 GMT', 'Content-Length': '10', ETag: '"x"', ...more };
    let found;
    await withPlug((method, url) => ({ status: url === '/api/v1/files/a/b' ? 200 : 404, headers }), async () => {
      found = await transport.arrived({ ...upload, ...changes });
    });
    return found && [found.bytes, found.modified, found.etag];
  };
  equal(await ask({}), [10, '2026-12-01T10:00:30.000Z', 'x']);
  equal(await ask({ 'Content-Length': '11' }), undefined, 'another length');
  equal(await ask({ 'Last-Modified': 'Tue, 01 Dec 2026 09:59:00 GMT' }), undefined, 'it was there before');
  equal(await ask({}, { name: 'c' }), undefined, 'nothing is there');
  const pieces = { 'Content-Length': '20000000', 'Last-Modified': 'Tue, 05 May 2020 10:00:00 GMT' };
  equal((await ask(pieces, { bytes: 20_000_000 }))?.[0], 20_000_000, 'what came in pieces keeps its time');
});

/** Whose pieces can be sent, as far as it goes. @param {string} name */
const large = (name) => ({ file: { name, size: 20_000_000, lastModified: 1, slice: () => new Blob(['x']) }, folder: '' });

/** @param {(log: string[], queue: UploadQueue) => Promise<void>} act @param {{busy?: number, patch?: () => any}} [plug] */
async function withPieces(act, { busy = 0, patch = () => undefined } = {}) {
  /** @type {string[]} */
  const log = [];
  await withPlug((method, url, request) => {
    log.push(method);
    request.addEventListener('abort', () => log.push(`${method} broken off`));
    if (method === 'POST') return { status: 201, headers: { Location: `/api/v1/uploads/${log.length}` } };
    if (method === 'DELETE') return { status: busy-- > 0 ? 412 : 204 };
    return method === 'PATCH' ? patch() : { status: 200, headers: { 'Upload-Offset': '0' } };
  }, () => act(log, new UploadQueue(transport)));
}

const remembered = () => Object.keys(localStorage).filter((key) => key.startsWith('hearth-upload:')).length;

/** Until so many lines are there, or nothing more is to be expected. @param {string[]} log @param {number} count */
async function until(log, count) {
  for (let i = 0; i < 100 && log.length < count; i++) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('uploads: what is cancelled while a piece is under way is ended on the plug, when that piece is over', () => withPieces(async (log, queue) => {
  queue.add(/** @type {any} */ ([large('film')]), '');
  await until(log, 2);
  queue.cancel(queue.uploads[0]);
  await until(log, 6);
  equal(log, ['POST', 'PATCH', 'PATCH broken off', 'DELETE', 'DELETE', 'DELETE'], 'the plug may notice late');
  equal(remembered(), 0);
}, { busy: 2 }));

test('uploads: what is cancelled while it failed is ended on the plug', () => withPieces(async (log, queue) => {
  queue.add(/** @type {any} */ ([large('film')]), '');
  await until(log, 2);
  await quiet();
  equal([states(queue), remembered()], [['film failed'], 1]);
  await queue.cancel(queue.uploads[0]);
  await until(log, 3);
  equal([log, remembered()], [['POST', 'PATCH', 'DELETE'], 0]);
}, { patch: () => ({ status: 500 }) }));

test('uploads: cancelling one that was added twice leaves the other alone', () => withPieces(async (log, queue) => {
  queue.add(/** @type {any} */ ([large('film')]), '');
  await until(log, 2);
  queue.add(/** @type {any} */ ([large('film')]), '');
  await until(log, 4);
  await queue.cancel(queue.uploads[1]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  equal(log.filter((line) => line === 'DELETE'), []);
  await queue.cancelAll();
  equal([log.at(-1), remembered()], ['DELETE', 0], 'all are over when this is');
}));

test('speed: over the last seconds, known only after one', () => {
  let now = 0;
  const speed = new Speed(() => now);
  speed.sample(0);
  now = 500;
  speed.sample(500);
  equal([speed.rate, speed.remaining(10)], [0, undefined]);
  now = 2000;
  speed.sample(4000);
  equal([speed.rate, speed.remaining(4000)], [2000, 2]);
  speed.sample(100);
  equal(speed.rate, 0, 'a retry starts anew');
});
