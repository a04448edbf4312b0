// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { join } from '../core/paths.js';
import { sessionStore } from '../core/session.js';

// Uploads that go on where they stopped, by the tus protocol 1.0: after a broken connection, a phone's sleep, another start of the page or of the plug.

const UPLOADS = '/api/v1/uploads';
const PIECE_BYTES = 16 * 1024 * 1024;
/** A connection on which nothing moves for so long is given up. */
const STALL_MILLIS = 60_000;
const HEADERS = { 'Tus-Resumable': '1.0.0', 'X-Hearth': '1' };

/** @param {string} text base 64 of its UTF-8 */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Where this page remembers uploads that are under way, by what they are. @param {import('./queue.js').Upload} upload @param {boolean} replace */
function keyOf(upload, replace) {
  return `hearth-upload:${JSON.stringify([sessionStore.state.ownerName, join(upload.folder, upload.name), upload.bytes, upload.modified, replace])}`;
}

/** @param {XMLHttpRequest} request */
function failureOf(request) {
  if (request.status === 401) api.reportUnauthenticated();
  return new api.ApiError(api.kindOf(request.status), request.status, api.parseProblem(request.responseText), api.retryAfter(request.getResponseHeader('Retry-After')));
}

/**
 * @param {string} method @param {string} url @param {Record<string, string>} headers @param {AbortSignal} signal
 * @param {Blob} [body] @param {(sent: number) => void} [progress]
 * @returns {Promise<XMLHttpRequest>} rejects with an ApiError
 */
function ask(method, url, headers, signal, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stall = 0;
    const alive = () => {
      clearTimeout(stall);
      stall = window.setTimeout(() => request.abort(), STALL_MILLIS);
    };
    const broke = () => {
      clearTimeout(stall);
      reject(new api.ApiError(signal.aborted ? 'aborted' : 'network'));
    };
    const abort = () => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries({ ...HEADERS, ...headers })) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => {
      alive();
      progress?.(event.loaded);
    });
    request.addEventListener('load', () => {
      clearTimeout(stall);
      signal.removeEventListener('abort', abort);
      if (request.status >= 200 && request.status < 300) resolve(request);
      else reject(failureOf(request));
    });
    request.addEventListener('error', broke);
    request.addEventListener('abort', broke);
    signal.addEventListener('abort', abort, { once: true });
    alive();
    request.send(body ?? null);
  });
}

/** Where an upload goes on: a known one where the plug has it, else from the beginning. @param {import('./queue.js').Upload} upload @param {boolean} replace @param {AbortSignal} signal */
async function place(upload, replace, signal) {
  const key = keyOf(upload, replace);
  const known = localStorage.getItem(key);
  if (known?.startsWith(`${UPLOADS}/`)) {
    try {
      const head = await ask('HEAD', known, {}, signal);
      return { url: known, offset: Number(head.getResponseHeader('Upload-Offset')) };
    } catch (error) {
      if (!(error instanceof api.ApiError && error.kind === 'missing')) throw error;
      localStorage.removeItem(key);
    }
  }
  const metadata = [`path ${base64(`/${join(upload.folder, upload.name)}`)}`, `modified ${base64(String(Math.max(0, upload.modified)))}`, ...(replace ? ['replace'] : [])];
  const begun = await ask('POST', UPLOADS, { 'Upload-Length': String(upload.bytes), 'Upload-Metadata': metadata.join(',') }, signal);
  const url = begun.getResponseHeader('Location') ?? '';
  localStorage.setItem(key, url);
  return { url, offset: 0 };
}

/** Another piece of it is still on its way in: a connection of before that the plug has not given up yet. @param {unknown} error */
const occupied = (error) => error instanceof api.ApiError && (error.status === 423 || error.status === 409);

/** @type {import('./queue.js').Transport['send']} */
export async function sendInPieces(upload, { replace, signal, progress }) {
  const file = /** @type {File} */ (upload.file);
  let { url, offset } = await place(upload, replace, signal);
  signal.addEventListener('abort', () => {
    if (upload.state !== 'cancelled') return;
    localStorage.removeItem(keyOf(upload, replace));
    fetch(url, { method: 'DELETE', headers: HEADERS }).catch(() => {});
  }, { once: true });
  do {
    const from = offset;
    const piece = file.slice(from, from + PIECE_BYTES);
    const headers = { 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' };
    try {
      const answer = await ask('PATCH', url, headers, signal, piece, (sent) => progress(from + sent));
      offset = from + piece.size;
      upload.tries = 0;
      if (offset >= file.size) {
        localStorage.removeItem(keyOf(upload, replace));
        const etag = answer.getResponseHeader('ETag')?.replaceAll('"', '');
        return { type: 'file', name: upload.name, bytes: upload.bytes, modified: new Date(upload.modified).toISOString(), ...(etag && { etag }) };
      }
    } catch (error) {
      if (error instanceof api.ApiError && error.status === 412) localStorage.removeItem(keyOf(upload, replace));
      if (!occupied(error)) throw error;
      throw new api.ApiError('unavailable', 503, {}, 5);
    }
  } while (true);
}
