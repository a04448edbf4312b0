// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { join } from '../core/paths.js';
import { send } from '../core/request.js';
import { sessionStore } from '../core/session.js';

// Uploads that go on where they stopped, by the tus protocol 1.0: after a broken connection, a phone's sleep, another start of the page or of the plug.

const UPLOADS = '/api/v1/uploads';
const PIECE_BYTES = 16 * 1024 * 1024;
const TUS = { 'Tus-Resumable': '1.0.0' };

/** Between questions to forget something: what was broken off is noticed in a moment, a connection that died after a minute. */
const END_WAITS = [0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000];

/** @typedef {import('./queue.js').Upload} Upload @typedef {{key: string, url: string}} Half where this page remembers it, where the plug keeps it */

/** @type {Map<Upload, Half>} of this page's uploads that are not over */
const halves = new Map();

/** @param {string} text base 64 of its UTF-8 */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Where this page remembers uploads that are under way, by what they are. @param {Upload} upload @param {boolean} replace */
function keyOf(upload, replace) {
  return `hearth-upload:${JSON.stringify([sessionStore.state.ownerName, join(upload.folder, upload.name), upload.bytes, upload.modified, replace])}`;
}

/** Where an upload goes on: a known one where the plug has it, else from the beginning. @param {Upload} upload @param {boolean} replace @param {AbortSignal} signal */
async function place(upload, replace, signal) {
  const key = keyOf(upload, replace);
  const known = localStorage.getItem(key);
  if (known?.startsWith(`${UPLOADS}/`)) {
    halves.set(upload, { key, url: known });
    try {
      const head = await send('HEAD', known, { headers: TUS, signal });
      return { url: known, offset: Number(head.header('Upload-Offset')) };
    } catch (error) {
      if (!(error instanceof api.ApiError && error.kind === 'missing')) throw error;
      localStorage.removeItem(key);
    }
  }
  const metadata = [`path ${base64(`/${join(upload.folder, upload.name)}`)}`, `modified ${base64(String(Math.max(0, upload.modified)))}`, ...(replace ? ['replace'] : [])];
  // Not broken off by a cancel: the plug would keep what this page knows no name for.
  const begun = await send('POST', UPLOADS, { headers: { ...TUS, 'Upload-Length': String(upload.bytes), 'Upload-Metadata': metadata.join(',') } });
  const url = begun.header('Location') ?? '';
  localStorage.setItem(key, url);
  halves.set(upload, { key, url });
  return { url, offset: 0 };
}

/** Another piece of it is still on its way in: a connection of before that the plug has not given up yet. @param {unknown} error */
const occupied = (error) => error instanceof api.ApiError && (error.status === 423 || error.status === 409);

/** @type {import('./queue.js').Transport['send']} */
export async function sendInPieces(upload, { replace, signal, progress }) {
  const file = /** @type {File} */ (upload.file);
  let { url, offset } = await place(upload, replace, signal);
  do {
    const from = offset;
    const piece = file.slice(from, from + PIECE_BYTES);
    const headers = { ...TUS, 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' };
    try {
      const answer = await send('PATCH', url, { body: piece, headers, signal, progress: (sent) => progress(from + sent) });
      offset = from + piece.size;
      upload.tries = 0;
      if (offset >= file.size) {
        localStorage.removeItem(keyOf(upload, replace));
        halves.delete(upload);
        const etag = answer.header('ETag')?.replaceAll('"', '');
        return { type: 'file', name: upload.name, bytes: upload.bytes, modified: new Date(upload.modified).toISOString(), ...(etag && { etag }) };
      }
    } catch (error) {
      if (error instanceof api.ApiError && error.status === 412) await forget(upload);
      if (!occupied(error)) throw error;
      throw new api.ApiError('unavailable', 423, {}, 5);
    }
  } while (true);
}

/** Has the plug forget what it keeps of an upload, unless another one goes on with it. @param {Upload} upload */
export async function forget(upload) {
  const half = halves.get(upload);
  halves.delete(upload);
  if (!half || [...halves.values()].some(({ url }) => url === half.url)) return;
  localStorage.removeItem(half.key);
  for (const wait of END_WAITS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const again = await send('DELETE', half.url, { headers: TUS }).then(() => false, ({ status }) => status === 412);
    if (!again) return;
  }
}
