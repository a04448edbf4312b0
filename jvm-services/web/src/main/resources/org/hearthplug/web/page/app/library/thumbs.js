// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError, fileUrl, keepThumb, kindOf } from '../core/api.js';
import { fetchRaw } from '../core/request.js';
import { whenSignedOut } from '../core/session.js';

/** The plug decodes no pictures: a browser that looks at one for the first time makes the small one, and the plug keeps it for all. */

const EDGE = 400;
/** Small ones of cameras are often 160 pixels wide: too coarse for a tile. */
export const GOOD_WIDTH = 300;
const MAX_BYTES = 96 * 1024;
const LARGEST_FILE = 40 * 1024 * 1024;

/** @typedef {{path: string, done: (made: boolean) => void}} Wish */

/** What tiles lack. @type {WeakMap<Element, Wish>} */
const wishes = new WeakMap();
/** Those of them that are in view, the latest last: nothing else is worth a whole picture's way. @type {Set<Element>} */
const inView = new Set();
/** Pictures of which no small one can be made, or was made already. @type {Set<string>} */
let tried = new Set();
/** @type {IntersectionObserver | undefined} */
let sight;
let running = false;

/** Makes a picture's small one while its tile is in view. @param {Element} tile @param {{path: string, bytes: number}} picture @param {(made: boolean) => void} done */
export function wantThumb(tile, { path, bytes }, done) {
  const saving = /** @type {any} */ (navigator).connection?.saveData === true;
  if (tried.has(path) || bytes > LARGEST_FILE || saving) return;
  wishes.set(tile, { path, done });
  sight ??= new IntersectionObserver(seen, { rootMargin: '200px' });
  sight.observe(tile);
}

/** A tile that leaves the document leaves the view. @param {IntersectionObserverEntry[]} entries */
function seen(entries) {
  for (const { target, isIntersecting } of entries) {
    inView.delete(target);
    if (isIntersecting) inView.add(target);
  }
  run();
}

async function run() {
  if (running) return;
  running = true;
  for (let tile = latest(); tile; tile = latest()) {
    inView.delete(tile);
    if (tile.isConnected) await serve(tile);
  }
  running = false;
}

function latest() {
  return document.hidden ? undefined : [...inView].at(-1);
}

/** @param {Element} tile */
async function serve(tile) {
  const { path, done } = /** @type {Wish} */ (wishes.get(tile));
  // The one who signs in next has other pictures.
  const mine = tried;
  try {
    const made = await make(path);
    mine.add(path);
    sight?.unobserve(tile);
    done(made);
  } catch {
    // The plug gave no answer about this picture: it is asked again when the tile comes into view again.
  }
}

/** @param {string} path @returns {Promise<boolean>} whether the plug has a small one now; rejects when it could not be asked */
async function make(path) {
  const response = await fetchRaw(fileUrl(path));
  if (!response.ok) throw new ApiError(kindOf(response.status), response.status);
  const tag = response.headers.get('ETag');
  const small = await shrink(await response.blob()).catch(() => undefined);
  return tag !== null && small !== undefined && (await keepThumb(path, tag, small));
}

document.addEventListener('visibilitychange', run);
whenSignedOut(() => {
  inView.clear();
  tried = new Set();
});

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
