// SPDX-License-Identifier: AGPL-3.0-or-later
import { html } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { sessionStore } from '../core/session.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { update } from '../update/bundle.js';

/** Asks for the plug's name and the passphrase, then removes everything that people stored. */
export function openReset() {
  const { plugName } = sessionStore.state;
  let problem = '';
  let busy = false;
  let done = false;
  return openDialog(t('reset.title'), (frame) => {
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      const typed = String(form.get('plugName') ?? '');
      if (busy) return;
      problem = typed === plugName ? '' : t('reset.name.wrong', { plug: isolated(plugName ?? '') });
      if (!problem) {
        busy = true;
        frame.refresh();
        try {
          await update.reset({ plugName: typed, passphrase: String(form.get('passphrase') ?? '') });
          done = true;
        } catch (error) {
          problem = sentence(error, 'reset');
        }
        busy = false;
      }
      frame.refresh();
    };
    if (done) return html`<p role="status" data-test="reset-done">${t('reset.done')}</p>`;
    return html`<form class="stack" novalidate @submit=${send}>
      <p>${t('reset.text')}</p>
      <label class="field"><span class="field-label">${t('reset.name', { plug: isolated(plugName ?? '') })}</span>
        <input class="input" name="plugName" data-test="reset-name" data-autofocus dir="auto" autocomplete="off" spellcheck="false" /></label>
      <label class="field"><span class="field-label">${t('reset.passphrase')}</span>
        <input class="input" type="password" name="passphrase" data-test="reset-passphrase" autocomplete="current-password" /></label>
      <p class="field-problem" role="alert" data-test="reset-problem">${problem}</p>
      ${dialogButtons(frame, { label: t('reset.submit'), danger: true, disabled: busy })}
    </form>`;
  }, { firm: true });
}
