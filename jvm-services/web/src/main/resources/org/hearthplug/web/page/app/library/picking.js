// SPDX-License-Identifier: AGPL-3.0-or-later
import { html } from '../vendor/lit-html/lit-html.js';
import { t } from '../core/i18n.js';
import { routeStore } from '../core/router.js';
import { Store } from '../core/store.js';
import { icon } from '../ui/icons.js';

/** Which pictures are picked, by their paths; `on` while a tap picks instead of opening. @type {Store<{on: boolean, paths: Set<string>, last: string | undefined}>} */
export const pickStore = new Store({ on: false, paths: new Set(), last: undefined });

export function startPicking() {
  pickStore.set({ on: true });
}

export function stopPicking() {
  if (pickStore.state.on) pickStore.set({ on: false, paths: new Set(), last: undefined });
}

/** A tap on a picture; with the shift key everything since the last one. @param {string} path @param {string[]} order @param {boolean} range */
export function pick(path, order, range) {
  const { last } = pickStore.state;
  const paths = new Set(pickStore.state.paths);
  const [from, to] = [last === undefined ? -1 : order.indexOf(last), order.indexOf(path)];
  if (range && from >= 0 && to >= 0) for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) paths.add(each);
  else if (!paths.delete(path)) paths.add(path);
  pickStore.set({ on: true, paths, last: path });
}

/** The picked ones in the order in which they are shown. @param {string[]} order */
export function picked(order) {
  return order.filter((path) => pickStore.state.paths.has(path));
}

/** @param {{test: string, symbol: any, label: string, act: () => void, danger?: boolean, one?: boolean}[]} actions one: for a single picture only */
export function pickBar(actions) {
  const { size } = pickStore.state.paths;
  return html`<div class="tools selecting picking" role="toolbar" aria-label=${t('select.bar')}>
    <button class="icon-button" data-test="pick-none" aria-label=${t('select.none')} @click=${stopPicking}>${icon('close')}</button>
    <p class="selecting-count" data-test="picked" data-count=${size} aria-live="polite">${t('select.count', { count: size })}</p>
    ${actions.map(({ test, symbol, label, act, danger = false, one = false }) => html`<button class="button ${danger ? 'danger' : ''}" data-test=${test} ?disabled=${size === 0 || (one && size !== 1)} @click=${act}>${icon(symbol)}<span>${label}</span></button>`)}
  </div>`;
}

routeStore.subscribe(stopPicking);
