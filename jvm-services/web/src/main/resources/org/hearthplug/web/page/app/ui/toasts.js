// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { t } from '../core/i18n.js';
import { Store } from '../core/store.js';
import { icon } from './icons.js';

/** @typedef {{id: number, kind: 'info' | 'good' | 'bad', text: string, undo?: () => void}} Toast */

/** @type {Store<{toasts: Toast[]}>} */
export const toastStore = new Store({ toasts: [] });

let lastId = 0;
let held = false;
/** @type {Map<number, number>} milliseconds each still has to stay */
const remaining = new Map();
let ticker = 0;

/** @param {'info' | 'good' | 'bad'} kind @param {string} text @param {{undo?: () => void}} [options] @returns {number} */
export function toast(kind, text, { undo } = {}) {
  const id = ++lastId;
  toastStore.set({ toasts: [...toastStore.state.toasts.slice(-2), { id, kind, text, undo }] });
  remaining.set(id, undo ? 12_000 : kind === 'bad' ? 10_000 : 5_000);
  if (!ticker) ticker = window.setInterval(tick, 500);
  return id;
}

/** @param {number} id */
export function dismiss(id) {
  remaining.delete(id);
  toastStore.set({ toasts: toastStore.state.toasts.filter((each) => each.id !== id) });
  if (remaining.size === 0) {
    clearInterval(ticker);
    ticker = 0;
    held = false;
  }
}

function tick() {
  if (held || document.hidden) return;
  for (const [id, left] of [...remaining]) {
    if (left <= 500) dismiss(id);
    else remaining.set(id, left - 500);
  }
}

/** Takes back what the newest toast offers to take back; for Ctrl+Z. @returns {boolean} */
export function undoNewest() {
  const newest = toastStore.state.toasts.findLast((each) => each.undo);
  if (!newest) return false;
  dismiss(newest.id);
  newest.undo?.();
  return true;
}

/** @param {Toast} each */
function toastView(each) {
  const undo = () => {
    dismiss(each.id);
    each.undo?.();
  };
  return html`<div class="toast" data-test="toast" data-kind=${each.kind}>
    ${icon(each.kind === 'bad' ? 'warning' : each.kind === 'good' ? 'check' : 'info')}
    <span class="toast-text">${each.text}</span>
    ${each.undo ? html`<button class="toast-action" data-test="toast-undo" @click=${undo}>${t('undo')}</button>` : nothing}
    <button class="icon-button" data-test="toast-close" aria-label=${t('close')} @click=${() => dismiss(each.id)}>${icon('close')}</button>
  </div>`;
}

export function toastsView() {
  const hold = () => (held = true);
  const release = () => (held = false);
  return html`<div class="toasts" role="status" aria-live="polite" aria-label=${t('toasts')}
      @pointerenter=${hold} @pointerleave=${release} @focusin=${hold} @focusout=${release}>
    ${repeat(toastStore.state.toasts, (each) => each.id, toastView)}
  </div>`;
}
