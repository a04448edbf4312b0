// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { PasskeyError, passkeysPossible, usePasskey } from '../core/passkeys.js';
import { sessionStore, signIn, signInWithPasskey, start } from '../core/session.js';
import { Store } from '../core/store.js';
import { openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { formProblem, passphraseField, Slowdown, welcome } from './welcome.js';

/**
 * code: a second factor is asked for; question: what a passkey of the person would be asked then
 * @type {Store<{busy: boolean, shown: boolean, code: boolean, question: object | undefined, problem: {kind: string, text: string} | undefined}>}
 */
export const signInStore = new Store({ busy: false, shown: false, code: false, question: undefined, problem: undefined });

const slowdown = new Slowdown(() => signInStore.changed());

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  return enter(/** @type {HTMLFormElement} */ (event.currentTarget));
}

/** Name and passphrase, and what is asked for besides. @param {HTMLFormElement} form @param {object} [question] for a passkey as the second factor */
async function enter(form, question) {
  if (signInStore.state.busy || slowdown.seconds > 0) return;
  const data = new FormData(form);
  const ownerName = String(data.get('ownerName') ?? '').trim();
  const passphrase = String(data.get('passphrase') ?? '');
  if (ownerName === '' || passphrase === '') {
    signInStore.set({ problem: { kind: 'invalid', text: t('field.some-missing') } });
    return;
  }
  signInStore.set({ busy: true, problem: undefined });
  try {
    const passkey = question && (await usePasskey(question));
    await signIn(ownerName, passphrase, passkey ? { passkey } : { code: String(data.get('code') ?? '').trim() });
    signInStore.set({ busy: false, code: false, question: undefined });
  } catch (error) {
    if (error instanceof PasskeyError) return passkeyFailed(error);
    if (error instanceof ApiError && error.kind === 'unauthenticated' && error.problem.errors?.[0]?.field === 'code') {
      const again = signInStore.state.code;
      const asked = /** @type {{passkey?: object}} */ (error.problem).passkey;
      signInStore.set({ busy: false, code: true, question: passkeysPossible() ? asked : undefined, problem: again ? { kind: 'wrong', text: t('signin.code.wrong') } : undefined });
      queueMicrotask(() => queueMicrotask(() => /** @type {HTMLInputElement | null} */ (form.elements.namedItem('code'))?.focus()));
      return;
    }
    const kinds = { unauthenticated: 'wrong', slowed: 'slowed', network: 'unreachable' };
    const known = error instanceof ApiError ? error.kind : 'server';
    const kind = kinds[/** @type {keyof typeof kinds} */ (known)] ?? 'other';
    if (error instanceof ApiError && kind === 'slowed') slowdown.begin(error.retryAfterSeconds ?? 5);
    signInStore.set({ busy: false, problem: kind === 'slowed' ? undefined : { kind, text: sentence(error, 'signin') } });
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('passphrase'));
    field.focus();
    field.select();
  }
}

/** @param {PasskeyError} error */
function passkeyFailed(error) {
  signInStore.set({ busy: false, problem: { kind: `passkey-${error.kind}`, text: t(`passkeys.trouble.${error.kind}`) } });
}

async function enterWithPasskey() {
  if (signInStore.state.busy || slowdown.seconds > 0) return;
  signInStore.set({ busy: true, problem: undefined });
  try {
    await signInWithPasskey();
    signInStore.set({ busy: false, code: false, question: undefined });
  } catch (error) {
    if (error instanceof PasskeyError) return passkeyFailed(error);
    const slowed = error instanceof ApiError && error.kind === 'slowed';
    if (slowed) slowdown.begin(error.retryAfterSeconds ?? 5);
    signInStore.set({ busy: false, problem: slowed ? undefined : { kind: 'wrong', text: sentence(error, 'passkey') } });
  }
}

function form() {
  const { busy, shown, code, question, problem } = signInStore.state;
  const { ownerName } = sessionStore.state;
  const waiting = slowdown.seconds > 0;
  return html`<form class="stack" novalidate @submit=${submit}>
    ${waiting ? slowdown.view('signin-error') : problem ? formProblem({ ...problem, test: 'signin-error' }) : nothing}
    <div class="field">
      <label class="field-label" for="signin-owner">${t('signin.owner')}</label>
      <input id="signin-owner" class="input" name="ownerName" data-test="signin-owner" required autocomplete="username" autocapitalize="words"
        spellcheck="false" dir="auto" maxlength="64" .defaultValue=${ownerName} ?data-autofocus=${ownerName === ''} />
    </div>
    ${passphraseField({
      test: 'signin-passphrase', name: 'passphrase', label: t('passphrase'), autocomplete: 'current-password', shown,
      invalid: problem?.kind === 'wrong', toggle: () => signInStore.set({ shown: !shown }), autofocus: ownerName !== '',
    })}
    ${code ? html`<div class="field"><label class="field-label" for="signin-code">${t('signin.code')}</label>
      <input id="signin-code" class="input" name="code" data-test="signin-code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="32" aria-describedby="signin-code-hint" />
      <p id="signin-code-hint" class="field-hint">${t('signin.code.hint')}</p></div>` : nothing}
    ${code && question ? html`<button type="button" class="button wide" data-test="signin-factor-passkey" ?disabled=${busy || waiting}
      @click=${(/** @type {Event} */ event) => enter(/** @type {HTMLFormElement} */ (/** @type {HTMLElement} */ (event.currentTarget).closest('form')), question)}>${icon('key')}<span>${t('signin.factor-passkey')}</span></button>` : nothing}
    <button class="button primary wide" data-test="signin-submit" ?disabled=${busy || waiting}>${busy ? t('signin.busy') : t('signin.submit')}</button>
    ${passkeysPossible() && !code ? html`<button type="button" class="button wide" data-test="signin-passkey" ?disabled=${busy || waiting} @click=${enterWithPasskey}>${icon('key')}<span>${t('signin.passkey')}</span></button>` : nothing}
  </form>`;
}

export function signInView() {
  const { plugName } = sessionStore.state;
  return welcome({
    title: plugName ? t('signin.title-named', { plug: isolated(plugName) }) : t('signin.title'),
    lead: html`<p class="lead">${t('signin.lead')}</p>`,
    body: html`${form()}<details class="fold"><summary>${icon('info')}<span>${t('signin.forgot')}</span></summary><p>${t('signin.forgot.text')}</p></details>`,
  });
}

let asking = false;

/** Asks again over the view that is open, so that nothing in it is lost. */
export function askToSignInAgain() {
  if (asking) return;
  asking = true;
  openDialog(t('signin.again.title'), (frame) => {
    // Closed from outside, as soon as the session is there.
    if (sessionStore.state.phase !== 'expired') queueMicrotask(() => frame.close());
    return html`<p class="lead">${t('signin.again.text')}</p>${form()}`;
  }, { firm: true }).then(() => (asking = false));
}

export function unreachableView() {
  return welcome({
    heat: 0,
    title: t('unreachable.title'),
    lead: html`<p class="lead">${t('unreachable.text')}</p>`,
    body: html`<ul class="advice"><li>${t('unreachable.power')}</li><li>${t('unreachable.network')}</li><li>${t('unreachable.wait')}</li></ul>
      <button class="button primary wide" data-test="retry" @click=${start}>${icon('retry')}${t('retry')}</button>`,
  });
}
