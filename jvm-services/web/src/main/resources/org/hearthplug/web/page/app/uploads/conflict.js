// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { ApiError } from '../core/api.js';
import { bytes, isolated, moment } from '../core/format.js';
import { t } from '../core/i18n.js';
import { entryNamed, listingStore } from '../files/listing.js';
import { openDialog } from '../ui/dialogs.js';
import { queue } from './uploads.js';

/** @typedef {import('./queue.js').Resolution} Resolution */

let open = false;

/** Asks about each conflict, or once for all of them. */
export async function resolveConflicts() {
  if (open) return;
  open = true;
  try {
    for (let upload = nextConflict(); upload; upload = nextConflict()) {
      const answer = await ask(upload);
      if (!answer) break;
      if (answer.all) queue.resolveAll(answer.resolution);
      else queue.resolve(upload, answer.resolution);
    }
  } finally {
    open = false;
  }
}

function nextConflict() {
  return queue.uploads.find((upload) => upload.state === 'conflict');
}

/** @param {import('./queue.js').Upload} upload @returns {Promise<{resolution: Resolution, all: boolean} | undefined>} */
function ask(upload) {
  const present = upload.folder === listingStore.state.path ? entryNamed(upload.name) : undefined;
  let all = false;
  // A name that is merely too much alike, or a folder's, cannot be replaced.
  const replaceable = upload.error instanceof ApiError && upload.error.kind === 'exists';
  return openDialog(t('conflict.title', { name: isolated(upload.name) }), (frame) => {
    const others = queue.counts.conflict - 1 + queue.active;
    const choose = (/** @type {Resolution} */ resolution) => () => frame.close({ resolution, all });
    return html`
      <dl class="compare">
        ${present ? html`<div><dt>${t('conflict.present')}</dt><dd>${present.type === 'file' ? bytes(present.bytes) : t('type.folder')} · ${moment(new Date(present.modified))}</dd></div>` : nothing}
        <div><dt>${t('conflict.new')}</dt><dd>${bytes(upload.bytes)} · ${moment(new Date(upload.modified))}</dd></div>
      </dl>
      <p class="quiet">${t(replaceable ? 'conflict.hint' : 'conflict.alike')}</p>
      ${others > 0 ? html`<label class="check-line"><input type="checkbox" data-test="conflict-all" .checked=${all}
        @change=${(/** @type {Event} */ event) => (all = /** @type {HTMLInputElement} */ (event.target).checked)} />
        <span>${t('conflict.all')}</span></label>` : nothing}
      <div class="dialog-buttons">
        <button class="button" data-test="conflict-skip" @click=${choose('skip')}>${t('conflict.skip')}</button>
        ${replaceable ? html`<button class="button" data-test="conflict-replace" @click=${choose('replace')}>${t('conflict.replace')}</button>` : nothing}
        <button class="button primary" data-test="conflict-keep-both" data-autofocus @click=${choose('keep-both')}>${t('conflict.keep-both')}</button>
      </div>`;
  });
}

/** Opens the question by itself, unless a person is in the midst of something else. */
export function offerConflicts() {
  const busy = document.querySelector('dialog, .menu') || document.activeElement?.matches('input, textarea');
  if (!open && !busy && queue.counts.conflict > 0) resolveConflicts();
}
