// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, render } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { isolated, moment, shownName } from '../core/format.js';
import { loadLanguage, t } from '../core/i18n.js';
import { followSystemTheme } from '../core/theme.js';
import { icon, mark } from '../ui/icons.js';
import { boxStore, boxView } from './box.js';
import { folderView } from './folder.js';
import { follow, guestStore, unlock } from './guest.js';
import { guestLook } from './look.js';

/** @param {SubmitEvent} event */
function tryPassphrase(event) {
  event.preventDefault();
  const input = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.currentTarget).elements.namedItem('passphrase'));
  if (input.value === '') {
    guestStore.set({ problem: t('guest.passphrase.missing') });
    input.focus();
    return;
  }
  unlock(input.value, (error) => sentence(error, 'guest'));
}

function lockedView() {
  const { problem, busy } = guestStore.state;
  return html`<form class="guest-lock stack" novalidate @submit=${tryPassphrase}>
    ${icon('lock', 'huge')}
    <h1 class="display" tabindex="-1">${t('guest.locked')}</h1>
    <p class="lead">${t('guest.locked.text')}</p>
    <label class="field"><span class="field-label">${t('passphrase')}</span>
      <input class="input" type="password" name="passphrase" data-test="guest-passphrase" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="512" aria-invalid=${problem ? 'true' : 'false'} aria-describedby="guest-problem" /></label>
    <p class="field-problem" id="guest-problem" role="alert" data-test="guest-problem">${problem}</p>
    <button class="button primary wide" data-test="guest-unlock" ?disabled=${busy}>${t('guest.unlock')}</button>
  </form>`;
}

/** @param {string} title @param {string} text @param {unknown} [action] */
function sorry(title, text, action = nothing) {
  return html`<div class="blank" role="alert">${icon('warning', 'huge')}<h1>${title}</h1><p>${text}</p>${action}</div>`;
}

function content() {
  const { phase, about, error } = guestStore.state;
  if (phase === 'starting') return html`<p class="visually-hidden" role="status">${t('loading')}</p>`;
  if (phase === 'locked') return lockedView();
  if (phase === 'missing') return sorry(t('guest.missing'), t('guest.missing.text'));
  if (phase === 'expired') return sorry(t('guest.expired'), t('guest.expired.text'));
  if (phase === 'error') return sorry(t('guest.error'), sentence(error, 'guest'), html`<button class="button" data-test="retry" @click=${() => follow()}>${icon('retry')}${t('retry')}</button>`);
  return about.mode === 'drop' ? boxView() : folderView();
}

function foot() {
  const { phase, about } = guestStore.state;
  if (phase !== 'open') return nothing;
  const until = about.expires ? t('guest.until', { time: moment(new Date(about.expires)) }) : '';
  return html`<footer class="guest-foot quiet"><p>${about.mode === 'drop' ? nothing : t('guest.from', { owner: isolated(about.ownerName ?? '') })} ${until}</p><p>${t('guest.hearth')}</p></footer>`;
}

let queued = false;
let shown = '';

function draw() {
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    const { phase, about, path } = guestStore.state;
    const page = /** @type {HTMLElement} */ (document.getElementById('page'));
    render(html`<header class="bar"><p class="brand">${mark()}<span class="wordmark"><bdi>${shownName(about.plugName || 'Hearth')}</bdi></span></p></header>
      <main id="main" class="main guest" tabindex="-1" data-test="guest-view" data-phase=${phase} data-mode=${about.mode ?? ''} data-path=${path}>${content()}${foot()}</main>${guestLook.view()}`, page);
    document.title = `${about.name ?? t('guest.title')} – ${about.plugName || 'Hearth'}`;
    document.body.dataset.ready = String(phase !== 'starting');
    const place = `${phase} ${path}`;
    if (place !== shown && phase !== 'starting') {
      const first = shown === '';
      shown = place;
      const target = /** @type {HTMLElement | null} */ (document.querySelector(phase === 'locked' ? 'input' : 'h1'));
      if (!first || phase === 'locked') target?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  });
}

for (const store of [guestStore, guestLook.store, boxStore]) store.subscribe(draw);
addEventListener('hashchange', () => {
  guestLook.leave();
  follow();
});
followSystemTheme();
await loadLanguage();
draw();
await follow();
