// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sshKeys as api } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';

/** @typedef {{id: string, label: string, type: string, bits?: number, fingerprint: string, created: string, lastUsed?: string}} SshKey */

/** The comment at a key's end says as a rule whose it is. @param {string} line */
export function labelOf(line) {
  return (line.trim().split(/[ \t]+/, 3)[2] ?? '').slice(0, 64);
}

/** @param {SshKey} key */
function kind({ type, bits }) {
  return type === 'ssh-ed25519' ? 'Ed25519' : type === 'ssh-rsa' ? `RSA ${bits}` : `ECDSA ${type.slice(-3)}`;
}

/** One's SSH keys, as part of the dialog about programs. */
export class SshKeys {
  constructor() {
    /** @type {SshKey[] | undefined} */
    this.items = undefined;
    this.problem = '';
    this.note = '';
    this.busy = false;
    /** @type {() => void} */
    this.redraw = () => {};
  }

  /** @param {() => Promise<void>} act */
  async attempt(act) {
    if (this.busy) return;
    [this.busy, this.problem, this.note] = [true, '', ''];
    this.redraw();
    try {
      await act();
    } catch (error) {
      this.problem = sentence(error, 'ssh-keys');
    }
    this.busy = false;
    this.redraw();
  }

  /** Reads them when somebody looks for the first time. */
  load() {
    if (this.items) return;
    this.attempt(async () => {
      this.items = (await api.list()).items;
    });
  }

  /** @param {SubmitEvent} event */
  async add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    const line = field('key').value.trim();
    const label = field('label').value.trim() || labelOf(line);
    if (line === '' || label === '') {
      this.problem = t(line === '' ? 'ssh-keys.key.missing' : 'ssh-keys.label.missing');
      this.redraw();
      field(line === '' ? 'key' : 'label').focus();
      return;
    }
    await this.attempt(async () => {
      const added = await api.add(label, line);
      this.items = [...(this.items ?? []), added];
      form.reset();
      this.note = t('ssh-keys.added', { label: isolated(added.label) });
    });
  }

  /** @param {SshKey} key */
  remove(key) {
    return this.attempt(async () => {
      await api.remove(key.id);
      this.items = this.items?.filter((each) => each !== key);
      this.note = t('ssh-keys.removed', { label: isolated(key.label) });
    });
  }

  view() {
    const { items, problem, note, busy } = this;
    const used = (/** @type {SshKey} */ key) => (key.lastUsed ? t('ssh-keys.used', { time: moment(new Date(key.lastUsed)) }) : t('ssh-keys.unused'));
    const row = (/** @type {SshKey} */ key) => html`<li class="thing" data-test="ssh-key-row" data-label=${key.label} data-used=${String(key.lastUsed !== undefined)}>
      <div class="thing-body"><p class="thing-name"><bdi>${shownName(key.label)}</bdi> <span class="tag">${kind(key)}</span></p><p class="quiet"><code class="key-print" data-test="ssh-key-print">${key.fingerprint}</code></p><p class="quiet">${used(key)}</p></div>
      <button type="button" class="text-button" data-test="ssh-key-remove" aria-label=${t('ssh-keys.remove-named', { label: isolated(key.label) })} @click=${() => this.remove(key)}>${t('ssh-keys.remove')}</button></li>`;
    return html`<h3 class="part-title">${t('ssh-keys.title')}</h3>
      <p class="quiet">${t('ssh-keys.lead')}</p>
      ${items && items.length > 0 ? html`<ul class="things">${repeat(items, ({ id }) => id, row)}</ul>` : nothing}
      <form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.add(event)}>
        <label class="field"><span class="field-label">${t('ssh-keys.key')}</span>
          <textarea class="input mono" name="key" rows="3" data-test="ssh-key" dir="ltr" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="ssh-ed25519 AAAA… anna@laptop" aria-describedby="ssh-key-hint ssh-key-problem"></textarea>
          <span class="field-hint" id="ssh-key-hint">${t('ssh-keys.key.hint')}</span></label>
        <label class="field"><span class="field-label">${t('ssh-keys.label')}</span>
          <input class="input" name="label" data-test="ssh-key-label" dir="auto" maxlength="64" autocomplete="off" placeholder=${t('programs.label.example')} /></label>
        <p class="quiet" role="status" data-test="ssh-key-note">${note}</p>
        <p class="field-problem" id="ssh-key-problem" role="alert" data-test="ssh-key-problem">${problem}</p>
        <div class="dialog-buttons"><button class="button" data-test="ssh-key-add" ?disabled=${busy}>${t('ssh-keys.add')}</button></div>
      </form>`;
  }
}
