// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { bytes, isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Store } from '../core/store.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { guestFileUrl, guestStore, previewOf } from './guest.js';

/** @type {Store<{name: string | undefined, text: string | undefined}>} what fills the screen */
export const lookStore = new Store({ name: undefined, text: undefined });

const SWIPE_PIXELS = 60;
const TEXT_BYTES = 256 * 1024;

/** @param {string} name */
export function look(name) {
  lookStore.set({ name, text: undefined });
  const entry = guestStore.state.entries.find((each) => each.name === name);
  if (entry && previewOf(entry) === 'text') readText(name);
}

function leave() {
  lookStore.set({ name: undefined });
}

/** @param {string} name */
async function readText(name) {
  try {
    const response = await fetch(guestFileUrl(name), { headers: { Range: `bytes=0-${TEXT_BYTES - 1}` }, redirect: 'error' });
    const text = response.ok ? await response.text() : '';
    if (lookStore.state.name === name) lookStore.set({ text });
  } catch {
    if (lookStore.state.name === name) lookStore.set({ text: '' });
  }
}

function shownOnes() {
  return guestStore.state.entries.filter((entry) => previewOf(entry) !== undefined);
}

/** @param {number} step */
function turn(step) {
  const all = shownOnes();
  const to = all[all.findIndex((entry) => entry.name === lookStore.state.name) + step];
  if (to) look(to.name);
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  const playing = ['VIDEO', 'AUDIO'].includes(/** @type {HTMLElement} */ (event.target).tagName);
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || playing || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  turn(getComputedStyle(document.documentElement).direction === 'rtl' ? -step : step);
}

/** @param {HTMLElement} element */
function show(element) {
  const dialog = /** @type {HTMLDialogElement} */ (element);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  /** @type {{x: number, y: number} | undefined} */
  let from;
  element.addEventListener('pointerdown', (event) => {
    const control = /** @type {HTMLElement} */ (event.target).closest('button, a, video, audio, pre');
    from = event.isPrimary && !control ? { x: event.clientX, y: event.clientY } : undefined;
  });
  element.addEventListener('pointerup', (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    from = undefined;
    if (Math.abs(x) > SWIPE_PIXELS && Math.abs(x) > 2 * Math.abs(y)) turn(x < 0 ? 1 : -1);
    else if (y > 2 * SWIPE_PIXELS && y > 2 * Math.abs(x)) leave();
  });
  dialog.showModal();
  dialog.focus();
  return () => {
    dialog.close();
    if (before?.isConnected) before.focus();
  };
}

/** @param {import('./guest.js').Entry} entry */
function stage(entry) {
  const name = isolated(entry.name);
  const url = guestFileUrl(entry.name);
  const kind = previewOf(entry);
  if (kind === 'film') return html`<video class="viewer-film" data-test="look-film" controls autoplay playsinline preload="metadata" src=${url} aria-label=${name}></video>`;
  if (kind === 'sound') return html`<audio class="look-sound" data-test="look-sound" controls autoplay preload="metadata" src=${url} aria-label=${name}></audio>`;
  if (kind === 'text') {
    const { text } = lookStore.state;
    return html`<pre class="look-text" data-test="look-text" tabindex="0" aria-label=${name}>${text ?? t('loading')}${entry.bytes > TEXT_BYTES ? `\n\n${t('guest.cut')}` : ''}</pre>`;
  }
  return html`<img class="viewer-picture" data-test="look-picture" src=${url} alt=${name} draggable="false" />`;
}

export function lookView() {
  const all = shownOnes();
  const at = all.findIndex((entry) => entry.name === lookStore.state.name);
  const entry = all[at];
  if (!entry) return nothing;
  const cancelled = (/** @type {Event} */ event) => {
    event.preventDefault();
    leave();
  };
  return html`<dialog class="viewer" data-test="look" data-name=${entry.name} tabindex="-1" aria-label=${isolated(entry.name)} @keydown=${keyed} @cancel=${cancelled} ${mounted(show)}>
    <div class="viewer-bar">
      <button class="viewer-button" data-test="look-close" aria-label=${t('photos.close')} @click=${leave}>${icon('close')}</button>
      <p class="viewer-about" aria-live="polite"><bdi class="viewer-name">${shownName(entry.name)}</bdi><span class="viewer-when">${bytes(entry.bytes)}</span></p>
      <a class="viewer-button" data-test="look-download" aria-label=${t('download')} title=${t('download')} href=${guestFileUrl(entry.name, '?download')} download=${entry.name}>${icon('download')}</a>
    </div>
    <div class="viewer-stage">${stage(entry)}</div>
    <button class="viewer-button viewer-before" data-test="look-before" aria-label=${t('photos.before')} ?disabled=${at === 0} @click=${() => turn(-1)}>${icon('right')}</button>
    <button class="viewer-button viewer-next" data-test="look-next" aria-label=${t('photos.next')} ?disabled=${at === all.length - 1} @click=${() => turn(1)}>${icon('right')}</button>
  </dialog>`;
}
