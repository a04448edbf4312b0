// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { bytes, byteRate, duration, percent, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { join } from '../core/paths.js';
import { css } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { resolveConflicts } from './conflict.js';
import { clearUploads, queue, speed, uploadStore } from './uploads.js';

/** @typedef {import('./queue.js').Upload} Upload */

/** More lines than this help nobody. */
const SHOWN = 80;
const ORDER = { conflict: 0, failed: 1, sending: 2, storing: 2, paused: 3, waiting: 4, done: 5, skipped: 6, cancelled: 6 };

/** What needs a person first, then what moves, then what waits, then the newest that are done. */
function shownUploads() {
  const { uploads } = queue;
  if (uploads.length <= SHOWN) return [...uploads].sort((a, b) => ORDER[a.state] - ORDER[b.state] || (a.state === 'done' ? b.id - a.id : a.id - b.id));
  /** @type {Upload[][]} */
  const groups = Array.from({ length: 7 }, () => []);
  for (const upload of uploads) {
    const group = groups[ORDER[upload.state]];
    if (upload.state === 'done' || group.length < SHOWN) group.push(upload);
  }
  groups[5] = groups[5].slice(-SHOWN).reverse();
  const urgent = groups.slice(0, 4).flat();
  return [...urgent, ...groups[4].slice(0, 20), ...groups[5], ...groups[6]].slice(0, SHOWN);
}

/** @param {Upload} upload */
function problemText({ error, state }) {
  if (state === 'paused') return t(queue.blocked === 'session' ? 'upload.paused-session' : 'upload.paused-network');
  if (state !== 'failed') return '';
  const known = /** @type {any} */ (error);
  if (known?.nameProblem) return t(`name.${known.nameProblem}`);
  if (known?.unreadable) return t('upload.unreadable');
  return error instanceof ApiError ? sentence(error, 'upload') : t('error.page');
}

/** @param {Upload} upload */
function itemView(upload) {
  const { state, name, folder, bytes: size, sent } = upload;
  const moving = state === 'sending' || state === 'storing';
  const over = ['done', 'skipped', 'cancelled'].includes(state);
  const label = { name: `\u2068${shownName(name)}\u2069` };
  return html`<li class="upload ${state}" data-test="upload-item" data-name=${name} data-path=${join(folder, name)} data-state=${state}>
    <span class="upload-sign" aria-hidden="true">${icon(state === 'done' ? 'check' : state === 'failed' || state === 'conflict' ? 'warning' : state === 'cancelled' || state === 'skipped' ? 'close' : 'upload')}</span>
    <div class="upload-body">
      <p class="upload-name"><bdi>${shownName(name)}</bdi></p>
      <p class="quiet upload-note">${problemText(upload) || html`${state === 'sending' && sent > 0 ? t('upload.sent-of', { sent: bytes(sent), total: bytes(size) }) : `${t(`upload.state.${state}`)} · ${bytes(size)}`}`}</p>
      ${moving ? html`<div class="bar-line ${state === 'storing' ? 'storing' : ''}" aria-hidden="true" ${css({ '--part': size === 0 ? 1 : sent / size })}></div>` : nothing}
    </div>
    ${state === 'conflict' ? html`<button class="text-button" data-test="upload-resolve" @click=${resolveConflicts}>${t('upload.decide')}</button>` : nothing}
    ${['failed', 'cancelled', 'skipped'].includes(state) && upload.file ? html`<button class="icon-button" data-test="upload-retry" aria-label=${t('upload.retry-named', label)} title=${t('retry')} @click=${() => queue.retry(upload)}>${icon('retry')}</button>` : nothing}
    ${over ? nothing : html`<button class="icon-button" data-test="upload-cancel" aria-label=${t('upload.cancel-named', label)} title=${t('cancel')} @click=${() => queue.cancel(upload)}>${icon('close')}</button>`}
  </li>`;
}

function summary() {
  const { counts, active, totalBytes, sentBytes } = queue;
  if (active > 0) {
    if (queue.blocked) return t(queue.blocked === 'session' ? 'upload.paused-session' : 'upload.paused-network');
    const rest = speed.remaining(totalBytes - sentBytes);
    return [t('upload.active', { count: active }), speed.rate > 0 ? byteRate(speed.rate) : '', rest === undefined || rest < 1 ? '' : t('upload.rest', { time: duration(rest) })].filter(Boolean).join(' · ');
  }
  if (counts.conflict > 0) return t('upload.conflict-count', { count: counts.conflict });
  if (counts.failed > 0) return t('upload.failed-count', { count: counts.failed });
  return counts.done > 0 ? t('upload.finished', { count: counts.done }) : t('upload.nothing');
}

export function uploadPanel() {
  const { uploads, counts, active, totalBytes, sentBytes } = queue;
  if (uploads.length === 0) return nothing;
  const { open } = uploadStore.state;
  const shown = open ? shownUploads() : [];
  const part = totalBytes > 0 ? sentBytes / totalBytes : active > 0 ? 0 : 1;
  const attention = counts.failed + counts.conflict > 0;
  return html`<section class="uploads ${attention ? 'attention' : ''}" aria-label=${t('uploads')} data-test="upload-panel"
      data-active=${active} data-failed=${counts.failed} data-done=${counts.done}>
    <header class="uploads-head">
      <div class="uploads-words"><h2 class="uploads-title">${t('uploads')}</h2><p class="quiet">${summary()}</p></div>
      ${counts.conflict > 0 ? html`<button class="text-button" data-test="upload-resolve-all" @click=${resolveConflicts}>${t('upload.decide')}</button>` : nothing}
      ${counts.failed > 1 ? html`<button class="text-button" data-test="upload-retry-all" @click=${() => queue.retryFailed()}>${t('upload.retry-all')}</button>` : nothing}
      ${active > 0
        ? html`<button class="text-button" data-test="upload-cancel-all" @click=${() => queue.cancelAll()}>${t('upload.cancel-all')}</button>`
        : html`<button class="text-button" data-test="upload-clear" @click=${clearUploads}>${t('upload.clear')}</button>`}
      <button class="icon-button" aria-expanded=${String(open)} aria-controls="uploads-list" aria-label=${t(open ? 'upload.fold' : 'upload.unfold')}
        @click=${() => uploadStore.set({ open: !open })}>${icon(open ? 'down' : 'up')}</button>
    </header>
    <div class="bar-line total" role="progressbar" aria-label=${t('uploads')} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(part * 100)}
      aria-valuetext=${percent(part)} ${css({ '--part': part })}></div>
    <ul class="uploads-list" id="uploads-list" tabindex=${open ? '0' : '-1'} aria-label=${t('uploads.list')} ?hidden=${!open}>
      ${repeat(shown, (upload) => upload.id, itemView)}
      ${open && uploads.length > shown.length ? html`<li class="quiet uploads-more">${t('upload.more', { count: uploads.length - shown.length })}</li>` : nothing}
    </ul>
  </section>`;
}
