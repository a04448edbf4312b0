// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { poll } from '../core/poll.js';
import { openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { AddressSource } from '../update/address.js';
import { sendBundle, update } from '../update/bundle.js';
import { openReset } from './reset.js';
import { openUpdateServer } from './update-server.js';

/** @typedef {import('../update/bundle.js').UpdateState} UpdateState */

const POLL_MILLIS = 1000;
/** How often sticks are looked at, in polls. */
const LOOK_EVERY = 5;

/** What one opening of the dialog knows. */
class Updates {
  constructor() {
    /** @type {UpdateState | undefined} */
    this.state = undefined;
    /** percent of an upload under way */
    this.sent = -1;
    this.problem = '';
    this.restarting = false;
    this.polls = 0;
    this.address = new AddressSource();
    /** @type {() => void} */
    this.redraw = () => {};
  }

  get busy() {
    return this.sent >= 0 || this.restarting || this.address.fetching || ['checking', 'writing'].includes(this.state?.phase ?? '');
  }

  /** Asks how things are, again and again while the dialog is open. */
  follow() {
    return poll(async () => {
      if (this.sent < 0) await this.ask();
    }, () => POLL_MILLIS).end;
  }

  async ask() {
    try {
      const before = this.state?.version;
      await this.address.ask();
      this.state = await update.get();
      if (this.restarting && this.state.phase === 'idle') {
        this.restarting = false;
        // the page itself may be newer now
        if (before !== this.state.version) location.reload();
      }
      if (this.problem === t('error.network')) this.problem = '';
      if (!this.busy && this.state.supported && this.polls++ % LOOK_EVERY === 0) await update.look().catch(() => {});
    } catch (error) {
      if (!this.restarting) this.problem = sentence(error);
    }
    this.redraw();
  }

  /** @param {() => Promise<unknown>} act */
  async attempt(act) {
    this.problem = '';
    this.address.tried = false;
    try {
      await act();
    } catch (error) {
      this.problem = sentence(error, 'update');
    }
    this.sent = -1;
    await this.ask();
  }

  /** @param {Event} event */
  choose(event) {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    input.value = '';
    if (!file || this.busy) return;
    this.sent = 0;
    this.redraw();
    this.attempt(async () => {
      await sendBundle(file, (percent) => {
        this.sent = percent;
        this.redraw();
      });
      await update.install({ from: 'upload', name: file.name });
    });
  }

  /** @param {UpdateState['bundles'][number]} bundle */
  fromStick(bundle) {
    return this.attempt(() => update.install({ from: 'stick', device: bundle.device, name: bundle.name }));
  }

  allSame() {
    return this.attempt(() => update.install({ from: 'upload', name: this.state?.source ?? '', allowOlder: true }));
  }

  restart() {
    return this.attempt(async () => {
      await update.restart();
      this.restarting = true;
    });
  }
}

/** @param {UpdateState} state */
function lastView({ last, phase }) {
  if (!last || phase !== 'idle') return nothing;
  const kind = last.outcome === 'rolled-back' ? 'warn' : 'good';
  if (last.outcome === 'waiting') return nothing;
  return html`<div class="notice ${kind}" role="status" data-test="update-last" data-outcome=${last.outcome}><p>${t(`update.last.${last.outcome}`, { version: last.version })}</p></div>`;
}

/** @param {Updates} updates */
function progressView(updates) {
  const { state, sent, restarting } = updates;
  if (restarting) return html`<p role="status" data-test="update-restarting">${t('update.restarting')}</p>`;
  if (updates.address.fetching) return updates.address.progress(updates);
  const sending = sent >= 0;
  if (!sending && state?.phase !== 'checking' && state?.phase !== 'writing') return nothing;
  const words = sending ? t('update.sending') : t(`update.phase.${state?.phase}`);
  const percent = sending ? sent : state?.percent ?? 0;
  return html`<label class="field" data-test="update-progress" data-phase=${sending ? 'sending' : state?.phase ?? ''}>
    <span class="field-label">${words} ${percent > 0 ? t('update.percent', { percent }) : ''}</span>
    <progress class="update-bar" max="100" .value=${percent}></progress></label>`;
}

/** @param {Updates} updates @param {UpdateState} state */
function resultView(updates, state) {
  if (updates.busy) return nothing;
  if (state.phase === 'installed') {
    return html`<div class="notice good" role="status" data-test="update-installed"><div><p class="notice-title">${t('update.installed', { version: state.newVersion ?? '' })}</p>
      <p>${t('update.installed.text')}</p><p><button type="button" class="button primary" data-test="update-restart" @click=${() => updates.restart()}>${t('update.restart')}</button></p></div></div>`;
  }
  if (state.phase !== 'failed') return nothing;
  const key = `update.problem.${state.problem}`;
  return html`<div class="notice bad" role="alert" data-test="update-failed" data-problem=${state.problem ?? ''}><div><p class="notice-title">${t('update.failed', { name: isolated(state.source ?? '') })}</p>
    <p>${t(has(key) ? key : 'update.problem.damaged', { version: state.newVersion ?? '', own: state.version })}</p>
    ${state.problem === 'older' ? html`<p><button type="button" class="button" data-test="update-older" @click=${() => updates.allSame()}>${t('update.older', { version: state.newVersion ?? '' })}</button></p>` : nothing}</div></div>`;
}

/** @param {Updates} updates @param {UpdateState} state */
function sourcesView(updates, state) {
  if (!state.supported) return html`<p class="quiet" data-test="update-unsupported">${t('update.unsupported')}</p>`;
  return html`<p>${t('update.lead')}</p>
    <label class="button update-choose">${t('update.choose')}<input type="file" class="visually-hidden" accept=".raucb" data-test="update-file" ?disabled=${updates.busy} @change=${(/** @type {Event} */ event) => updates.choose(event)} /></label>
    ${updates.address.form(updates)}
    ${state.bundles.length === 0 ? html`<p class="quiet">${t('update.no-stick')}</p>` : html`<ul class="things">${repeat(state.bundles, (each) => each.device + each.name, (each) => html`<li class="thing" data-test="update-bundle" data-name=${each.name}>
      <div class="thing-body"><p class="thing-name"><bdi>${each.name}</bdi></p><p class="quiet">${t('update.on-stick', { size: bytes(each.bytes) })}</p></div>
      <button type="button" class="text-button" data-test="update-from-stick" aria-label=${t('update.install-named', { name: isolated(each.name) })} ?disabled=${updates.busy} @click=${() => updates.fromStick(each)}>${t('update.install')}</button></li>`)}</ul>`}`;
}

/** The plug's software: which version runs, and another one from a file or a stick. */
export function openUpdates() {
  const updates = new Updates();
  return openDialog(t('update.title'), (frame) => {
    updates.redraw = frame.refresh;
    const { state } = updates;
    return html`<div class="stack" ${mounted(() => updates.follow())}>
      ${state ? html`<p data-test="update-version" data-version=${state.version}>${t(state.onTrial ? 'update.trial' : 'update.runs', { version: state.version })}</p>
        ${lastView(state)}${progressView(updates)}${resultView(updates, state)}${sourcesView(updates, state)}` : updates.problem ? nothing : html`<p class="quiet">${t('loading')}</p>`}
      <p class="field-problem" role="alert" data-test="update-problem">${updates.problem || updates.address.problem}</p>
      <div class="dialog-buttons">
        <button type="button" class="text-button update-reset" data-test="factory-reset" ?disabled=${updates.busy} @click=${openReset}>${t('reset')}</button>
        <button type="button" class="text-button" data-test="update-server" @click=${openUpdateServer}>${t('update.server.open')}</button>
        <button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button>
      </div></div>`;
  });
}
