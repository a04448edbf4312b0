// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, svg } from '../vendor/lit-html/lit-html.js';
import { MOST_BYTES, qr } from '../backup/qr.js';
import { ApiError, request } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { t } from '../core/i18n.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { FACTOR, factorStore, loadFactor } from './factor-state.js';

/** A QR code of what authenticators read, with a short label, since the long one does not fit. @param {string} secret */
function picture(secret) {
  const text = `otpauth://totp/Hearth?secret=${secret}`;
  if (text.length > MOST_BYTES) return nothing;
  const rows = qr(text);
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg class="factor-qr" viewBox="-3 -3 ${rows.length + 6} ${rows.length + 6}" width="190" height="190" role="img" aria-label=${t('factor.qr')}>
    <rect x="-3" y="-3" width=${rows.length + 6} height=${rows.length + 6} fill="#fff"></rect>${svg`<path d=${path} fill="#000"/>`}</svg>`;
}

/** @param {string[]} codes @param {import('../ui/dialogs.js').DialogFrame} frame */
function recoveryCodes(codes, frame) {
  return html`<p>${t('factor.codes.text')}</p><ol class="factor-codes" data-test="recovery-codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <div class="dialog-buttons"><button class="button" @click=${() => window.print()}>${t('factor.print')}</button>
      <button class="button primary" data-test="factor-done" @click=${() => frame.close()}>${t('factor.kept')}</button></div>`;
}

/** Asks for a passkey beside the passphrase from now on: the passphrase once more, then the recovery codes. */
export function openFactorByPasskey() {
  let [problem, busy] = ['', false];
  /** @type {string[]} */
  let codes = [];
  return openDialog(t('factor.passkey.title'), (frame) => {
    if (codes.length) return recoveryCodes(codes, frame);
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (busy) return;
      const current = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('current') ?? '');
      [problem, busy] = ['', true];
      frame.refresh();
      try {
        codes = (await request('PUT', FACTOR, { json: { by: 'passkey', current } })).recoveryCodes;
      } catch (error) {
        problem = sentence(error, 'passphrase');
      }
      busy = false;
      frame.refresh();
      loadFactor().catch(() => {});
    };
    return html`<form class="stack" novalidate @submit=${send}><p>${t('factor.passkey.text')}</p>
      <label class="field"><span class="field-label">${t('factor.current')}</span><input class="input" type="password" name="current" data-test="factor-current" autocomplete="current-password" maxlength="512" /></label>
      <p class="field-problem" role="alert" data-test="factor-problem">${problem}</p>${dialogButtons(frame, { label: t('factor.next'), disabled: busy })}</form>`;
  }, { firm: true });
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
    if (codes.length) return recoveryCodes(codes, frame);
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
  const { on, left, by } = factorStore.state;
  return html`<section class="security-part" aria-labelledby="security-factor" data-test="factor" data-on=${String(on)}><div class="security-head"><h2 id="security-factor">${t('factor.heading')}</h2>
    <button class="button" data-test="factor-change" @click=${() => openFactor(on)}>${icon('lock')}<span>${t(on ? 'factor.off' : 'factor.on')}</span></button></div>
    <p class="quiet">${on ? t(by === 'passkey' ? 'factor.state.passkey' : 'factor.state.on', { count: left }) : t('factor.state.off')}</p></section>`;
}
