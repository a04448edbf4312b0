// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError } from '../core/api.js';
import { baseName, freeName, join, nameProblem, parent, segments } from '../core/paths.js';
import { Folders } from './folders.js';

/** @typedef {import('./types.js').Upload} Upload @typedef {import('./types.js').UploadState} UploadState */
/** @typedef {import('./types.js').Resolution} Resolution @typedef {import('./types.js').Transport} Transport */

/** From this size on it is asked first whether the name is free: sending in vain would cost too much. */
const ASK_FIRST_BYTES = 1_000_000;
/** Broken connections, with the plug reachable in between, until a person is asked. */
const TRIES = 4;
/** The plug holds on to a broken connection for a minute and answers 423 meanwhile: at five seconds each, that is asked for two. */
const LOCKED = 423;
const LOCKED_TRY = 1 / 6;
const PROBE_WAITS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Sends files one after the other, two at a time. Knows nothing of the page. */
export class UploadQueue {
  /**
   * @param {Transport} transport
   * @param {{changed?: () => void, stored?: (upload: Upload, entry: import('../files/sort.js').Entry) => void, folderMade?: (path: string) => void, concurrency?: number}} [options]
   */
  constructor(transport, { changed = () => {}, stored = () => {}, folderMade = () => {}, concurrency = 2 } = {}) {
    this.transport = transport;
    this.changed = changed;
    this.stored = stored;
    this.concurrency = concurrency;
    /** @type {Upload[]} */
    this.uploads = [];
    /** @type {Upload[]} */
    this.pending = [];
    /** @type {Set<Promise<void>>} */
    this.runs = new Set();
    /** @type {'session' | 'network' | undefined} why nothing is sent at the moment */
    this.blocked = undefined;
    /** @type {Resolution | undefined} decided for all conflicts of this round */
    this.standing = undefined;
    this.folders = new Folders(transport.makeFolder, folderMade, () => this.active <= 1);
    /** @type {Record<UploadState, number>} */
    this.counts = { waiting: 0, sending: 0, storing: 0, done: 0, conflict: 0, paused: 0, failed: 0, cancelled: 0, skipped: 0 };
    this.totalBytes = 0;
    this.settledBytes = 0;
    this.lastId = 0;
  }

  /** How many are on their way or will be without a person. */
  get active() {
    const { waiting, sending, storing, paused } = this.counts;
    return waiting + sending + storing + paused;
  }

  /** Bytes that are there, of `totalBytes`. */
  get sentBytes() {
    let under = 0;
    for (const upload of this.uploads) if (upload.state === 'sending' || upload.state === 'storing') under += upload.sent;
    return this.settledBytes + under;
  }

  /** @param {{file: File, folder: string, name?: string}[]} items @param {string} base */
  add(items, base) {
    for (const { file, folder, name = file.name } of items) {
      const upload = this.enter(base, folder, name, file);
      const problem = [name, ...segments(folder)].map(nameProblem).find(Boolean);
      if (problem) this.fail(upload, { nameProblem: problem });
      else this.pending.push(upload);
    }
    this.pump();
    this.changed();
  }

  /** Makes folders that hold no file; one that cannot be made is told as failed. @param {string[]} paths @param {string} base */
  async addFolders(paths, base) {
    for (const path of paths) await this.folders.ensure(base, path).catch((error) => this.addFailed(path, base, error));
  }

  /** Tells as failed what never became an upload. @param {string} path @param {string} base @param {unknown} error */
  addFailed(path, base, error) {
    this.fail(this.enter(base, parent(path), baseName(path)), error);
  }

  /** @param {string} base @param {string} folder @param {string} name @param {File} [file] @returns {Upload} */
  enter(base, folder, name, file) {
    const upload = /** @type {Upload} */ ({
      id: ++this.lastId, file, bytes: file?.size ?? 0, modified: file?.lastModified ?? 0, base, folder, name, state: 'waiting', sent: 0,
      error: undefined, resolution: undefined, tries: 0, begun: 0, answerLost: false, abort: undefined, tried: new Set(),
    });
    this.uploads.push(upload);
    this.counts.waiting++;
    this.totalBytes += upload.bytes;
    return upload;
  }

  /** @param {Upload} upload @param {UploadState} state */
  move(upload, state) {
    const settled = (/** @type {UploadState} */ each) => each === 'done';
    const dropped = (/** @type {UploadState} */ each) => each === 'cancelled' || each === 'skipped';
    if (settled(state) && !settled(upload.state)) this.settledBytes += upload.bytes;
    if (dropped(state) !== dropped(upload.state)) this.totalBytes += dropped(state) ? -upload.bytes : upload.bytes;
    this.counts[upload.state]--;
    this.counts[state]++;
    upload.state = state;
    if (state !== 'sending' && state !== 'storing') upload.sent = state === 'done' ? upload.bytes : 0;
    this.changed();
  }

  /** @param {Upload} upload @param {unknown} error */
  fail(upload, error) {
    upload.error = error;
    this.move(upload, 'failed');
  }

  pump() {
    while (this.runs.size < this.concurrency && !this.blocked) {
      const upload = this.pending.shift();
      if (!upload) break;
      if (upload.state !== 'waiting') continue;
      const run = this.run(upload).finally(() => {
        this.runs.delete(run);
        if (this.active === 0 && this.counts.conflict === 0) this.standing = undefined;
        this.pump();
      });
      this.runs.add(run);
    }
  }

  /** @param {Upload} upload */
  async run(upload) {
    const abort = new AbortController();
    upload.abort = abort;
    this.move(upload, 'sending');
    try {
      await this.folders.ensure(upload.base, upload.folder);
      this.settle(upload, await this.deliver(upload, abort.signal).catch((error) => this.arrived(upload, error)));
    } catch (error) {
      if (!abort.signal.aborted) await this.broke(upload, error);
    } finally {
      // Unless someone had it tried again while it was stopping: then that goes on with what the plug has.
      if (upload.abort === abort) {
        upload.abort = undefined;
        if (upload.state === 'cancelled') await this.transport.forget(upload);
      }
    }
  }

  /** @param {Upload} upload @param {AbortSignal} signal */
  async deliver(upload, signal) {
    if (!upload.answerLost) upload.begun = Date.now();
    const replace = upload.resolution === 'replace';
    const path = join(upload.folder, upload.name);
    if (!replace && upload.bytes >= ASK_FIRST_BYTES && (await this.transport.exists(path))) throw new ApiError('exists', 412);
    signal.throwIfAborted();
    return this.transport.send(upload, { replace, signal, progress: (sent) => this.progress(upload, sent) });
  }

  /** What is in the way may be the upload itself, stored when the connection broke. @param {Upload} upload @param {unknown} error */
  async arrived(upload, error) {
    const own = upload.answerLost && error instanceof ApiError && error.kind === 'exists' && (await this.transport.arrived(upload));
    if (!own) throw error;
    return own;
  }

  /** @param {Upload} upload @param {import('../files/sort.js').Entry} entry */
  settle(upload, entry) {
    if (upload.state === 'cancelled') return;
    upload.file = undefined;
    upload.error = undefined;
    this.move(upload, 'done');
    this.stored(upload, entry);
  }

  /** @param {Upload} upload @param {number} sent */
  progress(upload, sent) {
    if (upload.state !== 'sending') return;
    upload.sent = sent;
    if (sent >= upload.bytes) this.move(upload, 'storing');
    else this.changed();
  }

  /** @param {Upload} upload @param {unknown} error */
  async broke(upload, error) {
    const kind = error instanceof ApiError ? error.kind : undefined;
    if ((kind === 'exists' || kind === 'conflict') && upload.resolution !== 'replace') this.collided(upload, error);
    else if (kind === 'unauthenticated') this.pause(upload, 'session');
    else if (kind === 'network' || kind === 'unavailable' || kind === 'slowed') await this.interrupted(upload, error);
    else if (kind === 'full') this.failAll(upload, error);
    else this.fail(upload, error);
  }

  /** @param {Upload} upload @param {unknown} error */
  collided(upload, error) {
    upload.error = error;
    upload.tried.add(upload.name);
    upload.answerLost = false;
    const resolution = upload.resolution ?? this.standing;
    this.move(upload, 'conflict');
    if (resolution) this.resolve(upload, resolution);
  }

  /** @param {Upload} upload @param {unknown} error */
  async interrupted(upload, error) {
    upload.answerLost ||= upload.state === 'storing';
    if (upload.file && !(await this.transport.readable(upload.file))) return this.fail(upload, { unreadable: true });
    if (upload.state === 'cancelled') return undefined;
    upload.tries += error instanceof ApiError && error.status === LOCKED ? LOCKED_TRY : 1;
    if (upload.tries > TRIES) return this.fail(upload, error);
    const first = this.blocked === undefined;
    this.pause(upload, 'network');
    if (!first) return;
    const wait = error instanceof ApiError && error.retryAfterSeconds !== undefined ? error.retryAfterSeconds * 1000 : undefined;
    this.probe(wait);
  }

  /** @param {Upload} upload @param {'session' | 'network'} why */
  pause(upload, why) {
    if (this.blocked !== 'session') this.blocked = why;
    this.move(upload, 'paused');
  }

  /** Waits until the plug answers again. @param {number} [firstWait] milliseconds */
  async probe(firstWait) {
    for (let i = 0; this.blocked === 'network'; i++) {
      await this.transport.wait(i === 0 && firstWait !== undefined ? firstWait : PROBE_WAITS[Math.min(i, PROBE_WAITS.length - 1)]);
      if (this.blocked === 'network' && (await this.transport.reachable())) this.resume();
    }
  }

  /** Goes on after a pause: the plug is there, or someone signed in again. */
  resume() {
    this.blocked = undefined;
    const paused = this.uploads.filter((upload) => upload.state === 'paused');
    for (const upload of paused) this.move(upload, 'waiting');
    this.pending.unshift(...paused);
    this.pump();
  }

  /** A full disk fails everything that waits: trying each would only wear the disk. @param {Upload} upload @param {unknown} error */
  failAll(upload, error) {
    this.fail(upload, error);
    for (const each of this.pending) if (each.state === 'waiting') this.fail(each, error);
    this.pending = [];
  }

  /** @param {Upload} upload @param {Resolution} resolution */
  resolve(upload, resolution) {
    if (upload.state !== 'conflict') return;
    upload.resolution = resolution;
    if (resolution === 'skip') return this.move(upload, 'skipped');
    if (resolution === 'keep-both') upload.name = freeName(upload.name, (name) => upload.tried.has(name));
    this.move(upload, 'waiting');
    this.pending.unshift(upload);
    this.pump();
  }

  /** The same for all conflicts there are, and those still to come in this round. @param {Resolution} resolution */
  resolveAll(resolution) {
    if (this.active > 0) this.standing = resolution;
    for (const upload of this.uploads) this.resolve(upload, resolution);
  }

  /** What is under way is forgotten by the plug when it has stopped. @param {Upload} upload @returns {Promise<void> | undefined} */
  cancel(upload) {
    if (['done', 'cancelled', 'skipped'].includes(upload.state)) return undefined;
    this.move(upload, 'cancelled');
    if (!upload.abort) return this.transport.forget(upload);
    upload.abort.abort();
    return undefined;
  }

  /** Resolves when all of it has stopped and is forgotten. */
  cancelAll() {
    const forgotten = this.uploads.filter((upload) => upload.state !== 'failed').map((upload) => this.cancel(upload));
    if (this.blocked === 'network') this.blocked = undefined;
    return Promise.all([...this.runs, ...forgotten]);
  }

  /** @param {Upload} upload */
  retry(upload) {
    if (!upload.file || !['failed', 'cancelled', 'skipped'].includes(upload.state)) return;
    upload.tries = 0;
    upload.resolution = undefined;
    upload.error = undefined;
    this.move(upload, 'waiting');
    this.pending.push(upload);
    this.pump();
  }

  retryFailed() {
    for (const upload of this.uploads) if (upload.state === 'failed') this.retry(upload);
  }

  /** Forgets what is over. */
  clear() {
    const over = new Set(['done', 'cancelled', 'skipped', 'failed']);
    this.uploads = this.uploads.filter((upload) => !over.has(upload.state));
    for (const state of /** @type {UploadState[]} */ ([...over])) this.counts[state] = 0;
    this.totalBytes = this.uploads.reduce((sum, upload) => sum + upload.bytes, 0);
    this.settledBytes = 0;
    this.changed();
  }
}
