// SPDX-License-Identifier: AGPL-3.0-or-later
import { html } from '../vendor/lit-html/lit-html.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { update } from './bundle.js';

/**
 * @typedef {object} Fetch
 * @property {'idle' | 'fetching' | 'fetched' | 'failed'} phase
 * @property {string} source the file's name
 * @property {number} percent
 * @property {string} [problem]
 *
 * @typedef {object} Host what the dialog around it offers
 * @property {boolean} busy
 * @property {(act: () => Promise<unknown>) => Promise<void>} attempt
 */

/** A bundle from an address of the web: the plug fetches it itself, also when the page is closed. */
export class AddressSource {
  constructor() {
    /** @type {Fetch | undefined} */
    this.fetch = undefined;
    /** Whether the last thing that was tried here is a fetch: an old failure is nobody's news. */
    this.tried = false;
  }

  get fetching() {
    return this.fetch?.phase === 'fetching';
  }

  async ask() {
    this.fetch = await update.fetched();
    this.tried ||= this.fetching;
  }

  /** @param {SubmitEvent} event @param {Host} host */
  start(event, host) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const address = String(new FormData(form).get('address') ?? '').trim();
    if (host.busy) return;
    host.attempt(async () => {
      this.fetch = await update.fetch(address);
      this.tried = true;
      form.reset();
    });
  }

  /** @param {Host} host */
  progress(host) {
    const { source = '', percent = 0 } = this.fetch ?? {};
    return html`<label class="field" data-test="update-progress" data-phase="fetching">
      <span class="field-label">${t('update.fetching', { name: isolated(source) })} ${percent > 0 ? t('update.percent', { percent }) : ''}</span>
      <progress class="update-bar" max="100" .value=${percent}></progress></label>
      <p><button type="button" class="text-button" data-test="update-fetch-stop" @click=${() => host.attempt(update.stopFetch)}>${t('update.fetch.stop')}</button></p>`;
  }

  /** What went wrong when it was last tried; empty when nothing did. */
  get problem() {
    return this.tried && this.fetch?.phase === 'failed' ? this.fetch.problem ?? '' : '';
  }

  /** @param {Host} host */
  form(host) {
    return html`<form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.start(event, host)}>
      <label class="field"><span class="field-label">${t('update.address')}</span>
        <input class="input" type="url" name="address" data-test="update-address" inputmode="url" autocomplete="off" spellcheck="false" placeholder="https://" ?disabled=${host.busy} /></label>
      <p><button type="submit" class="button" data-test="update-fetch" ?disabled=${host.busy}>${t('update.fetch')}</button></p></form>`;
  }
}
