// SPDX-License-Identifier: AGPL-3.0-or-later
import { html } from '../vendor/lit-html/lit-html.js';
import { print, qrView } from './sheet.js';
import { send, split } from './state.js';
import { longDate } from './times.js';
import { Trying } from './trying.js';
import { isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { toast } from '../ui/toasts.js';

/** @typedef {import('./state.js').Shares} Shares */

const MOST = 16;

/** @param {string} text the shares as typed, one a line */
export const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** @param {string} hint */
export function sharesField(hint) {
  return html`<label class="field"><span class="field-label">${t('backup.shares.field')}</span>
    <textarea class="input backup-shares-typed" name="shares" rows="4" data-test="shares-typed" autocomplete="off" autocapitalize="off" spellcheck="false"></textarea>
    <span class="quiet">${hint}</span></label>`;
}

/** One friend's paper. @param {Shares} shares @param {string} text @param {number} at */
function paper(shares, text, at) {
  return html`<section class="backup-share stack" data-test="share" data-number=${at + 1}>
    <h3>${t('backup.shares.number', { number: at + 1, count: shares.count })}</h3>
    <p class="quiet">${t('backup.shares.facts', { plug: isolated(shownName(shares.plugName)), needed: shares.needed, set: shares.set, date: longDate(new Date(shares.at)) })}</p>
    <ol class="backup-words">${text.split('-').map((word) => html`<li>${word}</li>`)}</ol>
    ${qrView(text)}
    <p class="backup-print">${t('backup.shares.paper', { needed: shares.needed })}</p></section>`;
}

/** Splits the recovery words among friends: numbers and passphrase, then the papers, then proved by typing some back. */
export function openShares() {
  /** @type {Shares | undefined} */
  let shares;
  let step = 'ask';
  const trying = new Trying();
  return openDialog(t('backup.shares.title'), (frame) => {
    const attempt = (/** @type {() => Promise<void>} */ act) => trying.run(frame, act);
    const make = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      return attempt(async () => {
        shares = await split({ needed: Number(data.get('needed')), count: Number(data.get('count')), passphrase: String(data.get('passphrase')) });
        step = 'papers';
      });
    };
    const prove = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const typed = lines(String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('shares')));
      return attempt(async () => {
        await send('POST', 'words/proof', { shares: typed });
        frame.close(true);
        toast('good', t('backup.shares.proved'));
      });
    };
    const foot = trying.view('shares-problem');
    const numbers = (/** @type {string} */ name, /** @type {number} */ chosen) => html`<label class="field"><span class="field-label">${t(`backup.shares.${name}`)}</span>
      <select class="input" name=${name} data-test="shares-${name}">${Array.from({ length: MOST - 1 }, (_, i) => i + 2).map((each) => html`<option value=${each} ?selected=${each === chosen}>${each}</option>`)}</select></label>`;
    if (step === 'ask') {
      return html`<form class="stack" novalidate @submit=${make} data-test="shares-form"><p>${t('backup.shares.lead')}</p>
        <div class="backup-row wrap">${numbers('count', 5)}${numbers('needed', 3)}</div>
        <label class="field"><span class="field-label">${t('passphrase')}</span><input class="input" name="passphrase" type="password" autocomplete="current-password" data-test="shares-passphrase" /></label>
        ${foot}${dialogButtons(frame, { label: t('backup.shares.make'), disabled: trying.busy })}</form>`;
    }
    if (step === 'prove') {
      return html`<form class="stack" novalidate @submit=${prove}><p>${t('backup.shares.prove.lead', { needed: shares?.needed ?? 0 })}</p>
        ${sharesField(t('backup.shares.field.hint'))}${foot}
        <div class="dialog-buttons"><button type="button" class="button" data-test="shares-back" @click=${() => { step = 'papers'; trying.problem = ''; frame.refresh(); }}>${t('backup.sheet.back')}</button>
          <button class="button primary" data-test="shares-prove" ?disabled=${trying.busy}>${t('backup.sheet.prove')}</button></div></form>`;
    }
    return html`<div class="stack" data-test="shares"><p>${t('backup.shares.hand-out')}</p>
      ${shares?.shares.map((text, at) => paper(/** @type {Shares} */ (shares), text, at))}
      <p class="quiet">${t('backup.shares.laptop')} <a href="/app/backup/combine-shares.py" download data-test="shares-script">combine-shares.py</a></p>${foot}
      <div class="dialog-buttons"><button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close(true)}>${t('close')}</button>
        <button type="button" class="button" data-test="shares-print" @click=${print}>${t('backup.sheet.print')}</button>
        <button type="button" class="button primary" data-test="shares-next" @click=${() => { step = 'prove'; frame.refresh(); }}>${t('backup.shares.next')}</button></div></div>`;
  });
}
