// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { duration } from '../core/format.js';
import { LANGUAGES, languageCode, t } from '../core/i18n.js';
import { chooseLanguage } from '../core/language.js';
import { fire } from '../ui/fire.js';
import { icon, mark } from '../ui/icons.js';

/**
 * The frame of the views before the plug is open.
 * @param {{title: string, lead: unknown, body: unknown, heat?: number}} parts heat: of the fire beside it, 0..1; 0 is out
 */
export function welcome({ title, lead, body, heat = 0.5 }) {
  return html`<div class="welcome">
    <header class="welcome-side">
      <div class="welcome-brand">${mark('large')}<span class="wordmark">Hearth</span></div>
      ${fire({ heat, lit: heat > 0, className: 'welcome-fire' })}
      <p class="welcome-promise">${t('welcome.promise')}</p>
    </header>
    <main class="welcome-main">
      <div class="welcome-card">
        <h1 class="display" tabindex="-1">${title}</h1>
        ${lead}
        ${body}
      </div>
      <footer class="welcome-foot">
        <div class="languages" role="group" aria-label=${t('language')}>
          ${Object.entries(LANGUAGES).map(([code, name]) => html`<button class="link-button" lang=${code} data-test="lang-${code}"
            aria-pressed=${String(code === languageCode())} @click=${() => chooseLanguage(code)}>${name}</button>`)}
        </div>
      </footer>
    </main>
  </div>`;
}

/**
 * A failure above a form.
 * @param {{kind: string, text: string, test: string}} problem
 */
export function formProblem({ kind, text, test }) {
  return html`<div class="notice bad" role="alert" data-test=${test} data-kind=${kind}>${icon('warning')}<p>${text}</p></div>`;
}

/** Counts down until the plug listens again. */
export class Slowdown {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.until = 0;
    this.timer = 0;
  }

  get seconds() {
    return Math.max(0, Math.ceil((this.until - performance.now()) / 1000));
  }

  /** @param {number} seconds */
  begin(seconds) {
    this.until = performance.now() + seconds * 1000;
    clearInterval(this.timer);
    this.timer = window.setInterval(() => {
      if (this.seconds === 0) clearInterval(this.timer);
      this.changed();
    }, 1000);
  }

  /** The notice while it lasts. @param {string} test */
  view(test) {
    if (this.seconds === 0) return nothing;
    // The seconds change each second: a screen reader hears the sentence once, without them.
    return html`<div class="notice warn" data-test=${test} data-kind="slowed">${icon('clock')}
      <div><p role="alert">${t('slowed.text')}</p><p class="countdown" aria-hidden="true">${t('slowed.wait', { wait: duration(this.seconds) })}</p></div></div>`;
  }
}

/**
 * A passphrase with its eye.
 * @param {{test: string, name: string, label: string, autocomplete: 'new-password' | 'current-password', shown: boolean, toggle: () => void, onInput?: (value: string) => void, describedBy?: string, invalid?: boolean, autofocus?: boolean}} options
 */
export function passphraseField({ test, name, label, autocomplete, shown, toggle, onInput, describedBy, invalid = false, autofocus = false }) {
  const typed = (/** @type {Event} */ event) => onInput?.(/** @type {HTMLInputElement} */ (event.target).value);
  return html`<div class="field">
    <label class="field-label" for=${test}>${label}</label>
    <span class="input-with-button">
      <input id=${test} class="input" name=${name} data-test=${test} type=${shown ? 'text' : 'password'} autocomplete=${autocomplete} required
        autocapitalize="off" spellcheck="false" maxlength="1000" aria-describedby=${describedBy ?? nothing} aria-invalid=${String(invalid)}
        ?data-autofocus=${autofocus} @input=${typed} />
      <button type="button" class="icon-button" data-test="${test}-toggle" aria-pressed=${String(shown)} aria-label=${t('passphrase.show')}
        title=${shown ? t('passphrase.hide') : t('passphrase.show')} @click=${toggle}>${icon(shown ? 'eyeOff' : 'eye')}</button>
    </span>
  </div>`;
}
