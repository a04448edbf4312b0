// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { request } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { makePasskey, PasskeyError, passkeysPossible } from '../core/passkeys.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { askName, confirm, dialogButtons, openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { openFactorByPasskey } from './factor.js';
import { factorStore } from './factor-state.js';

/** @typedef {{id: string, name: string, host: string, alone: boolean, synced: boolean, created: string, lastUsed?: string}} Passkey */

const PASSKEYS = '/api/v1/account/passkeys';

/** @type {Store<{items: Passkey[]}>} */
export const passkeyStore = new Store({ items: [] });

export async function loadPasskeys() {
  passkeyStore.set({ items: (await request('GET', PASSKEYS)).items });
}

whenSignedOut(() => passkeyStore.set({ items: [] }));

/** What to say when the browser did not do it. @param {unknown} error */
export function passkeySentence(error) {
  return error instanceof PasskeyError ? t(`passkeys.trouble.${error.kind}`) : sentence(error, 'passphrase');
}

/** @param {string} suggested what the new one is called unless the person says otherwise */
function add(suggested) {
  let [problem, busy, certificate] = ['', false, false];
  return openDialog(t('passkeys.add.title'), (frame) => {
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (busy) return;
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      [problem, busy, certificate] = ['', true, false];
      frame.refresh();
      try {
        const question = await request('POST', `${PASSKEYS}/challenge`, { json: { current: String(form.get('current') ?? '') } });
        const credential = await makePasskey(question);
        const made = await request('POST', PASSKEYS, { json: { name: String(form.get('name') ?? '').trim() || suggested, credential } });
        toast('good', t('passkeys.added', { name: isolated(made.name) }));
        frame.close();
      } catch (error) {
        problem = passkeySentence(error);
        certificate = error instanceof PasskeyError && error.kind === 'certificate';
      }
      busy = false;
      frame.refresh();
      loadPasskeys().catch(() => {});
    };
    return html`<form class="stack" novalidate @submit=${send}><p>${t('passkeys.add.text', { host: isolated(location.hostname) })}</p>
      <label class="field"><span class="field-label">${t('passkeys.name')}</span><input class="input" name="name" data-test="passkey-name" maxlength="64" dir="auto" .defaultValue=${suggested} /></label>
      <label class="field"><span class="field-label">${t('factor.current')}</span><input class="input" type="password" name="current" data-test="passkey-current" autocomplete="current-password" maxlength="512" data-autofocus /></label>
      <p class="field-problem" role="alert" data-test="passkey-problem">${problem}</p>
      ${certificate ? html`<p><a class="button" data-test="certificate" href="/api/v1/setup/certificate" download="hearth.crt">${icon('download')}<span>${t('passkeys.certificate')}</span></a></p>` : nothing}
      ${dialogButtons(frame, { label: t(busy ? 'passkeys.waiting' : 'passkeys.add'), disabled: busy })}</form>`;
  });
}

/** @param {Passkey} passkey */
function rename(passkey) {
  return askName({
    title: t('passkeys.rename'), label: t('passkeys.name'), value: passkey.name, submit: t('rename'),
    check: (name) => (name.trim() === '' || name.length > 64 ? t('passkeys.name.bad') : undefined),
    act: async (name) => {
      try {
        await request('PUT', `${PASSKEYS}/${passkey.id}`, { json: { name } });
        await loadPasskeys();
        return undefined;
      } catch (error) {
        return sentence(error);
      }
    },
  });
}

/** @param {Passkey} passkey */
async function remove(passkey) {
  if (!(await confirm({ title: t('passkeys.remove.title', { name: isolated(passkey.name) }), text: t('passkeys.remove.text'), label: t('passkeys.remove') }))) return;
  try {
    await request('DELETE', `${PASSKEYS}/${passkey.id}`);
    toast('info', t('passkeys.removed', { name: isolated(passkey.name) }));
  } catch (error) {
    toast('bad', sentence(error, 'passkeys'));
  }
  loadPasskeys().catch(() => {});
}

/** @param {Passkey} passkey */
function row(passkey) {
  const elsewhere = passkey.host !== location.hostname;
  const used = passkey.lastUsed ? t('passkeys.used', { time: moment(new Date(passkey.lastUsed)) }) : t('passkeys.unused');
  return html`<li class="bin-row" data-test="passkey-row" data-name=${passkey.name} data-used=${String(passkey.lastUsed !== undefined)}>${icon('key')}
    <div class="thing-body"><p class="thing-name"><bdi>${shownName(passkey.name)}</bdi> ${elsewhere ? html`<span class="tag">${t('passkeys.for', { host: isolated(passkey.host) })}</span>` : nothing}</p>
      <p class="quiet">${used} · ${t(passkey.synced ? 'passkeys.synced' : 'passkeys.here-only')}${passkey.alone ? nothing : html` · ${t('passkeys.beside')}`}</p></div>
    <button class="icon-button" data-test="passkey-rename" aria-label=${t('passkeys.rename.of', { name: isolated(passkey.name) })} title=${t('rename')} @click=${() => rename(passkey)}>${icon('rename')}</button>
    <button class="icon-button" data-test="passkey-remove" aria-label=${t('passkeys.remove.of', { name: isolated(passkey.name) })} title=${t('passkeys.remove')} @click=${() => remove(passkey)}>${icon('bin')}</button></li>`;
}

/** The passkeys of who is signed in. @param {string} device what this browser is called */
export function passkeySection(device) {
  const { items } = passkeyStore.state;
  const possible = passkeysPossible();
  return html`<section class="security-part" aria-labelledby="security-passkeys" data-test="passkeys" data-count=${items.length} data-possible=${String(possible)}>
    <div class="security-head"><h2 id="security-passkeys">${t('passkeys.heading')}</h2>
      ${possible ? html`<button class="button" data-test="passkey-add" @click=${() => add(device)}>${icon('plus')}<span>${t('passkeys.add')}</span></button>` : nothing}</div>
    <p class="quiet">${t(items.length ? 'passkeys.text' : 'passkeys.none')}</p>
    ${possible ? nothing : html`<p class="quiet" data-test="passkeys-impossible">${t('passkeys.impossible', { host: isolated(location.hostname) })}</p>`}
    ${items.length ? html`<ul class="bin-list">${repeat(items, (passkey) => passkey.id, row)}</ul>` : nothing}
    ${items.length && !factorStore.state.on ? html`<p><button class="text-button" data-test="factor-passkey" @click=${openFactorByPasskey}>${t('passkeys.require')}</button></p>` : nothing}</section>`;
}
