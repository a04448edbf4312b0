// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { alertStore } from '../core/alerts.js';
import { sentence } from '../core/errors.js';
import { isolated, shownName } from '../core/format.js';
import { LANGUAGES, languageCode, t } from '../core/i18n.js';
import { chooseLanguage, languageStore } from '../core/language.js';
import { go, routeHash, routeStore } from '../core/router.js';
import { isOwner, sessionStore, signOut } from '../core/session.js';
import { setTheme, theme } from '../core/theme.js';
import { confirm } from '../ui/dialogs.js';
import { icon, mark } from '../ui/icons.js';
import { openMenu } from '../ui/menu.js';
import { toast } from '../ui/toasts.js';
import { abandonUploads, queue } from '../uploads/uploads.js';
import { openPrograms } from './programs.js';
import { openUpdates } from './updates.js';

/** @param {Event} event */
function accountMenu(event) {
  const chooseTheme = (/** @type {'auto' | 'light' | 'dark'} */ wanted) => {
    setTheme(wanted);
    languageStore.changed();
  };
  const leave = async () => {
    const { active } = queue;
    if (active > 0 && !(await confirm({ title: t('sign-out.uploads', { count: active }), text: t('sign-out.uploads.text'), label: t('sign-out') }))) return;
    if (active > 0) await abandonUploads();
    await signOut().catch((error) => toast('bad', sentence(error)));
  };
  openMenu(/** @type {HTMLElement} */ (event.currentTarget), t('account'), [
    {
      heading: t('theme'),
      items: [
        { label: t('theme.auto'), icon: 'half', test: 'theme-auto', checked: theme() === 'auto', act: () => chooseTheme('auto') },
        { label: t('theme.light'), icon: 'sun', test: 'theme-light', checked: theme() === 'light', act: () => chooseTheme('light') },
        { label: t('theme.dark'), icon: 'moon', test: 'theme-dark', checked: theme() === 'dark', act: () => chooseTheme('dark') },
      ],
    },
    {
      heading: t('language'),
      items: Object.entries(LANGUAGES).map(([code, name]) => (
        { label: name, test: `lang-${code}`, checked: code === languageCode(), act: () => chooseLanguage(code) })),
    },
    { items: [
      ...(isOwner() ? [{ label: t('people.title'), icon: /** @type {const} */ ('person'), test: 'people', act: () => go({ view: 'people' }) }] : []),
      { label: t('shares.title'), icon: 'link', test: 'shares', act: () => go({ view: 'shares' }) },
      { label: t('programs'), icon: 'cable', test: 'programs', act: openPrograms },
      { label: t('security.title'), icon: 'lock', test: 'security', act: () => go({ view: 'security' }) },
    ] },
    ...(isOwner() ? [{ items: [{ label: t('update'), icon: /** @type {const} */ ('retry'), test: 'updates', act: openUpdates }] }] : []),
    { items: [{ label: t('sign-out'), icon: 'out', test: 'sign-out', act: leave }] },
  ]);
}

/** @param {{view: 'plug' | 'files' | 'photos' | 'music' | 'bin' | 'backup', label: string, symbol: any, href: string, alert?: string}} link */
function navLink({ view, label, symbol, href, alert = '' }) {
  const { view: open } = routeStore.state.route;
  const current = open === view || (open === 'past' && view === 'files') || (open === 'albums' && view === 'photos');
  return html`<a class="nav-link" href=${href} data-test="nav-${view}" aria-current=${current ? 'page' : nothing}>${icon(symbol)}<span>${label}</span>${alert ? html`<span class="dot warn" data-test="nav-alert" data-kind=${alert} role="img" aria-label=${t('nav.alert')} title=${t('nav.alert')}></span>` : nothing}</a>`;
}

/**
 * What surrounds each view of the open plug.
 * @param {unknown} view
 */
export function frame(view) {
  const { plugName, ownerName } = sessionStore.state;
  return html`<a class="skip" href="#main" @click=${skip}>${t('skip')}</a>
    <header class="bar">
      <a class="brand" href="#/plug" aria-label=${t('brand', { plug: isolated(plugName || 'Hearth') })}>${mark()}<span class="wordmark"><bdi>${shownName(plugName || 'Hearth')}</bdi></span></a>
      <nav class="nav" aria-label=${t('nav')}>
        ${navLink({ view: 'plug', label: t('nav.plug'), symbol: 'plug', href: '#/plug' })}
        ${navLink({ view: 'files', label: t('nav.files'), symbol: 'files', href: routeHash({ view: 'files', path: '' }) })}
        ${navLink({ view: 'photos', label: t('nav.photos'), symbol: 'picture', href: '#/photos' })}
        ${navLink({ view: 'music', label: t('nav.music'), symbol: 'note', href: '#/music' })}
        ${isOwner() ? navLink({ view: 'backup', label: t('nav.backup'), symbol: 'backup', href: '#/backup', alert: alertStore.state.backup }) : nothing}
        ${navLink({ view: 'bin', label: t('nav.bin'), symbol: 'bin', href: '#/bin' })}
      </nav>
      <button class="account" data-test="account-menu" aria-haspopup="menu" aria-label=${t('account.of', { owner: isolated(ownerName) })} @click=${accountMenu}>
        ${icon('person')}<bdi class="account-name">${shownName(ownerName)}</bdi>
      </button>
    </header>
    <main id="main" class="main" tabindex="-1">${view}</main>`;
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
