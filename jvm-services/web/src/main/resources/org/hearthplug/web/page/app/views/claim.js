// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { fingerprintGroups } from '../core/format.js';
import { languageCode, t } from '../core/i18n.js';
import { claimCodeAt, strength } from '../core/passphrase.js';
import { claim, sessionStore, start } from '../core/session.js';
import { Store } from '../core/store.js';
import { icon } from '../ui/icons.js';
import { formProblem, passphraseField, Slowdown, welcome } from './welcome.js';

/** @typedef {{kind: string, text: string, fields: Record<string, string>}} Problem */

/** @type {Store<{busy: boolean, shown: boolean, passphrase: string, names: string[], problem: Problem | undefined}>} */
export const claimStore = new Store({ busy: false, shown: false, passphrase: '', names: [], problem: undefined });

const slowdown = new Slowdown(() => claimStore.changed());

/** The plug's own words in English; this page's otherwise. @param {string} field @param {string | undefined} detail */
function fieldText(field, detail) {
  if (detail && languageCode() === 'en') return detail;
  return t(field === 'passphrase' ? 'field.invalid.passphrase' : 'field.invalid');
}

/** @param {unknown} error @returns {Problem} */
function problemOf(error) {
  const kinds = { forbidden: 'wrong-code', slowed: 'slowed', conflict: 'claimed', invalid: 'invalid', network: 'unreachable' };
  const kind = error instanceof ApiError ? (kinds[/** @type {keyof typeof kinds} */ (error.kind)] ?? 'other') : 'other';
  /** @type {Record<string, string>} */
  const fields = {};
  if (error instanceof ApiError) {
    for (const { field, detail } of error.problem.errors ?? []) if (field) fields[field] = fieldText(field, detail);
  }
  if (kind === 'wrong-code') fields.code = t('claim.code.wrong');
  return { kind, text: sentence(error, 'claim'), fields };
}

/** @param {HTMLFormElement} form */
function values(form) {
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? '');
  return { code: text('code'), plugName: text('plugName').trim(), ownerName: text('ownerName').trim(), passphrase: text('passphrase') };
}

/** @param {ReturnType<typeof values>} entered @returns {Record<string, string>} */
function missing(entered) {
  /** @type {Record<string, string>} */
  const fields = {};
  if (entered.code === '') fields.code = t('claim.code.missing');
  if (entered.plugName === '') fields.plugName = t('field.missing');
  if (entered.ownerName === '') fields.ownerName = t('field.missing');
  if (entered.passphrase === '') fields.passphrase = t('claim.passphrase.missing');
  return fields;
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  if (claimStore.state.busy || slowdown.seconds > 0) return;
  const entered = values(form);
  const fields = missing(entered);
  if (Object.keys(fields).length > 0) {
    claimStore.set({ problem: { kind: 'invalid', text: t('field.some-missing'), fields } });
    focusField(form, Object.keys(fields)[0]);
    return;
  }
  claimStore.set({ busy: true, problem: undefined });
  try {
    await claim(entered);
    claimStore.set({ busy: false, passphrase: '' });
  } catch (error) {
    const problem = problemOf(error);
    if (error instanceof ApiError && error.kind === 'slowed') slowdown.begin(error.retryAfterSeconds ?? 5);
    claimStore.set({ busy: false, problem: problem.kind === 'slowed' ? undefined : problem });
    focusField(form, Object.keys(problem.fields)[0]);
  }
}

/** @param {HTMLFormElement} form @param {string | undefined} name */
function focusField(form, name) {
  const field = name && form.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

/** @param {InputEvent} event */
function formatCode(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const { value, cursor } = claimCodeAt(input.value, input.selectionStart ?? input.value.length);
  if (value === input.value) return;
  input.value = value;
  input.setSelectionRange(cursor, cursor);
}

/** @param {{name: string, test: string, label: string, hint: string, placeholder: string, autocomplete: string}} options */
function textField({ name, test, label, hint, placeholder, autocomplete }) {
  const fault = claimStore.state.problem?.fields[name];
  const remember = (/** @type {Event} */ event) => {
    const form = /** @type {HTMLInputElement} */ (event.target).form;
    if (form) claimStore.set({ names: [values(form).plugName, values(form).ownerName] });
  };
  return html`<div class="field">
    <label class="field-label" for=${test}>${label}</label>
    <input id=${test} class="input" name=${name} data-test=${test} required maxlength="64" dir="auto" placeholder=${placeholder} autocomplete=${autocomplete}
      aria-describedby="${test}-hint" aria-invalid=${String(Boolean(fault))} @change=${remember} />
    <p id="${test}-hint" class=${fault ? 'field-problem' : 'field-hint'}>${fault ?? hint}</p>
  </div>`;
}

function codeField() {
  const fault = claimStore.state.problem?.fields.code;
  return html`<div class="field">
    <label class="field-label" for="claim-code">${t('claim.code')}</label>
    <input id="claim-code" class="input code" name="code" data-test="claim-code" required autocomplete="one-time-code" autocapitalize="characters"
      spellcheck="false" inputmode="text" maxlength="60" aria-describedby="claim-code-hint" aria-invalid=${String(Boolean(fault))} @input=${formatCode} />
    <p id="claim-code-hint" class=${fault ? 'field-problem' : 'field-hint'}>${fault ?? t('claim.code.hint')}</p>
  </div>`;
}

function strengthView() {
  const { passphrase, names, problem } = claimStore.state;
  const { level, advice } = strength(passphrase, names);
  return html`<div id="claim-passphrase-advice" class="strength" data-test="claim-passphrase-advice" data-level=${level}>
    <span class="strength-bar" aria-hidden="true">${[1, 2, 3, 4].map((step) => html`<i class=${step <= level ? 'on' : ''}></i>`)}</span>
    ${problem?.fields.passphrase
      ? html`<p class="field-problem">${problem.fields.passphrase}</p>`
      : html`<p class="field-hint" aria-live="polite">${t(`strength.${advice}`)}</p>`}
  </div>`;
}

function fingerprintView() {
  const groups = fingerprintGroups(sessionStore.state.fingerprint);
  if (groups.length === 0) return nothing;
  return html`<details class="fold" open>
    <summary>${icon('info')}<span>${t('fingerprint.title')}</span></summary>
    <p>${t('fingerprint.why')}</p>
    <p class="fingerprint" data-test="claim-fingerprint" dir="ltr">${groups.map((group) => html`<span>${group}</span><wbr />`)}</p>
    <p>${t('fingerprint.how')}</p>
  </details>`;
}

export function claimView() {
  const { busy, shown, problem, passphrase, names } = claimStore.state;
  const waiting = slowdown.seconds > 0;
  return welcome({
    // A better passphrase makes a better fire.
    heat: strength(passphrase, names).level / 4,
    title: t('claim.title'),
    lead: html`<p class="lead">${t('claim.lead')}</p>`,
    body: html`<form class="stack" novalidate @submit=${submit}>
      ${waiting ? slowdown.view('claim-error') : problem ? formProblem({ ...problem, test: 'claim-error' }) : nothing}
      ${problem?.kind === 'claimed' ? html`<button type="button" class="button" @click=${start}>${t('claim.go-sign-in')}</button>` : nothing}
      ${codeField()}
      ${textField({ name: 'plugName', test: 'claim-plug-name', label: t('claim.plug-name'), hint: t('claim.plug-name.hint'), placeholder: t('claim.plug-name.example'), autocomplete: 'off' })}
      ${textField({ name: 'ownerName', test: 'claim-owner', label: t('claim.owner'), hint: t('claim.owner.hint'), placeholder: '', autocomplete: 'username' })}
      ${passphraseField({
        test: 'claim-passphrase', name: 'passphrase', label: t('passphrase'), autocomplete: 'new-password', shown, describedBy: 'claim-passphrase-advice',
        invalid: Boolean(problem?.fields.passphrase), toggle: () => claimStore.set({ shown: !shown }), onInput: (passphrase) => claimStore.set({ passphrase }),
      })}
      ${strengthView()}
      <button class="button primary wide" data-test="claim-submit" ?disabled=${busy || waiting}>${busy ? t('claim.busy') : t('claim.submit')}</button>
      ${fingerprintView()}
    </form>`,
  });
}
