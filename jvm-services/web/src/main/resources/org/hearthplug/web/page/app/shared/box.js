// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, percent, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { ApiError, send } from '../core/request.js';
import { Store } from '../core/store.js';
import { transport } from '../uploads/transport.js';
import { icon } from '../ui/icons.js';
import { guestFileUrl, guestStore } from './guest.js';

/** @typedef {{id: number, file: File, url: string, state: 'waiting' | 'sending' | 'storing' | 'done' | 'failed', sent: number, reason: string}} Item */

/** away: the plug does not answer, and what is left waits for it. @type {Store<{items: Item[], over: boolean, away: boolean}>} */
export const boxStore = new Store({ items: [], over: false, away: false });

const TRIES = 3;
const TRY_MILLIS = 2000;
const LONGEST_MILLIS = 15_000;

let lastId = 0;
let running = false;

/** Each goes into the box that is open now, whatever link is opened meanwhile. @param {Iterable<File>} files */
function add(files) {
  const fresh = [...files].map((file) => /** @type {Item} */ ({ id: ++lastId, file, url: guestFileUrl(file.name), state: 'waiting', sent: 0, reason: '' }));
  boxStore.set({ items: [...boxStore.state.items, ...fresh], over: false });
  if (!running) run();
}

/** @param {Item} item */
function again(item) {
  Object.assign(item, { state: 'waiting', sent: 0, reason: '' });
  boxStore.changed();
  if (!running) run();
}

/** One after the other: a guest's line is seldom wide. */
async function run() {
  running = true;
  for (let item = waiting(); item; item = waiting()) await sendWithPatience(item);
  running = false;
}

function waiting() {
  return boxStore.state.items.find((item) => item.state === 'waiting');
}

/** @param {Item} item */
async function sendWithPatience(item) {
  for (let attempt = 1; ; attempt++) {
    try {
      await sendItem(item);
      item.state = 'done';
      return boxStore.changed();
    } catch (error) {
      const passing = error instanceof ApiError && ['network', 'unavailable'].includes(error.kind) && attempt < TRIES && (await transport.readable(item.file));
      Object.assign(item, { state: passing ? 'waiting' : 'failed', sent: 0, reason: passing ? '' : sentence(error, 'guest') });
      boxStore.changed();
      if (!passing) return;
      await (error.kind === 'network' ? answer() : transport.wait(TRY_MILLIS * attempt));
    }
  }
}

/** Waits until the plug answers again. */
async function answer() {
  boxStore.set({ away: true });
  let pause = TRY_MILLIS;
  do {
    await transport.wait(pause);
    pause = Math.min(2 * pause, LONGEST_MILLIS);
  } while (!(await transport.reachable()));
  boxStore.set({ away: false });
}

/** @param {Item} item */
async function sendItem(item) {
  const moved = (/** @type {number} */ sent) => {
    Object.assign(item, { state: sent >= item.file.size ? 'storing' : 'sending', sent });
    boxStore.changed();
  };
  item.state = 'sending';
  boxStore.changed();
  await send('PUT', item.url, { body: item.file, quiet: true, progress: moved });
}

/** @param {Item} item */
function itemView(item) {
  const { file, state, sent, reason } = item;
  const says = state === 'sending' ? percent(file.size === 0 ? 1 : sent / file.size) : state === 'failed' ? reason : t(`guest.box.${state}`);
  return html`<li class="found-row" data-test="guest-sent" data-name=${file.name} data-state=${state}>
    ${icon(state === 'done' ? 'check' : state === 'failed' ? 'warning' : 'upload')}
    <div class="found-body"><span class="found-name"><bdi>${shownName(file.name)}</bdi></span><span class="found-where ${state === 'failed' ? 'field-problem' : 'quiet'}">${says}</span>
      ${state === 'sending' ? html`<progress class="box-bar" max="1" .value=${file.size === 0 ? 1 : sent / file.size} aria-label=${isolated(file.name)}></progress>` : nothing}</div>
    ${state === 'failed' ? html`<button class="button" data-test="guest-again" @click=${() => again(item)}>${icon('retry')}<span>${t('retry')}</span></button>` : html`<span class="found-more quiet">${bytes(file.size)}</span>`}
  </li>`;
}

addEventListener('beforeunload', (event) => {
  if (boxStore.state.items.some(({ state }) => state !== 'done' && state !== 'failed')) event.preventDefault();
});

/** @param {Event} event */
function chose(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (input.files) add(input.files);
  input.value = '';
}

/** @param {DragEvent} event */
function over(event) {
  event.preventDefault();
  if (!boxStore.state.over) boxStore.set({ over: true });
}

/** @param {DragEvent} event */
function dropped(event) {
  event.preventDefault();
  // Folders come as files without content; what they hold is sent file by file from the button.
  const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === 'file' && !item.webkitGetAsEntry?.()?.isDirectory);
  add(items.flatMap((item) => item.getAsFile() ?? []));
}

/** A box that takes things in. */
export function boxView() {
  const { about } = guestStore.state;
  const { items, away } = boxStore.state;
  const done = items.filter((item) => item.state === 'done').length;
  return html`<div class="guest-head"><div><h1 class="guest-title" tabindex="-1"><bdi>${shownName(about.name ?? '')}</bdi></h1>
      <p class="quiet">${t('guest.box.lead', { owner: isolated(about.ownerName ?? '') })}</p></div></div>
    <label class="box" data-test="guest-box" ?data-over=${boxStore.state.over} @dragover=${over} @dragleave=${() => boxStore.set({ over: false })} @drop=${dropped}>
      ${icon('upload', 'huge')}<span class="box-title">${t('guest.box.drop')}</span><span class="button primary" aria-hidden="true">${t('guest.box.choose')}</span>
      <input class="visually-hidden" type="file" multiple data-test="guest-input" aria-label=${t('guest.box.choose')} @change=${chose} />
      ${about.spareBytes === undefined ? nothing : html`<span class="quiet">${t('guest.box.room', { room: bytes(about.spareBytes) })}</span>`}
    </label>
    <p class="visually-hidden" role="status">${done > 0 ? t('guest.box.count', { count: done }) : ''}</p>
    <p role="status" data-test="guest-away">${away ? t('guest.box.away') : ''}</p>
    ${items.length > 0 ? html`<ul class="found-list">${repeat(items, (item) => item.id, itemView)}</ul>` : nothing}`;
}
