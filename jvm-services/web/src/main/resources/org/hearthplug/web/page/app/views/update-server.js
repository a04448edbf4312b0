// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { update } from '../update/bundle.js';

/** @typedef {{enabled: boolean, address?: string, controllerId?: string, problem?: string}} Server */

const FIELDS = /** @type {const} */ (['address', 'controllerId', 'token']);

/** @param {Server} server */
function now(server) {
  return html`<p role="status" data-test="server-on">${t('update.server.on', { address: isolated(server.address ?? ''), name: isolated(server.controllerId ?? '') })}</p>
    ${server.problem ? html`<div class="notice warn"><p>${t('update.server.problem', { problem: server.problem })}</p></div>` : nothing}`;
}

/** An update server of the owner's choice (Eclipse hawkBit), or none: that is how a plug comes. */
export function openUpdateServer() {
  /** @type {Server | undefined} */
  let server;
  let problem = '';
  let busy = false;
  return openDialog(t('update.server'), (frame) => {
    const attempt = async (/** @type {() => Promise<void>} */ act) => {
      if (busy) return;
      busy = true;
      problem = '';
      frame.refresh();
      try {
        await act();
      } catch (error) {
        problem = sentence(error, 'update');
      }
      busy = false;
      frame.refresh();
    };
    const load = () => {
      attempt(async () => {
        server = await update.server();
      });
      return () => {};
    };
    const send = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      attempt(async () => {
        server = await update.setServer(Object.fromEntries(FIELDS.map((name) => [name, String(form.get(name) ?? '').trim()])));
      });
    };
    const forget = () => attempt(async () => {
      await update.forgetServer();
      server = { enabled: false };
    });
    const field = (/** @type {typeof FIELDS[number]} */ name, type = 'text') => html`<label class="field"><span class="field-label">${t(`update.server.${name}`)}</span>
      <input class="input" type=${type} name=${name} data-test="server-${name}" autocomplete="off" spellcheck="false" /></label>`;
    return html`<div class="stack" ${mounted(load)}>
      <p>${t('update.server.text')}</p>
      ${server?.enabled ? html`${now(server)}
        <p class="field-problem" role="alert" data-test="server-problem">${problem}</p>
        ${dialogButtons(frame, { label: t('update.server.forget'), danger: true, disabled: busy, onClick: forget })}` : html`<form class="stack" novalidate @submit=${send}>
        ${field('address', 'url')}${field('controllerId')}${field('token', 'password')}
        <p class="field-problem" role="alert" data-test="server-problem">${problem}</p>
        ${dialogButtons(frame, { label: t('update.server.submit'), disabled: busy || !server })}</form>`}
    </div>`;
  });
}
