// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { bin, files, fileUrl } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, number, shownName } from '../core/format.js';
import { language, t } from '../core/i18n.js';
import { baseName, parent } from '../core/paths.js';
import { routeHash, routeStore } from '../core/router.js';
import { Store } from '../core/store.js';
import { downloadUrl } from '../files/actions.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { aboutPicture } from './exif.js';
import { openTimeline, pictureLeft, readOn, timelineStore } from './timeline.js';

/** @typedef {import('./timeline.js').Picture} Picture */

/**
 * Where pictures come from, one after the other: the timeline, or an album.
 * @typedef {{pictures: () => Picture[], readOn: () => void, left: (path: string) => void, again: () => void, actions?: (picture: Picture) => unknown}} Source
 */

/** @type {Source} */
export const timelineSource = { pictures: () => timelineStore.state.pictures, readOn, left: pictureLeft, again: openTimeline };

/** The picture that fills the screen, and what it says of itself. @type {Store<{path: string | undefined, source: Source, about: import('./exif.js').About}>} */
export const viewerStore = new Store({ path: undefined, source: timelineSource, about: {} });

const SWIPE_PIXELS = 60;
/** Who leafs through pictures looks at none of them for so long. */
const LOOKED_MILLIS = 500;

let asking = 0;

/** @param {string} path @param {Source} source */
export function look(path, source) {
  viewerStore.set({ path, source, about: {} });
  clearTimeout(asking);
  asking = window.setTimeout(async () => {
    const about = await aboutPicture(path);
    if (viewerStore.state.path === path) viewerStore.set({ about });
  }, LOOKED_MILLIS);
}

export function leave() {
  clearTimeout(asking);
  viewerStore.set({ path: undefined });
}

routeStore.subscribe(() => viewerStore.state.path !== undefined && leave());

function shown() {
  return viewerStore.state.source.pictures();
}

function position() {
  return shown().findIndex((picture) => picture.path === viewerStore.state.path);
}

/** @param {number} step */
function turn(step) {
  const { source } = viewerStore.state;
  const pictures = shown();
  const to = position() + step;
  if (to < 0 || to >= pictures.length) return;
  look(pictures[to].path, source);
  if (to > pictures.length - 20) source.readOn();
}

async function remove() {
  const { path, source } = viewerStore.state;
  if (path === undefined) return;
  // The way back is offered on the page, which the viewer would cover.
  leave();
  await removePictures([path], source);
}

/** Moves pictures to the bin; the message takes it back. @param {string[]} paths @param {Source} source */
export async function removePictures(paths, source) {
  const gone = [];
  try {
    for (const path of paths) {
      gone.push(await files.remove(path));
      source.left(path);
    }
  } catch (error) {
    toast('bad', sentence(error, 'delete'));
  }
  if (gone.length === 0) return;
  const back = async () => {
    for (const { undo } of gone) await bin.restore(undo);
    source.again();
  };
  toast('good', gone.length === 1 ? t('delete.done-one', { name: isolated(gone[0].name) }) : t('delete.done', { count: gone.length }), { undo: () => back().catch((error) => toast('bad', sentence(error, 'restore'))) });
}

/** Asks which album shall have pictures. @param {string[]} paths @param {() => void} [done] */
export async function addToAlbum(paths, done) {
  try {
    const { openAddToAlbum } = await import('./album-dialog.js');
    if (await openAddToAlbum(paths)) done?.();
  } catch (error) {
    toast('bad', sentence(error));
  }
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  const rtl = getComputedStyle(document.documentElement).direction === 'rtl' ? -1 : 1;
  const film = /** @type {HTMLElement} */ (event.target).tagName === 'VIDEO';
  const acts = /** @type {Record<string, () => void>} */ ({
    ArrowRight: () => turn(rtl), ArrowLeft: () => turn(-rtl), Delete: remove,
    Home: () => turn(-position()), End: () => turn(shown().length - 1 - position()),
  });
  if (film && event.key.startsWith('Arrow')) return;
  const act = acts[event.key];
  if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  act();
}

/** One finger sideways turns the page, downwards closes. @param {HTMLElement} element */
function gestures(element) {
  /** @type {{x: number, y: number, id: number} | undefined} */
  let from;
  const down = (/** @type {PointerEvent} */ event) => {
    const control = /** @type {HTMLElement} */ (event.target).closest('button, a, video');
    from = event.isPrimary && !control ? { x: event.clientX, y: event.clientY, id: event.pointerId } : undefined;
  };
  const up = (/** @type {PointerEvent} */ event) => {
    if (!from || from.id !== event.pointerId) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    from = undefined;
    if (Math.abs(x) > SWIPE_PIXELS && Math.abs(x) > 2 * Math.abs(y)) turn(x < 0 ? 1 : -1);
    else if (y > 2 * SWIPE_PIXELS && y > 2 * Math.abs(x)) leave();
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointerup', up);
}

/** @param {HTMLElement} element */
function show(element) {
  const dialog = /** @type {HTMLDialogElement} */ (element);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  dialog.showModal();
  gestures(element);
  dialog.focus();
  return () => {
    dialog.close();
    const tile = /** @type {HTMLElement | null} */ (document.querySelector('.tile[data-seen]'));
    if (before?.isConnected) (tile ?? before).focus();
  };
}

/** @param {Picture} picture */
function stage(picture) {
  const name = isolated(baseName(picture.path));
  if (picture.film) return html`<video class="viewer-film" data-test="viewer-film" controls autoplay playsinline preload="metadata" src=${fileUrl(picture.path)} aria-label=${name}></video>`;
  const failed = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest('.viewer')?.setAttribute('data-failed', '');
  const came = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest('.viewer')?.removeAttribute('data-failed');
  return html`<img class="viewer-picture" data-test="viewer-picture" src=${fileUrl(picture.path)} alt=${name} draggable="false" @error=${failed} @load=${came} />`;
}

/** @param {number} degrees @param {string} plus @param {string} minus */
function side(degrees, plus, minus) {
  return t(degrees < 0 ? minus : plus, { degrees: number(Math.abs(degrees), { minimumFractionDigits: 3, maximumFractionDigits: 3 }) });
}

/** Where and by what: the device's own map opens the place, and nobody is asked about it. */
function said() {
  const { latitude, longitude, camera } = viewerStore.state.about;
  const placed = latitude !== undefined && longitude !== undefined;
  return html`${placed ? html` · <a class="viewer-place" data-test="viewer-place" href="geo:${latitude.toFixed(5)},${longitude.toFixed(5)}" title=${t('photos.place')}>${side(latitude, 'photos.north', 'photos.south')}, ${side(longitude, 'photos.east', 'photos.west')}</a>` : nothing}${camera ? html` · <bdi data-test="viewer-camera">${shownName(camera)}</bdi>` : nothing}`;
}

/** The neighbours are fetched ahead, so that turning the page shows them at once. @param {Picture | undefined} picture */
function ahead(picture) {
  return picture && !picture.film && picture.bytes < 12e6 ? html`<link rel="prefetch" as="image" href=${fileUrl(picture.path)} />` : nothing;
}

export function viewerView() {
  const at = position();
  const pictures = shown();
  const picture = pictures[at];
  if (!picture) return nothing;
  const { source } = viewerStore.state;
  const taken = new Intl.DateTimeFormat(language(), { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(picture.taken));
  const cancelled = (/** @type {Event} */ event) => {
    event.preventDefault();
    leave();
  };
  const name = baseName(picture.path);
  return html`<dialog class="viewer" data-test="viewer" data-path=${picture.path} tabindex="-1" aria-label=${t('photos.viewer')} @keydown=${keyed} @cancel=${cancelled} ${mounted(show)}>
    <div class="viewer-bar">
      <button class="viewer-button" data-test="viewer-close" aria-label=${t('photos.close')} @click=${leave}>${icon('close')}</button>
      <p class="viewer-about" aria-live="polite"><bdi class="viewer-name">${shownName(name)}</bdi><span class="viewer-when">${taken}${said()}</span></p>
      ${source.actions?.(picture) ?? nothing}
      <button class="viewer-button" data-test="viewer-album" aria-label=${t('albums.add')} title=${t('albums.add')} @click=${() => addToAlbum([picture.path])}>${icon('plus')}</button>
      <a class="viewer-button" data-test="viewer-folder" aria-label=${t('photos.folder')} title=${t('photos.folder')} href=${routeHash({ view: 'files', path: parent(picture.path) })}>${icon('files')}</a>
      <a class="viewer-button" data-test="viewer-download" aria-label=${t('download')} title=${t('download')} href=${downloadUrl(picture.path)} download=${name}>${icon('download')}</a>
      <button class="viewer-button" data-test="viewer-delete" aria-label=${t('delete')} title=${t('delete')} @click=${remove}>${icon('bin')}</button>
    </div>
    <div class="viewer-stage">${stage(picture)}<p class="viewer-failed" role="status">${t('photos.not-shown')}</p></div>
    <button class="viewer-button viewer-before" data-test="viewer-before" aria-label=${t('photos.before')} ?disabled=${at === 0} @click=${() => turn(-1)}>${icon('right')}</button>
    <button class="viewer-button viewer-next" data-test="viewer-next" aria-label=${t('photos.next')} ?disabled=${at === pictures.length - 1} @click=${() => turn(1)}>${icon('right')}</button>
    ${ahead(pictures[at + 1])}
  </dialog>`;
}
