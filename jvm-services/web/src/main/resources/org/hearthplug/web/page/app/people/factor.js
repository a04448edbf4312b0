// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, svg } from '../vendor/lit-html/lit-html.js';
import { MOST_BYTES, qr } from '../backup/qr.js';
import { ApiError, request } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { t } from '../core/i18n.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';

const FACTOR = '/api/v1/account/second-factor';

/** Whether signing in asks for a code. @type {Store<{on: boolean, left: number}>} */
export const factorStore = new Store({ on: false, left: 0 });

export async function loadFactor() {
  const { on, recoveryCodesLeft = 0 } = await request('GET', FACTOR);
  factorStore.set({ on, left: recoveryCodesLeft });
}

whenSignedOut(() => factorStore.set({ on: false, left: 0 }));

/** A QR code of what authenticators read, with a short label, since the long one does not fit. @param {string} secret */
function picture(secret) {
  const text = `otpauth://totp/Hearth?secret=${secret}`;
  if (text.length > MOST_BYTES) return nothing;
  const rows = qr(text);
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg class="factor-qr" viewBox="-3 -3 ${rows.length + 6} ${rows.length + 6}" width="190" height="190" role="img" aria-label=${t('factor.qr')}>
    <rect x="-3" y="-3" width=${rows.length + 6} height=${rows.length + 6} fill="#fff"></rect>${svg`<path d=${path} fill="#000"/>`}</svg>`;
}

/** The dialog's steps: the passphrase, the secret and a code of it, the recovery codes. @param {boolean} off whether it ends instead */
function openFactor(off) {
  let [problem, busy] = ['', false];
  /** @type {{secret: string, uri: string} | undefined} */
  let begun;
  /** @type {string[]} */
  let codes = [];
  return openDialog(t(off ? 'factor.off.title' : 'factor.title'), (frame) => {
    const step = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (busy) return;
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      [problem, busy] = ['', true];
      frame.refresh();
      try {
        const current = String(form.get('current') ?? '');
        if (off) {
          await request('DELETE', FACTOR, { json: { current } });
          toast('info', t('factor.is-off'));
          frame.close();
        } else if (!begun) begun = await request('POST', FACTOR, { json: { current } });
        else codes = (await request('PUT', FACTOR, { json: { code: String(form.get('code') ?? '').trim() } })).recoveryCodes;
      } catch (error) {
        problem = error instanceof ApiError && error.kind === 'invalid' ? t('factor.wrong') : sentence(error, 'passphrase');
      }
      busy = false;
      frame.refresh();
      loadFactor().catch(() => {});
    };
    if (codes.length) {
      return html`<p>${t('factor.codes.text')}</p><ol class="factor-codes" data-test="recovery-codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
        <div class="dialog-buttons"><button class="button" @click=${() => window.print()}>${t('factor.print')}</button>
          <button class="button primary" data-test="factor-done" @click=${() => frame.close()}>${t('factor.kept')}</button></div>`;
    }
    const body = begun ? html`<p>${t('factor.scan')}</p>${picture(begun.secret)}
      <p class="quiet">${t('factor.type')} <code data-test="factor-secret">${begun.secret}</code> · <a href=${begun.uri}>${t('factor.open')}</a></p>
      <label class="field"><span class="field-label">${t('factor.code')}</span><input class="input" name="code" data-test="factor-code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" /></label>`
      : html`<p>${t(off ? 'factor.off.text' : 'factor.text')}</p>
      <label class="field"><span class="field-label">${t('factor.current')}</span><input class="input" type="password" name="current" data-test="factor-current" autocomplete="current-password" maxlength="512" /></label>`;
    return html`<form class="stack" novalidate @submit=${step}>${body}<p class="field-problem" role="alert" data-test="factor-problem">${problem}</p>
      ${dialogButtons(frame, { label: t(off ? 'factor.off' : 'factor.next'), danger: off, disabled: busy })}</form>`;
  }, { firm: !off });
}

export function factorSection() {
  const { on, left } = factorStore.state;
  return html`<section class="security-part" aria-labelledby="security-factor" data-test="factor" data-on=${String(on)}><div class="security-head"><h2 id="security-factor">${t('factor.heading')}</h2>
    <button class="button" data-test="factor-change" @click=${() => openFactor(on)}>${icon('lock')}<span>${t(on ? 'factor.off' : 'factor.on')}</span></button></div>
    <p class="quiet">${on ? t('factor.state.on', { count: left }) : t('factor.state.off')}</p></section>`;
}
