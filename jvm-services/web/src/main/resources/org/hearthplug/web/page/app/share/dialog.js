// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, moment } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName } from '../core/paths.js';
import { go } from '../core/router.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { makeLink } from './links.js';

/** @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame */

const DAY_MILLIS = 86_400_000;

/** How long a link lasts, in days; 0 for ever. */
const SPANS = [1, 7, 30, 365, 0];

/** What one opening of the dialog knows. */
class Sharing {
  /** @param {string} path or an album's name @param {'file' | 'folder' | 'album'} kind */
  constructor(path, kind) {
    this.path = path;
    this.kind = kind;
    this.problem = '';
    this.field = '';
    this.note = '';
    this.busy = false;
    /** @type {(import('./links.js').Link & {address: string}) | undefined} told once */
    this.made = undefined;
  }

  /** @param {SubmitEvent} event @param {DialogFrame} frame */
  async submit(event, frame) {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const days = Number(form.get('span'));
    this.busy = true;
    [this.problem, this.field] = ['', ''];
    frame.refresh();
    try {
      this.made = await makeLink({
        ...(this.kind === 'album' ? { album: this.path } : { path: `/${this.path}` }),
        mode: form.get('mode') === 'drop' ? 'drop' : 'read',
        note: String(form.get('note') ?? '').trim(),
        passphrase: String(form.get('passphrase') ?? ''),
        ...(days > 0 && { expires: new Date(Date.now() + days * DAY_MILLIS).toISOString() }),
      });
    } catch (error) {
      this.field = (error instanceof ApiError && error.problem.errors?.[0]?.field) || '';
      this.problem = this.field === 'passphrase' ? t('share.passphrase.short') : sentence(error, 'share');
    }
    this.busy = false;
    frame.refresh();
  }

  /** @param {DialogFrame} frame */
  async copy(frame) {
    try {
      await navigator.clipboard.writeText(this.made?.address ?? '');
      this.note = t('programs.copied');
    } catch {
      this.note = t('programs.not-copied');
    }
    frame.refresh();
  }
}

/** @param {Sharing} sharing @param {DialogFrame} frame */
function formView(sharing, frame) {
  const { kind, problem, field, busy } = sharing;
  /** @param {'read' | 'drop'} mode */
  const choice = (mode) => html`<label class="choice"><input type="radio" name="mode" value=${mode} data-test="share-${mode}" ?checked=${mode === 'read'} />
    <span><span class="choice-name">${t(`share.mode.${mode}`)}</span><span class="quiet">${t(`share.mode.${mode}-text`)}</span></span></label>`;
  return html`<form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => sharing.submit(event, frame)}>
    ${kind === 'folder' ? html`<fieldset class="choices"><legend class="field-label">${t('share.mode')}</legend>${choice('read')}${choice('drop')}</fieldset>` : html`<p>${kind === 'album' ? t('share.album.text') : t('share.file.text')}</p>`}
    <label class="field"><span class="field-label">${t('share.span')}</span>
      <select class="input" name="span" data-test="share-span">${SPANS.map((days) => html`<option value=${days} ?selected=${days === 7}>${days === 0 ? t('share.span.never') : t('share.span.days', { count: days })}</option>`)}</select></label>
    <label class="field"><span class="field-label">${t('share.passphrase')}</span>
      <input class="input" name="passphrase" data-test="share-passphrase" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="512" aria-invalid=${String(field === 'passphrase')} aria-describedby="share-hint share-problem" />
      <span class="field-hint" id="share-hint">${t('share.passphrase.hint')}</span></label>
    <label class="field"><span class="field-label">${t('share.note')}</span>
      <input class="input" name="note" data-test="share-note" dir="auto" maxlength="64" autocomplete="off" placeholder=${t('share.note.example')} /></label>
    <p class="field-problem" id="share-problem" role="alert" data-test="share-problem">${problem}</p>
    ${dialogButtons(frame, { label: t('share.make'), disabled: busy })}
  </form>`;
}

/** @param {Sharing} sharing @param {DialogFrame} frame */
function madeView(sharing, frame) {
  const { made } = sharing;
  if (!made) return nothing;
  const send = () => navigator.share({ title: baseName(sharing.path), url: made.address }).catch(() => {});
  const all = () => {
    frame.close();
    go({ view: 'shares' });
  };
  const select = (/** @type {HTMLElement} */ input) => {
    input.focus();
    /** @type {HTMLInputElement} */ (input).select();
  };
  return html`<p>${made.expires ? t('share.made-until', { time: moment(new Date(made.expires)) }) : t('share.made')}</p>
    <label class="field"><span class="field-label">${t('share.address')}</span>
      <input class="input mono" readonly data-test="share-address" .value=${made.address} ${mounted(select)} /></label>
    <p class="quiet">${t('share.once')} ${made.locked ? t('share.tell-passphrase') : ''}</p>
    <p class="quiet" role="status">${sharing.note}</p>
    <div class="dialog-buttons">
      <button class="text-button" data-test="share-all" @click=${all}>${t('shares.title')}</button>
      ${'share' in navigator ? html`<button class="button" @click=${send}>${t('share.send')}</button>` : nothing}
      <button class="button" data-test="share-copy" @click=${() => sharing.copy(frame)}>${icon('link')}<span>${t('share.copy')}</span></button>
      <button class="button primary" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button>
    </div>`;
}

/** Shares a file, a folder or an album. @param {string} path or an album's name @param {'file' | 'folder' | 'album'} kind */
export function openShare(path, kind) {
  const sharing = new Sharing(path, kind);
  return openDialog(t('share.title', { name: isolated(baseName(path)) }), (frame) => (sharing.made ? madeView(sharing, frame) : formView(sharing, frame)));
}
