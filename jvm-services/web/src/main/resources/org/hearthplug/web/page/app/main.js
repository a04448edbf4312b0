// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { alertStore, watchAlerts } from './core/alerts.js';
import { t, loadLanguage } from './core/i18n.js';
import { isolated } from './core/format.js';
import { languageStore } from './core/language.js';
import { baseName, parent } from './core/paths.js';
import { routeStore } from './core/router.js';
import { sessionStore, start, whenSignedOut } from './core/session.js';
import { followSystemTheme } from './core/theme.js';
import { dropStore } from './files/drop.js';
import { focusActive } from './files/focus.js';
import { listingStore, openFolder } from './files/listing.js';
import { filesLook } from './files/look.js';
import { searchFor, searchStore } from './library/search.js';
import { pickStore } from './library/picking.js';
import { openTimeline, timelineStore } from './library/timeline.js';
import { viewerStore } from './library/viewer.js';
import { dockStore } from './music/dock.js';
import { disksStore } from './plug/disks-feed.js';
import { plugStore } from './plug/feed.js';
import { powerStore } from './plug/power-feed.js';
import { hardwareStore } from './plug/hardware.js';
import { wifiStore } from './plug/wifi.js';
import { dialogStore, dialogsView } from './ui/dialogs.js';
import { menuStore, menuView } from './ui/menu.js';
import { toastStore, toastsView } from './ui/toasts.js';
import { offerConflicts } from './uploads/conflict.js';
import { uploadPanel } from './uploads/panel.js';
import { uploadStore } from './uploads/uploads.js';
import { binStore, binView } from './views/bin.js';
import { claimStore, claimView } from './views/claim.js';
import { filesView } from './views/files.js';
import { frame } from './views/frame.js';
import { photosView } from './views/photos.js';
import { plugView } from './views/plug.js';
import { askToSignInAgain, signInStore, signInView, unreachableView } from './views/signin.js';

/** @typedef {'starting' | 'claim' | 'signin' | 'unreachable' | 'plug' | 'files' | 'photos' | 'albums' | 'bin' | 'backup' | 'shares' | 'security' | 'people' | 'power' | 'join' | 'music' | 'past'} View */

const VIEWS = {
  starting: () => html`<main class="starting" aria-busy="true"></main>`,
  claim: claimView,
  signin: signInView,
  unreachable: unreachableView,
  plug: () => frame(plugView()),
  files: () => frame(filesView()),
  photos: () => frame(photosView()),
  bin: () => frame(binView()),
  albums: () => frame(later('albums', () => import('./views/albums.js'))),
  music: () => frame(later('music', () => import('./views/music.js'))),
  past: () => frame(later('past', () => import('./views/past.js'))),
  security: () => frame(later('security', () => import('./views/security.js'))),
  people: () => frame(later('people', () => import('./views/people.js'))),
  power: () => frame(later('power', () => import('./views/power.js'))),
  join: () => later('join', () => import('./views/join.js')),
  shares: () => frame(later('shares', () => import('./views/shares.js'))),
  backup: () => frame(later('backup', () => import('./views/backup.js'))),
};

/** @type {Record<string, () => unknown>} views that most visits do not need, once they are loaded */
const loaded = {};

/** A view whose modules are loaded when it is opened first. @param {string} name @param {() => Promise<{view: () => unknown, stores: import('./core/store.js').Store<any>[]}>} load */
function later(name, load) {
  if (loaded[name]) return loaded[name]();
  loaded[name] = () => html`<p class="quiet" role="status">${t('loading')}</p>`;
  load().then(({ view, stores }) => {
    loaded[name] = view;
    for (const store of stores) store.subscribe(draw);
    draw();
  }, () => {
    delete loaded[name];
    setTimeout(draw, 3000);
  });
  return loaded[name]?.();
}

/** @returns {View} */
function currentView() {
  const { phase } = sessionStore.state;
  if (phase === 'starting') return 'starting';
  if (phase === 'unreachable') return 'unreachable';
  if (phase === 'unclaimed') return 'claim';
  if (routeStore.state.route.view === 'join') return 'join';
  return phase === 'signed-out' ? 'signin' : routeStore.state.route.view;
}

/** @type {View} */
let shownView = 'starting';

/** @param {View} view */
function titleOf(view) {
  const { plugName } = sessionStore.state;
  const { path } = listingStore.state;
  const { route } = routeStore.state;
  const named = view === 'files' ? baseName(path) : view === 'albums' && route.view === 'albums' ? route.path : '';
  const place = named === '' ? t(`title.${view}`) : isolated(named);
  return `${place} – ${plugName || 'Hearth'}`;
}

let queued = false;

/** All drawing goes through here, once for any number of changes. */
function draw() {
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    const view = currentView();
    const signedIn = ['signed-in', 'expired'].includes(sessionStore.state.phase);
    const page = /** @type {HTMLElement} */ (document.getElementById('page'));
    render(html`${sessionStore.state.forgets ? html`<div class="notice bad" role="alert" data-test="forgets"><p>${t('forgets')}</p></div>` : nothing}${VIEWS[view]()}${signedIn ? dockStore.state.view() : nothing}${signedIn ? uploadPanel() : nothing}${signedIn ? filesLook.view() : nothing}${dialogsView()}${toastsView()}${menuView()}`, page);
    document.body.dataset.view = view;
    document.body.dataset.ready = String(view !== 'starting');
    document.title = titleOf(view);
    if (view !== shownView) entered(view);
  });
}

/** Brings the keyboard and the screen reader to a new view's heading. @param {View} view */
function entered(view) {
  const first = shownView === 'starting';
  shownView = view;
  scrollTo(0, 0);
  if (view === 'starting' || (first && view !== 'claim' && view !== 'signin')) return;
  const target = view === 'signin' ? document.querySelector('[data-autofocus]') : view === 'claim' && first ? document.getElementById('claim-code') : document.querySelector('h1');
  /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: true });
}

let openView = '';
let openPath = /** @type {string | undefined} */ (undefined);

/** Reads the folder that the address names. */
async function follow() {
  const { route } = routeStore.state;
  if (sessionStore.state.phase !== 'signed-in') {
    if (sessionStore.state.phase === 'signed-out') [openPath, openView] = [undefined, ''];
    return;
  }
  if (route.view === 'photos' && openView !== 'photos') openTimeline();
  openView = route.view;
  if (route.view !== 'files') {
    openPath = undefined;
    return;
  }
  if (route.path === openPath) return;
  const goingUp = openPath !== undefined && route.path === parent(openPath) && openPath !== '';
  const walking = openPath !== undefined;
  const from = goingUp ? baseName(/** @type {string} */ (openPath)) : undefined;
  openPath = route.path;
  scrollTo(0, 0);
  searchFor('');
  await openFolder(route.path, from);
  if (walking && !document.querySelector('dialog')) focusActive();
}

const stores = [alertStore, dockStore, sessionStore, routeStore, languageStore, plugStore, powerStore, wifiStore, disksStore, hardwareStore, listingStore, filesLook.store, dropStore, uploadStore, dialogStore, menuStore, toastStore, binStore, searchStore, timelineStore, viewerStore, pickStore, claimStore, signInStore];
for (const store of stores) store.subscribe(draw);
routeStore.subscribe(follow);
sessionStore.subscribe(follow);
sessionStore.subscribe(({ phase }) => phase === 'expired' && askToSignInAgain());
uploadStore.subscribe(offerConflicts);
// Whatever a view, a dialog or an answer on its way still holds was the person's who left.
whenSignedOut(() => location.reload());

followSystemTheme();
watchAlerts();
await loadLanguage();
draw();
await start();
// Where the browser does not trust the certificate there is none, and all else works.
navigator.serviceWorker?.register('/app/worker.js', { scope: '/' }).catch(() => {});
