// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileUrl, keepThumb } from '../core/api.js';
import { fetchRaw } from '../core/request.js';

/** The plug decodes no pictures: a browser that looks at one for the first time makes the small one, and the plug keeps it for all. */

const EDGE = 400;
/** Small ones of cameras are often 160 pixels wide: too coarse for a tile. */
export const GOOD_WIDTH = 300;
const MAX_BYTES = 96 * 1024;
const LARGEST_FILE = 40 * 1024 * 1024;

/** @type {{path: string, done: (made: boolean) => void}[]} */
const waiting = [];
const tried = new Set();
let running = false;

/** @param {string} path @param {number} bytes @param {(made: boolean) => void} done */
export function wantThumb(path, bytes, done) {
  const saving = /** @type {any} */ (navigator).connection?.saveData === true;
  if (tried.has(path) || bytes > LARGEST_FILE || saving) return;
  tried.add(path);
  // What came into view last is what is looked at.
  waiting.unshift({ path, done });
  if (!running) run();
}

async function run() {
  running = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const made = await make(next.path).catch(() => false);
    next.done(made);
  }
  running = false;
}

/** @param {string} path */
async function make(path) {
  const response = await fetchRaw(fileUrl(path));
  const tag = response.headers.get('ETag');
  if (!response.ok || !tag) return false;
  const small = await shrink(await response.blob());
  return small !== undefined && (await keepThumb(path, tag, small));
}

/**
 * A JPEG whose longer edge has 400 pixels, upright; undefined when the browser cannot show the picture.
 * @param {Blob} picture
 */
export async function shrink(picture) {
  const whole = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, EDGE / Math.max(whole.width, whole.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(whole.width * scale));
    canvas.height = Math.max(1, Math.round(whole.height * scale));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(whole, 0, 0, canvas.width, canvas.height);
    /** @type {Blob | null} */
    const small = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
    return small && small.size <= MAX_BYTES ? small : undefined;
  } finally {
    whole.close();
  }
}
