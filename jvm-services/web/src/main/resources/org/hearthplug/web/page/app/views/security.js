// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { ApiError, request } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { fullDate, isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { isOwner, sessionStore, whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { factorSection } from '../people/factor.js';
import { factorStore, loadFactor } from '../people/factor-state.js';
import { loadPasskeys, passkeySection, passkeyStore } from '../people/passkeys.js';
import { confirm, dialogButtons, openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { blank } from './files.js';

/**
 * @typedef {{id: string, created: string, expires: string, from: string, agent: string, current: boolean}} Session
 * @typedef {{at: string, event: string, from: string, who?: string, agent?: string, detail?: string}} Entry
 */

/** @type {Store<{state: 'loading' | 'ready' | 'error', sessions: Session[], journal: Entry[], shown: number, error: unknown}>} */
const securityStore = new Store({ state: 'loading', sessions: [], journal: [], shown: 30, error: undefined });

export const stores = [securityStore, factorStore, passkeyStore];

async function load() {
  try {
    const journal = isOwner() ? request('GET', '/api/v1/audit') : Promise.resolve({ items: [] });
    const [sessions, { items }] = await Promise.all([request('GET', '/api/v1/sessions'), journal, loadFactor(), loadPasskeys()]);
    securityStore.set({ state: 'ready', sessions: sessions.items, journal: items, error: undefined });
  } catch (error) {
    securityStore.set({ state: 'error', error });
  }
}

whenSignedOut(() => securityStore.set({ state: 'loading', sessions: [], journal: [], shown: 30, error: undefined }));

/** What a browser calls itself, in two words. @param {string} agent */
export function device(agent) {
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /(Chrome|Chromium|CriOS)\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '';
  const system = /iPhone/.test(agent) ? 'iPhone' : /iPad/.test(agent) ? 'iPad' : /Android/.test(agent) ? 'Android' : /Windows/.test(agent) ? 'Windows' : /Mac OS X|Macintosh/.test(agent) ? 'Mac' : /Linux|X11/.test(agent) ? 'Linux' : '';
  if (browser && system) return t('security.browser-on', { browser, system });
  return browser || system || agent.split(/[ /]/)[0] || t('security.unknown');
}

/** @param {() => Promise<any>} act @param {string} done */
async function attempt(act, done) {
  try {
    await act();
    toast('good', done);
  } catch (error) {
    toast('bad', sentence(error));
  }
  load();
}

/** @param {Session} session */
function end(session) {
  return attempt(() => request('DELETE', `/api/v1/sessions/${session.id}`), t('security.ended', { device: isolated(device(session.agent)) }));
}

async function endOthers() {
  const others = securityStore.state.sessions.length - 1;
  if (await confirm({ title: t('security.end-others.title', { count: others }), text: t('security.end-others.text'), label: t('security.end-others') })) {
    await attempt(() => request('DELETE', '/api/v1/sessions'), t('security.others-ended'));
  }
}

function changePassphrase() {
  let [problem, busy] = ['', false];
  openDialog(t('security.passphrase.title'), (frame) => {
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (busy) return;
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      const [current, passphrase] = [String(form.get('current')), String(form.get('passphrase'))];
      if (passphrase !== String(form.get('again'))) problem = t('security.passphrase.differ');
      else {
        [problem, busy] = ['', true];
        frame.refresh();
        try {
          await request('PUT', '/api/v1/account/passphrase', { json: { current, passphrase } });
          toast('good', t('security.passphrase.done'));
          frame.close();
          return load();
        } catch (error) {
          problem = error instanceof ApiError && error.kind === 'invalid' ? t('field.invalid.passphrase') : sentence(error, 'passphrase');
        }
        busy = false;
      }
      frame.refresh();
    };
    const field = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ complete) => html`<label class="field"><span class="field-label">${label}</span>
      <input class="input" type="password" name=${name} data-test="passphrase-${name}" autocomplete=${complete} maxlength="512" /></label>`;
    return html`<form class="stack" novalidate @submit=${send}>
      <p>${t('security.passphrase.text')}</p>
      <input class="visually-hidden" autocomplete="username" tabindex="-1" aria-hidden="true" readonly .value=${sessionStore.state.ownerName} />
      ${field('current', t('security.passphrase.current'), 'current-password')}${field('passphrase', t('security.passphrase.new'), 'new-password')}${field('again', t('security.passphrase.again'), 'new-password')}
      <p class="field-problem" role="alert" data-test="passphrase-problem">${problem}</p>
      ${dialogButtons(frame, { label: t('security.passphrase.change'), disabled: busy })}</form>`;
  });
}

/** @param {Session} session */
function sessionRow(session) {
  const name = device(session.agent);
  return html`<li class="bin-row" data-test="session-row" data-current=${String(session.current)}>${icon(/iPhone|iPad|Android/.test(session.agent) ? 'phone' : 'screen')}
    <div class="thing-body"><p class="thing-name">${name} ${session.current ? html`<span class="tag warm">${t('security.here')}</span>` : nothing}</p>
      <p class="quiet">${t('security.since', { time: moment(new Date(session.created)) })} · <bdi>${session.from || t('security.unknown')}</bdi></p></div>
    ${session.current ? nothing : html`<button class="button" data-test="session-end" aria-label=${`${t('security.end')}: ${name}`} @click=${() => end(session)}>${icon('out')}<span>${t('security.end')}</span></button>`}</li>`;
}

const BAD = ['passkey-copied', 'refused', 'program-refused', 'share-refused'];

/** @param {Entry} entry */
function entryRow(entry) {
  const at = new Date(entry.at);
  return html`<li class="journal-row" data-test="journal-row" data-event=${entry.event}>
    <time class="journal-time quiet" datetime=${entry.at} title=${fullDate(at)}>${moment(at)}</time>
    <span class="dot ${BAD.includes(entry.event) ? 'warn' : 'good'}" aria-hidden="true"></span>
    <div class="journal-body"><p>${entry.who ? html`<bdi>${shownName(entry.who)}</bdi>: ` : nothing}${t(`security.event.${entry.event}`)}${entry.detail ? html` <bdi class="journal-detail">${shownName(entry.detail)}</bdi>` : nothing}</p>
      <p class="quiet"><bdi>${entry.from}</bdi>${entry.agent ? ` · ${device(entry.agent)}` : ''}</p></div></li>`;
}

function content() {
  const { state, sessions, journal, shown, error } = securityStore.state;
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('security.error'), text: sentence(error), action: html`<button class="button" data-test="retry" @click=${load}>${icon('retry')}${t('retry')}</button>` });
  return html`<section class="security-part" aria-labelledby="security-sessions"><div class="security-head"><h2 id="security-sessions">${t('security.sessions')}</h2>
      ${sessions.length > 1 ? html`<button class="text-button" data-test="session-end-others" @click=${endOthers}>${t('security.end-others')}</button>` : nothing}</div>
      <ul class="bin-list">${repeat(sessions, (session) => session.id, sessionRow)}</ul></section>
    ${passkeySection(device(navigator.userAgent))}${factorSection()}${isOwner() ? journalSection(journal, shown) : nothing}`;
}

/** @param {Entry[]} journal @param {number} shown */
function journalSection(journal, shown) {
  return html`<section class="security-part" aria-labelledby="security-journal"><h2 id="security-journal">${t('security.journal')}</h2><p class="quiet">${t('security.journal.text')}</p>
      ${journal.length === 0 ? html`<p class="quiet">${t('security.journal.none')}</p>` : html`<ol class="journal">${journal.slice(0, shown).map(entryRow)}</ol>`}
      ${journal.length > shown ? html`<button class="button wide" data-test="journal-more" @click=${() => securityStore.set({ shown: 500 })}>${t('security.journal.more', { count: journal.length - shown })}</button>` : nothing}</section>`;
}

/** Who is signed in, what happened at the door, and another passphrase. */
export function view() {
  const { state, sessions } = securityStore.state;
  return html`<div class="security" data-test="security-view" data-state=${state} data-count=${sessions.length} ${mounted(() => void load())}>
    <div class="security-head"><h1 class="view-title" tabindex="-1">${t('security.title')}</h1><button class="button" data-test="passphrase-change" @click=${changePassphrase}>${icon('lock')}<span>${t('security.passphrase.title')}</span></button></div>
    ${content()}</div>`;
}
