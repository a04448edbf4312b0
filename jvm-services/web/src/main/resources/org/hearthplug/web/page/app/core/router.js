// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodePath, encodePath } from './paths.js';
import { Store } from './store.js';

/** @typedef {{view: 'plug'} | {view: 'bin'} | {view: 'photos'} | {view: 'backup'} | {view: 'shares'} | {view: 'security'} | {view: 'people'} | {view: 'power'} | {view: 'join', token: string} | {view: 'music', path: string} | {view: 'albums', path: string} | {view: 'files', path: string} | {view: 'past', path: string}} Route */

const PLAIN = /** @type {const} */ (['bin', 'photos', 'backup', 'shares', 'security', 'people', 'power']);

/** @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [, view = '', rest = ''] = /^#?\/?([^/]*)\/?(.*)$/s.exec(hash) ?? [];
  if (view === 'files' || view === 'music' || view === 'albums' || view === 'past') return { view, path: decodePath(rest) ?? '' };
  if (view === 'join') return { view, token: rest };
  const plain = PLAIN.find((each) => each === view);
  return plain ? { view: plain } : { view: 'plug' };
}

/** @param {Route} route */
export function routeHash(route) {
  if (route.view === 'music' || route.view === 'albums') return route.path === '' ? `#/${route.view}` : `#/${route.view}/${encodePath(route.path)}`;
  if (route.view === 'join') return `#/join/${route.token}`;
  if (route.view !== 'files' && route.view !== 'past') return `#/${route.view}`;
  return route.path === '' ? `#/${route.view}/` : `#/${route.view}/${encodePath(route.path)}/`;
}

/** @type {Store<{route: Route}>} */
export const routeStore = new Store({ route: parseRoute(location.hash) });

addEventListener('hashchange', () => routeStore.set({ route: parseRoute(location.hash) }));

/** @param {Route} route */
export function go(route) {
  location.hash = routeHash(route);
}
