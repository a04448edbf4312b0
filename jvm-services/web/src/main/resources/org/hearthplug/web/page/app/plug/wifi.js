// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { guard } from '../vendor/lit-html/directives/guard.js';
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, number, shownName } from '../core/format.js';
import { languageCode, t } from '../core/i18n.js';
import { Store } from '../core/store.js';
import { confirm, dialogButtons, openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { card } from './cards.js';
import { countries } from './countries.js';

/**
 * @typedef {{ssid: string, phase: 'trying' | 'joined' | 'failed', problem?: string}} Attempt
 * @typedef {{radio: boolean, link?: string, mode: 'client' | 'access-point' | 'starting', ssid?: string, signalDbm?: number, security?: string,
 *   addresses: string[], known: {ssid: string, current: boolean}[], attempt?: Attempt, clients: number, country?: string}} Wifi
 * @typedef {{ssid: string, signalDbm: number, frequencyMhz: number, security: string, known: boolean, joinable: boolean}} Heard
 */

const INTERVAL_MILLIS = 5000;
const TRYING_MILLIS = 1000;

/** @type {Store<{wifi: Wifi | undefined}>} */
export const wifiStore = new Store({ wifi: undefined });

let asking = false;

async function ask() {
  if (document.hidden || asking) return;
  asking = true;
  try {
    wifiStore.set({ wifi: await api.wifi.get() });
  } catch {
    // The page says elsewhere that the plug cannot be reached.
  }
  asking = false;
}

function follow() {
  ask();
  const timer = window.setInterval(ask, INTERVAL_MILLIS);
  return () => clearInterval(timer);
}

/** Nothing on a plug without a radio, and nothing is asked then. @param {import('./types.js').Snapshot} snapshot */
export function wifiCard({ network }) {
  if (!network.some((each) => each.kind === 'wifi')) return nothing;
  const { wifi } = wifiStore.state;
  return card({
    id: 'wifi', title: t('wifi.title'), symbol: 'wifi',
    body: html`<div data-test="wifi" data-mode=${wifi?.mode ?? ''} data-ssid=${wifi?.ssid ?? ''} ${mounted(follow)}>
      ${wifi?.radio ? shown(wifi) : html`<p class="quiet">${t('loading')}</p>`}</div>`,
  });
}

/** @param {Wifi} wifi */
function words(wifi) {
  const ssid = isolated(shownName(wifi.ssid ?? ''));
  if (wifi.mode === 'access-point') return t('wifi.makes', { ssid, count: wifi.clients });
  return wifi.mode === 'starting' ? t('wifi.starting') : wifi.ssid ? t('wifi.in', { ssid }) : t('wifi.none');
}

/** @param {Wifi} wifi */
function shown(wifi) {
  return html`<p data-test="wifi-words">${words(wifi)}</p>
    ${wifi.signalDbm === undefined || wifi.signalDbm === null ? nothing
      : html`<p class="quiet">${t('wifi.signal', { dbm: number(wifi.signalDbm), security: protection(wifi.security) })}</p>`}
    <p data-test="wifi-attempt" data-phase=${wifi.attempt?.phase ?? ''} aria-live="polite">${attemptWords(wifi.attempt)}</p>
    ${wifi.country ? countryField(wifi.country) : nothing}
    <div class="card-foot"><span></span><button class="text-button" data-test="wifi-look" @click=${openNetworks}>${t('wifi.look')}</button></div>`;
}

/** Whose radio rules the plug keeps, which may be none of the list: what two countries both allow. @param {string} kept */
function countryField(kept) {
  return html`<label class="field"><span class="field-label">${t('wifi.country')}</span>
    <select class="input" data-test="wifi-country" data-value=${kept} @change=${chooseCountry}>${guard([kept, languageCode()], () => {
      const all = [{ code: '00', name: t('wifi.country.none') }, ...countries(languageCode())];
      return html`${all.some(({ code }) => code === kept) ? nothing : html`<option value=${kept} disabled .selected=${true}>${t('wifi.country.both')}</option>`}
        ${all.map(({ code, name }) => html`<option value=${code} .selected=${code === kept}>${name}</option>`)}`;
    })}</select></label>`;
}

/** @param {Event} event */
async function chooseCountry(event) {
  const select = /** @type {HTMLSelectElement} */ (event.currentTarget);
  try {
    wifiStore.set({ wifi: await api.wifi.country(select.value) });
    toast('good', t('wifi.country.chosen'));
  } catch (error) {
    select.value = wifiStore.state.wifi?.country ?? '00';
    toast('bad', sentence(error, 'country'));
  }
}

/** @param {string | undefined} security */
function protection(security) {
  return security ? t(`wifi.security.${security}`) : '';
}

/** @param {Attempt | null | undefined} attempt */
function attemptWords(attempt) {
  if (!attempt || attempt.phase === 'joined') return '';
  const ssid = isolated(shownName(attempt.ssid));
  return attempt.phase === 'trying' ? t('wifi.trying', { ssid }) : t(`wifi.problem.${attempt.problem ?? 'unavailable'}`, { ssid });
}

function openNetworks() {
  /** @type {Heard[] | undefined} */
  let heard;
  let [problem, started] = ['', false];
  return openDialog(t('wifi.networks.title'), (frame) => {
    const look = async () => {
      [heard, problem] = [undefined, ''];
      frame.refresh();
      try {
        heard = await api.wifi.scan();
      } catch (error) {
        [heard, problem] = [[], sentence(error)];
      }
      frame.refresh();
    };
    if (!started) {
      started = true;
      queueMicrotask(look);
    }
    return html`<div class="stack">
      ${heard === undefined ? html`<p class="quiet" aria-live="polite">${t('wifi.looking')}</p>`
        : html`<ul class="things" data-test="wifi-heard">${rows(heard).map((one) => heardRow(one, frame))}</ul>
          ${heard.length === 0 && !problem ? html`<p class="quiet">${t('wifi.heard.none')}</p>` : nothing}`}
      <p class="field-problem" role="alert">${problem}</p>
      <div class="dialog-buttons"><button type="button" class="button" data-test="wifi-again" ?disabled=${heard === undefined} @click=${look}>${t('wifi.again')}</button>
        <button type="button" class="button primary" data-test="wifi-close" @click=${() => frame.close()}>${t('close')}</button></div></div>`;
  });
}

/** Known networks that are not heard can still be forgotten. @param {Heard[]} heard @returns {(Heard & {far?: boolean})[]} */
function rows(heard) {
  const names = new Set(heard.map((one) => one.ssid));
  const far = (wifiStore.state.wifi?.known ?? []).filter((one) => !names.has(one.ssid));
  return [...heard, ...far.map(({ ssid }) => ({ ssid, signalDbm: 0, frequencyMhz: 0, security: '', known: true, joinable: false, far: true }))];
}

/** @param {Heard & {far?: boolean}} one @param {import('../ui/dialogs.js').DialogFrame} frame */
function heardRow(one, frame) {
  const { wifi } = wifiStore.state;
  const current = wifi?.mode === 'client' && wifi.ssid === one.ssid;
  const known = one.known || (wifi?.known ?? []).some((each) => each.ssid === one.ssid);
  return html`<li class="thing" data-test="wifi-network" data-ssid=${one.ssid} data-known=${String(known)}>
    <span class="thing-icon ${one.far ? 'dim' : ''}">${icon(one.security === 'open' || one.far ? 'wifi' : 'lock')}</span>
    <div class="thing-body"><p class="thing-name"><bdi>${shownName(one.ssid)}</bdi>
        ${current ? html`<span class="tag warm">${t('wifi.now')}</span>` : known ? html`<span class="tag">${t('wifi.known')}</span>` : nothing}</p>
      ${one.far ? nothing : html`<p class="quiet">${t('wifi.signal', { dbm: number(one.signalDbm), security: protection(one.security) })}</p>`}</div>
    ${known ? html`<button type="button" class="button" data-test="wifi-forget" @click=${() => forget(one.ssid, frame)}>${t('wifi.forget')}</button>`
      : one.joinable ? html`<button type="button" class="button" data-test="wifi-join" @click=${() => openJoin(one.ssid, frame)}>${t('wifi.join')}</button>` : nothing}</li>`;
}

/** @param {string} ssid @param {import('../ui/dialogs.js').DialogFrame} frame */
async function forget(ssid, frame) {
  const name = isolated(shownName(ssid));
  if (!await confirm({ title: t('wifi.forget.title', { ssid: name }), text: t('wifi.forget.text'), label: t('wifi.forget') })) return;
  try {
    wifiStore.set({ wifi: await api.wifi.forget(ssid) });
    toast('good', t('wifi.forgotten', { ssid: name }));
  } catch (error) {
    toast('bad', sentence(error));
  }
  frame.refresh();
}

/** Waits for the end of an attempt. @returns {Promise<Attempt | undefined>} */
async function outcome() {
  const deadline = performance.now() + 150_000;
  while (performance.now() < deadline) {
    await new Promise((resolve) => { setTimeout(resolve, TRYING_MILLIS); });
    try {
      const wifi = await api.wifi.get();
      wifiStore.set({ wifi });
      if (wifi.attempt && wifi.attempt.phase !== 'trying') return wifi.attempt;
    } catch {
      // The way to the plug may be the very radio that changes over: ask again.
    }
  }
  return undefined;
}

/** @param {string} ssid @param {import('../ui/dialogs.js').DialogFrame} list */
function openJoin(ssid, list) {
  const name = isolated(shownName(ssid));
  let [problem, busy] = ['', false];
  openDialog(t('wifi.join.title', { ssid: name }), (frame) => {
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (busy) return;
      const passphrase = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('passphrase'));
      problem = /^[\x20-\x7e]{8,63}$/.test(passphrase) ? '' : t('wifi.passphrase.wrong');
      if (!problem) {
        busy = true;
        frame.refresh();
        try {
          wifiStore.set({ wifi: await api.wifi.join(ssid, passphrase) });
          const ended = await outcome();
          if (ended?.phase === 'joined') {
            toast('good', t('wifi.joined', { ssid: name }));
            frame.close();
            list.close();
            return;
          }
          problem = t(`wifi.problem.${ended?.problem ?? 'unavailable'}`, { ssid: name });
        } catch (error) {
          problem = sentence(error);
        }
        busy = false;
      }
      frame.refresh();
    };
    return html`<form class="stack" novalidate @submit=${send}>
      <p>${t('wifi.join.text')}</p>
      <label class="field"><span class="field-label">${t('wifi.passphrase')}</span>
        <input class="input" type="password" name="passphrase" data-test="wifi-passphrase" autocomplete="off" maxlength="63" data-autofocus ?disabled=${busy} /></label>
      <p class="quiet" aria-live="polite">${busy ? t('wifi.trying', { ssid: name }) : nothing}</p>
      <p class="field-problem" role="alert" data-test="wifi-problem">${problem}</p>
      ${dialogButtons(frame, { label: t('wifi.join'), disabled: busy })}</form>`;
  });
}
