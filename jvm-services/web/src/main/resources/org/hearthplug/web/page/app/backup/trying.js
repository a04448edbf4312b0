// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { t } from '../core/i18n.js';

/** @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame */

const AGAIN_MILLIS = 1500;

/** What may be over in a moment. */
const PASSING = ['conflict', 'unavailable', 'network'];

/** What a dialog about the recovery words is just doing, and what went wrong. */
export class Trying {
  /** @param {{patient?: boolean}} [options] patient: what is not ready yet is tried again while the dialog is open */
  constructor({ patient = false } = {}) {
    this.patient = patient;
    this.busy = false;
    this.problem = '';
    this.timer = 0;
  }

  /** @param {DialogFrame} frame @param {() => Promise<void>} act */
  async run(frame, act) {
    clearTimeout(this.timer);
    this.busy = true;
    this.problem = '';
    frame.refresh();
    try {
      await act();
    } catch (error) {
      this.problem = sentence(error, 'sheet');
      if (this.patient && error instanceof ApiError && PASSING.includes(error.kind)) this.timer = window.setTimeout(() => frame.open() && this.run(frame, act), AGAIN_MILLIS);
    }
    this.busy = false;
    frame.refresh();
  }

  /** @param {string} test */
  view(test) {
    return html`<p class="field-problem" role="alert" data-test=${test}>${this.problem}</p>${this.busy ? html`<p class="quiet" role="status">${t('loading')}</p>` : nothing}`;
  }
}
