// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { sessionStore } from '../core/session.js';
import { SshKeys } from '../people/ssh-keys.js';
import { openDialog } from '../ui/dialogs.js';

/** @typedef {{id: string, label: string, created: string}} AppPassword @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame */

/** What one opening of the dialog knows. */
class Programs {
  constructor() {
    /** @type {AppPassword[] | undefined} */
    this.items = undefined;
    /** @type {{port: number, fingerprint: string} | undefined} */
    this.sftp = undefined;
    /** @type {(AppPassword & {password: string}) | undefined} told once, shown until the dialog closes */
    this.fresh = undefined;
    this.problem = '';
    /** what just happened: messages of the page itself lie behind the dialog */
    this.note = '';
    this.busy = false;
    this.keys = new SshKeys();
    /** @type {() => void} */
    this.redraw = () => {};
  }

  /** @param {() => Promise<void>} act */
  async attempt(act) {
    if (this.busy) return;
    this.busy = true;
    this.problem = '';
    this.note = '';
    this.redraw();
    try {
      await act();
    } catch (error) {
      this.problem = sentence(error, 'programs');
    }
    this.busy = false;
    this.redraw();
  }

  load() {
    return this.attempt(async () => {
      const { items = [], sftp } = (await api.appPasswords.list()) ?? {};
      this.items = items;
      this.sftp = sftp;
    });
  }

  /** @param {SubmitEvent} event */
  async create(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem('label'));
    const label = input.value.trim();
    if (label === '') {
      this.problem = t('programs.label.missing');
      this.redraw();
      input.focus();
      return;
    }
    await this.attempt(async () => {
      this.fresh = await api.appPasswords.create(label);
      input.value = '';
      this.items = [...(this.items ?? []), /** @type {AppPassword} */ (this.fresh)];
    });
  }

  /** @param {string} text */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.note = t('programs.copied');
    } catch {
      this.note = t('programs.not-copied');
    }
    this.redraw();
  }

  /** @param {AppPassword} item */
  revoke(item) {
    return this.attempt(async () => {
      await api.appPasswords.remove(item.id);
      this.items = this.items?.filter((each) => each !== item);
      if (this.fresh?.id === item.id) this.fresh = undefined;
      this.note = t('programs.revoked', { label: isolated(item.label) });
    });
  }
}

/** @param {Programs} programs @param {string} term @param {string} value @param {string} test */
function copyLine(programs, term, value, test) {
  return html`<div><dt>${term}</dt><dd class="copy-line"><code data-test=${test}><bdi>${value}</bdi></code>
    <button class="text-button" aria-label=${t('programs.copy-named', { what: term })} @click=${() => programs.copy(value)}>${t('programs.copy')}</button></dd></div>`;
}

/** @param {Programs} programs */
function sftpView(programs) {
  const { sftp } = programs;
  if (!sftp) return nothing;
  const user = encodeURIComponent(sessionStore.state.ownerName);
  return html`<details class="sftp" @toggle=${() => programs.keys.load()}><summary data-test="sftp">${t('programs.sftp')}</summary>
    <p class="quiet">${t('programs.sftp.text')}</p>
    <dl class="copy-lines compare">${copyLine(programs, t('programs.address'), `sftp://${user}@${location.hostname}:${sftp.port}/`, 'sftp-address')}${copyLine(programs, t('programs.sftp.key'), sftp.fingerprint, 'sftp-key')}</dl>
    ${programs.keys.view()}
  </details>`;
}

/** @param {Programs} programs */
function freshView(programs) {
  const { fresh } = programs;
  if (!fresh) return nothing;
  return html`<div class="notice good" role="status"><div>
    <p class="notice-title">${t('programs.fresh', { label: isolated(fresh.label) })}</p>
    <dl class="copy-lines">${copyLine(programs, t('programs.password'), fresh.password, 'app-password')}</dl>
    <p>${t('programs.once')}</p></div></div>`;
}

/** @param {Programs} programs */
function listView(programs) {
  const { items } = programs;
  if (!items) return programs.problem ? nothing : html`<p class="quiet">${t('loading')}</p>`;
  if (items.length === 0) return html`<p class="quiet">${t('programs.none')}</p>`;
  return html`<ul class="things">${repeat(items, (item) => item.id, (item) => html`<li class="thing" data-test="app-password-row" data-label=${item.label}>
    <div class="thing-body"><p class="thing-name"><bdi>${shownName(item.label)}</bdi></p><p class="quiet">${t('programs.since', { time: moment(new Date(item.created)) })}</p></div>
    <button class="text-button" data-test="app-password-revoke" aria-label=${t('programs.revoke-named', { label: isolated(item.label) })} @click=${() => programs.revoke(item)}>${t('programs.revoke')}</button></li>`)}</ul>`;
}

/** How other programs reach the files: the address, and a password for each. */
export function openPrograms() {
  const programs = new Programs();
  programs.load();
  return openDialog(t('programs.title'), (frame) => {
    programs.redraw = frame.refresh;
    programs.keys.redraw = frame.refresh;
    return html`<p>${t('programs.lead')}</p>
      <dl class="copy-lines compare">${copyLine(programs, t('programs.address'), `${location.origin}/dav/`, 'dav-address')}${copyLine(programs, t('programs.user'), sessionStore.state.ownerName, 'dav-user')}</dl>
      ${sftpView(programs)}
      ${freshView(programs)}
      ${listView(programs)}
      <form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => programs.create(event)}>
        <label class="field"><span class="field-label">${t('programs.label')}</span>
          <input class="input" name="label" data-test="app-password-label" dir="auto" maxlength="64" autocomplete="off" placeholder=${t('programs.label.example')} /></label>
        <p class="quiet" role="status" data-test="programs-note">${programs.note}</p>
        <p class="field-problem" role="alert">${programs.problem}</p>
        <div class="dialog-buttons">
          <button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button>
          <button class="button primary" data-test="app-password-create" ?disabled=${programs.busy}>${t('programs.create')}</button>
        </div>
      </form>`;
  });
}
