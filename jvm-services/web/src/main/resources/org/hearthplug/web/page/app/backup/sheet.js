// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, svg } from '../vendor/lit-html/lit-html.js';
import { MOST_BYTES, qr } from './qr.js';
import { backupStore, send, words } from './state.js';
import { Trying } from './trying.js';
import { fullDate, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { openDialog } from '../ui/dialogs.js';
import { toast } from '../ui/toasts.js';

/** @param {string} text */
export function qrView(text) {
  if (new TextEncoder().encode(text).length > MOST_BYTES) return nothing;
  const rows = qr(text);
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg class="backup-qr" viewBox="-2 -2 ${rows.length + 4} ${rows.length + 4}" role="img" aria-label=${t('backup.sheet.qr')}>${svg`<path d=${path} fill="#000"/>`}</svg>`;
}

export function print() {
  document.body.classList.add('printing-sheet');
  addEventListener('afterprint', () => document.body.classList.remove('printing-sheet'), { once: true });
  window.print();
}

/** @param {{words: string, plugName: string}} sheet */
function sheetView(sheet) {
  const { backup } = backupStore.state;
  return html`<div class="stack" data-test="recovery-sheet">
    <ol class="backup-words">${sheet.words.split('-').map((word) => html`<li data-test="recovery-word">${word}</li>`)}</ol>
    ${qrView(sheet.words)}
    <div class="backup-print stack"><p>${t('backup.sheet.of', { plug: shownName(sheet.plugName) })} ${fullDate(new Date())}</p>
      <ul>${backup?.targets.map((place) => html`<li>${place.label}: ${place.where}</li>`)}</ul><p>${t('backup.sheet.restic')}</p><p><code>restic -r … restore latest --target …</code></p></div></div>`;
}

/**
 * The recovery sheet. While it is not proved: shown, put away, typed back. Afterwards it is shown to who knows the passphrase.
 * @param {boolean} fresh
 */
export function openSheet(fresh) {
  /** @type {{words: string, plugName: string} | undefined} */
  let sheet;
  let step = fresh ? 'show' : 'passphrase';
  // The first place may still be under preparation.
  const trying = new Trying({ patient: true });
  return openDialog(t('backup.sheet.title'), (frame) => {
    const attempt = (/** @type {() => Promise<void>} */ act) => trying.run(frame, act);
    if (fresh && !sheet && !trying.busy && !trying.problem) attempt(async () => { sheet = await words(); });
    const typed = (/** @type {SubmitEvent} */ event, /** @type {string} */ name) => {
      event.preventDefault();
      return String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get(name));
    };
    const prove = (/** @type {SubmitEvent} */ event) => {
      const text = typed(event, 'words');
      return attempt(async () => {
        await send('POST', 'words/proof', { words: text });
        frame.close(true);
        toast('good', t('backup.sheet.proved'));
        await send('POST', 'run', { kind: 'backup' });
      });
    };
    const unlock = (/** @type {SubmitEvent} */ event) => {
      const text = typed(event, 'passphrase');
      return attempt(async () => {
        sheet = await words(text);
        step = 'show';
      });
    };
    const foot = trying.view('sheet-problem');
    if (step === 'passphrase') {
      return html`<form class="stack" novalidate @submit=${unlock}><p>${t('backup.sheet.ask')}</p>
        <label class="field"><span class="field-label">${t('passphrase')}</span><input class="input" name="passphrase" type="password" autocomplete="current-password" data-test="sheet-passphrase" /></label>${foot}
        <div class="dialog-buttons"><button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('cancel')}</button><button class="button primary" data-test="dialog-submit" ?disabled=${trying.busy}>${t('backup.sheet.show')}</button></div></form>`;
    }
    if (step === 'type') {
      return html`<form class="stack" novalidate @submit=${prove}><p>${t('backup.sheet.type')}</p>
        <label class="field"><span class="field-label">${t('backup.words')}</span><input class="input" name="words" data-test="sheet-typed" autocomplete="off" autocapitalize="off" spellcheck="false" /></label>${foot}
        <div class="dialog-buttons"><button type="button" class="button" data-test="sheet-back" @click=${() => { step = 'show'; trying.problem = ''; frame.refresh(); }}>${t('backup.sheet.back')}</button><button class="button primary" data-test="sheet-prove" ?disabled=${trying.busy}>${t('backup.sheet.prove')}</button></div></form>`;
    }
    return html`<div class="stack"><p>${t('backup.sheet.lead')}</p>${sheet ? sheetView(sheet) : nothing}${foot}
      <div class="dialog-buttons"><button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button>
        <button type="button" class="button" data-test="sheet-print" ?disabled=${!sheet} @click=${print}>${t('backup.sheet.print')}</button>
        ${fresh ? html`<button type="button" class="button primary" data-test="sheet-next" ?disabled=${!sheet} @click=${() => { step = 'type'; frame.refresh(); }}>${t('backup.sheet.next')}</button>` : nothing}</div></div>`;
  });
}
