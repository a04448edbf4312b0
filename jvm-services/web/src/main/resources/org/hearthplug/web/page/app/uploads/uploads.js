// SPDX-License-Identifier: AGPL-3.0-or-later
import { t } from '../core/i18n.js';
import { baseName, parent } from '../core/paths.js';
import { whenSignedIn, whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { entryCame } from '../files/listing.js';
import { announce } from '../ui/announce.js';
import { UploadQueue } from './queue.js';
import { Speed } from './speed.js';
import { transport } from './transport.js';

/** @type {Store<{open: boolean}>} */
export const uploadStore = new Store({ open: true });

export const speed = new Speed();

let told = 0;
let timer = 0;
let wasActive = 0;

/** Drawing five times a second is smooth enough. */
function changed() {
  timer ||= window.setTimeout(() => {
    timer = 0;
    const { active } = queue;
    if (active > 0) speed.sample(queue.sentBytes);
    else speed.reset();
    if (wasActive > 0 && active === 0) finished();
    wasActive = active;
    keepAwake(active > 0);
    uploadStore.changed();
  }, 200);
}

function finished() {
  const { done, failed, conflict } = queue.counts;
  if (done > told) announce(t('upload.finished', { count: done - told }));
  told = done;
  if (failed > 0) announce(t('upload.failed-count', { count: failed }));
  if (conflict > 0) announce(t('upload.conflict-count', { count: conflict }));
}

export const queue = new UploadQueue(transport, {
  changed,
  stored: (upload, entry) => entryCame(upload.folder, entry),
  folderMade: (path) => entryCame(parent(path), { name: baseName(path), type: 'folder', bytes: 0, modified: new Date().toISOString() }),
});

whenSignedIn(() => {
  if (queue.blocked === 'session') queue.resume();
});

/** How long a sign-out waits for the plug to forget what is cancelled: afterwards nobody may tell it. */
const FORGET_MILLIS = 3000;

/** Cancels what is under way, before the person signs out. */
export function abandonUploads() {
  return Promise.race([queue.cancelAll(), new Promise((resolve) => setTimeout(resolve, FORGET_MILLIS))]);
}

whenSignedOut(() => {
  queue.cancelAll();
  clearUploads();
});

/** @param {{file: File, folder: string}[]} items @param {string} base */
export function upload(items, base) {
  if (items.length === 0) return;
  if (queue.active === 0) {
    told = queue.counts.done;
    announce(t('upload.begun', { count: items.length }));
  }
  uploadStore.set({ open: true });
  queue.add(items, base);
}

/** Tells what of a drop this device could not read: it is missing on the plug. @param {string[]} paths @param {string} base */
export function tellUnreadable(paths, base) {
  if (paths.length === 0) return;
  announce(t('upload.failed-count', { count: paths.length }));
  uploadStore.set({ open: true });
  for (const path of paths) queue.addFailed(path, base, { unreadable: true });
}

export function clearUploads() {
  queue.clear();
  told = 0;
}

addEventListener('beforeunload', (event) => {
  if (queue.active > 0 || queue.counts.conflict > 0) event.preventDefault();
});

/** @type {WakeLockSentinel | undefined} */
let lock;

/** A phone that falls asleep stops sending. @param {boolean} wanted */
async function keepAwake(wanted) {
  if (wanted === Boolean(lock)) return;
  if (!wanted) {
    lock?.release().catch(() => {});
    lock = undefined;
    return;
  }
  try {
    lock = await navigator.wakeLock?.request('screen');
    lock?.addEventListener('release', () => (lock = undefined));
  } catch {
    // Not allowed, or the page is in the background: it still uploads.
  }
}
