// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { join } from '../core/paths.js';
import { send } from '../core/request.js';

/** Up to this size the browser computes a digest for the plug to check; beyond, it would hold the whole file in memory. */
const DIGEST_BYTES = 8 * 1024 * 1024;
/** From this size on a file is sent in pieces, so that it goes on where it stopped. */
const PIECES_FROM_BYTES = 16 * 1024 * 1024;

/** @param {File} file @returns {Promise<string | undefined>} the value of Content-Digest */
async function digest(file) {
  if (file.size > DIGEST_BYTES || !crypto.subtle) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return `sha-256=:${btoa(String.fromCharCode(...hash))}:`;
}

/** What most visits do not need; a network that is gone is told as such. */
function pieces() {
  return import('./pieces.js').catch(() => {
    throw new api.ApiError('network');
  });
}

/**
 * Sends a file and waits until the plug says it is safe.
 * @type {import('./queue.js').Transport['send']}
 */
async function sendFile(upload, { replace, signal, progress }) {
  const file = /** @type {File} */ (upload.file);
  if (file.size >= PIECES_FROM_BYTES) return (await pieces()).sendInPieces(upload, { replace, signal, progress });
  const contentDigest = await digest(file).catch(() => undefined);
  signal.throwIfAborted();
  const headers = { ...(!replace && { 'If-None-Match': '*' }), ...(contentDigest && { 'Content-Digest': contentDigest }) };
  const { json } = await send('PUT', api.fileUrl(join(upload.folder, upload.name)), { body: file, headers, signal, progress });
  return { type: 'file', name: json.name ?? upload.name, bytes: json.bytes ?? upload.bytes, modified: json.modified ?? new Date().toISOString(), etag: json.etag };
}

/** Times come in seconds, of some disks in two, and a question takes its time. */
const CLOCK_MILLIS = 5000;

/**
 * Whether a file of that name is the one whose answer was lost: as long, and stored since then by the plug's own clock. What comes in pieces may have
 * begun before, and keeps the time of the file here instead.
 * @type {import('./queue.js').Transport['arrived']}
 */
async function arrived(upload) {
  try {
    const { header } = await send('HEAD', api.fileUrl(join(upload.folder, upload.name)));
    const changed = Date.parse(header('Last-Modified') ?? '');
    const begun = Date.parse(header('Date') ?? '') - (Date.now() - upload.begun);
    const mine = changed >= begun - CLOCK_MILLIS || (upload.bytes >= PIECES_FROM_BYTES && Math.abs(changed - upload.modified) < CLOCK_MILLIS);
    if (!mine || Number(header('Content-Length')) !== upload.bytes) return undefined;
    return { type: 'file', name: upload.name, bytes: upload.bytes, modified: new Date(changed).toISOString(), etag: header('ETag')?.replaceAll('"', '') };
  } catch (error) {
    if (error instanceof api.ApiError && error.kind === 'missing') return undefined;
    throw error;
  }
}

/** @type {import('./queue.js').Transport} */
export const transport = {
  send: sendFile,
  arrived,
  forget: async (upload) => {
    if (upload.bytes >= PIECES_FROM_BYTES) await pieces().then(({ forget }) => forget(upload), () => {});
  },
  exists: (path) => api.files.exists(path),
  makeFolder: async (path) => {
    try {
      await api.files.makeFolder(path);
      return true;
    } catch (error) {
      if (error instanceof api.ApiError && error.kind === 'conflict') return false;
      throw error;
    }
  },
  readable: async (file) => {
    try {
      await file.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  },
  reachable: async () => {
    try {
      await api.setup.get();
      return true;
    } catch (error) {
      return error instanceof api.ApiError && error.kind !== 'network';
    }
  },
  wait: (millis) => new Promise((resolve) => {
    const timer = setTimeout(done, millis);
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    }
    addEventListener('online', done);
  }),
};
