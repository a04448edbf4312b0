// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { join } from '../core/paths.js';

/** Up to this size the browser computes a digest for the plug to check; beyond, it would hold the whole file in memory. */
const DIGEST_BYTES = 8 * 1024 * 1024;
/** A connection on which nothing moves for so long is given up. */
const STALL_MILLIS = 60_000;
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

/** @param {XMLHttpRequest} request */
function failureOf(request) {
  const { status } = request;
  if (status === 401) api.reportUnauthenticated();
  return new api.ApiError(api.kindOf(status), status, api.parseProblem(request.responseText), api.retryAfter(request.getResponseHeader('Retry-After')));
}

/**
 * Sends a file and waits until the plug says it is safe. XMLHttpRequest, because fetch does not tell how much was sent.
 * @type {import('./queue.js').Transport['send']}
 */
async function send(upload, { replace, signal, progress }) {
  const file = /** @type {File} */ (upload.file);
  if (file.size >= PIECES_FROM_BYTES) return (await pieces()).sendInPieces(upload, { replace, signal, progress });
  const contentDigest = await digest(file).catch(() => undefined);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stall = 0;
    const alive = () => {
      clearTimeout(stall);
      stall = window.setTimeout(() => request.abort(), STALL_MILLIS);
    };
    const give = (/** @type {import('../core/api.js').ErrorKind} */ kind) => () => {
      clearTimeout(stall);
      reject(new api.ApiError(signal.aborted ? 'aborted' : kind));
    };
    request.open('PUT', api.fileUrl(join(upload.folder, upload.name)));
    request.setRequestHeader('X-Hearth', '1');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (!replace) request.setRequestHeader('If-None-Match', '*');
    if (contentDigest) request.setRequestHeader('Content-Digest', contentDigest);
    request.upload.addEventListener('progress', (event) => {
      alive();
      progress(event.loaded);
    });
    request.upload.addEventListener('load', () => {
      alive();
      progress(upload.bytes);
    });
    request.addEventListener('load', () => {
      clearTimeout(stall);
      if (request.status === 200 || request.status === 201) resolve({ type: 'file', ...stored(request, upload) });
      else reject(failureOf(request));
    });
    request.addEventListener('error', give('network'));
    request.addEventListener('abort', give('network'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    alive();
    request.send(file);
  });
}

/** @param {XMLHttpRequest} request @param {import('./queue.js').Upload} upload */
function stored(request, upload) {
  const answer = /** @type {any} */ (api.parseProblem(request.responseText));
  return { name: answer.name ?? upload.name, bytes: answer.bytes ?? upload.bytes, modified: answer.modified ?? new Date().toISOString(), etag: answer.etag };
}

/** @type {import('./queue.js').Transport} */
export const transport = {
  send,
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
