// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { keyed } from '../vendor/lit-html/directives/keyed.js';
import { bytes, isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { previewOf } from '../core/kinds.js';
import { fetchRaw, reportUnauthenticated } from '../core/request.js';
import { Store } from '../core/store.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { addSubtitles, subtitlesOf } from './subtitles.js';

/** @typedef {{name: string, type: string, bytes: number}} Entry */

const SWIPE_PIXELS = 60;
const TEXT_BYTES = 256 * 1024;

/** The first part of a text. @param {string} url @returns {Promise<string>} */
async function beginning(url) {
  const answer = await fetchRaw(url, { headers: { Range: `bytes=0-${TEXT_BYTES - 1}` } });
  // An empty file has no part.
  if (answer.status === 416) return '';
  if (answer.status === 401) reportUnauthenticated();
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}

/**
 * What fills the screen with one file of a folder after the other: pictures, films with their subtitles, sounds, texts. For whoever is
 * signed in and for guests.
 */
export class Look {
  /** @param {() => Entry[]} entries of the folder, in the order in which they are shown @param {(name: string, query?: string) => string} url */
  constructor(entries, url) {
    this.entries = entries;
    this.url = url;
    /** @type {Store<{name: string | undefined, text: string | undefined, unread: boolean}>} */
    this.store = new Store({ name: undefined, text: undefined, unread: false });
  }

  /** @param {string} name */
  open(name) {
    this.store.set({ name, text: undefined, unread: false });
    const entry = this.entries().find((each) => each.name === name);
    if (entry && previewOf(entry) === 'text') this.readText(name);
  }

  leave() {
    if (this.store.state.name !== undefined) this.store.set({ name: undefined });
  }

  /** @param {string} name */
  async readText(name) {
    const text = await beginning(this.url(name)).catch(() => undefined);
    if (this.store.state.name === name) this.store.set({ text, unread: text === undefined });
  }

  /** @param {number} step */
  turn(step) {
    const all = this.entries();
    let at = all.findIndex((entry) => entry.name === this.store.state.name);
    do at += step; while (all[at] && !previewOf(all[at]));
    if (all[at]) this.open(all[at].name);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const playing = ['VIDEO', 'AUDIO'].includes(/** @type {HTMLElement} */ (event.target).tagName);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || playing || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.turn(getComputedStyle(document.documentElement).direction === 'rtl' ? -step : step);
  }

  /** @param {HTMLElement} element */
  show(element) {
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
      // Two fingers look closer; then one finger moves the picture about.
      if ((visualViewport?.scale ?? 1) > 1.05) return;
      if (Math.abs(x) > SWIPE_PIXELS && Math.abs(x) > 2 * Math.abs(y)) this.turn(x < 0 ? 1 : -1);
      else if (y > 2 * SWIPE_PIXELS && y > 2 * Math.abs(x)) this.leave();
    });
    dialog.showModal();
    dialog.focus();
    return () => {
      dialog.close();
      if (before?.isConnected) before.focus();
    };
  }

  /** @param {Entry} entry */
  stage(entry) {
    const name = isolated(entry.name);
    const url = this.url(entry.name);
    const kind = previewOf(entry);
    if (kind === 'film') {
      const subtitles = (/** @type {HTMLElement} */ video) => void addSubtitles(/** @type {HTMLVideoElement} */ (video), subtitlesOf(entry.name, this.entries()), this.url);
      return html`<video class="viewer-film" data-test="look-film" controls autoplay playsinline preload="metadata" src=${url} aria-label=${name} ${mounted(subtitles)}></video>`;
    }
    if (kind === 'sound') return html`<audio class="look-sound" data-test="look-sound" controls autoplay preload="metadata" src=${url} aria-label=${name}></audio>`;
    if (kind === 'text') {
      const { text, unread } = this.store.state;
      if (unread) return html`<div class="look-unread" role="alert" data-test="look-unread"><p>${t('look.unread')}</p><button class="button" data-test="retry" @click=${() => this.open(entry.name)}>${icon('retry')}${t('retry')}</button></div>`;
      return html`<pre class="look-text" data-test="look-text" tabindex="0" role="document" aria-label=${name}>${text ?? t('loading')}${entry.bytes > TEXT_BYTES ? `\n\n${t('guest.cut')}` : ''}</pre>`;
    }
    const failed = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest('.viewer')?.setAttribute('data-failed', '');
    const came = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest('.viewer')?.removeAttribute('data-failed');
    return html`<img class="viewer-picture" data-test="look-picture" src=${url} alt=${name} draggable="false" @error=${failed} @load=${came} />`;
  }

  view() {
    const { name } = this.store.state;
    if (name === undefined) return nothing;
    const all = this.entries();
    const at = all.findIndex((entry) => entry.name === name);
    const entry = all[at];
    if (!entry) return nothing;
    const cancelled = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.leave();
    };
    const none = (/** @type {Entry[]} */ rest) => !rest.some((each) => previewOf(each));
    return html`<dialog class="viewer" data-test="look" data-name=${entry.name} tabindex="-1" aria-label=${isolated(entry.name)}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.pressed(event)} @cancel=${cancelled} ${mounted((element) => this.show(element))}>
      <div class="viewer-bar">
        <button class="viewer-button" data-test="look-close" aria-label=${t('photos.close')} @click=${() => this.leave()}>${icon('close')}</button>
        <p class="viewer-about" aria-live="polite"><bdi class="viewer-name">${shownName(entry.name)}</bdi><span class="viewer-when">${bytes(entry.bytes)}</span></p>
        <a class="viewer-button" data-test="look-download" aria-label=${t('download')} title=${t('download')} href=${this.url(entry.name, '?download')} download=${entry.name}>${icon('download')}</a>
      </div>
      <div class="viewer-stage">${keyed(entry.name, this.stage(entry))}<p class="viewer-failed" role="status">${t('photos.not-shown')}</p></div>
      <button class="viewer-button viewer-before" data-test="look-before" aria-label=${t('photos.before')} ?disabled=${none(all.slice(0, at))} @click=${() => this.turn(-1)}>${icon('right')}</button>
      <button class="viewer-button viewer-next" data-test="look-next" aria-label=${t('photos.next')} ?disabled=${none(all.slice(at + 1))} @click=${() => this.turn(1)}>${icon('right')}</button>
    </dialog>`;
  }
}
