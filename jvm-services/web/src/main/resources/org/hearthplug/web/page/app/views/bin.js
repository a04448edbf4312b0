// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, parent } from '../core/paths.js';
import { routeHash } from '../core/router.js';
import { whenSignedIn } from '../core/session.js';
import { Store } from '../core/store.js';
import { confirm } from '../ui/dialogs.js';
import { entryIcon, icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { mounted } from '../ui/directives.js';
import { blank } from './files.js';

/** @typedef {{id: string, name: string, path?: string, type?: string, bytes?: number, deleted?: string, expires?: string}} Binned */

/** @type {Store<{state: 'loading' | 'ready' | 'error', items: Binned[], error: unknown, shown: number}>} */
export const binStore = new Store({ state: 'loading', items: [], error: undefined, shown: 200 });

async function load() {
  try {
    const answer = await api.bin.list();
    const items = /** @type {Binned[]} */ (Array.isArray(answer) ? answer : (answer?.entries ?? answer?.items ?? []));
    items.sort((a, b) => ((a.deleted ?? '') < (b.deleted ?? '') ? 1 : -1));
    binStore.set({ state: 'ready', items: items.map((item) => ({ ...item, id: item.id ?? /** @type {any} */ (item).undo })), error: undefined });
  } catch (error) {
    binStore.set({ state: 'error', error });
  }
}

whenSignedIn(() => binStore.state.state === 'error' && load());

/** @param {Binned} item */
async function restore(item) {
  try {
    const answer = await api.bin.restore(item.id);
    forget(item);
    const path = (answer?.path ?? '').replace(/^\//, '');
    toast('good', t('bin.restored', { name: isolated(item.name), folder: parent(path) === '' ? t('files.top') : isolated(baseName(parent(path))) }));
  } catch (error) {
    toast('bad', `${isolated(item.name)}: ${sentence(error, 'restore')}`);
    if (error instanceof api.ApiError && error.kind === 'missing') load();
  }
}

/** @param {Binned} item */
async function removeForGood(item) {
  const sure = await confirm({ title: t('bin.delete.title', { name: isolated(item.name) }), text: t('bin.delete.text'), label: t('bin.delete') });
  if (sure) await removeAll([item]);
}

async function empty() {
  const { items } = binStore.state;
  const sure = await confirm({ title: t('bin.empty.title', { count: items.length }), text: t('bin.delete.text'), label: t('bin.empty') });
  if (sure) await removeAll(items);
}

/** @param {Binned[]} items */
async function removeAll(items) {
  for (const item of items) {
    try {
      await api.bin.remove(item.id);
    } catch (error) {
      if (!(error instanceof api.ApiError && error.kind === 'missing')) {
        toast('bad', `${isolated(item.name)}: ${sentence(error)}`);
        return;
      }
    }
    forget(item);
  }
  toast('info', items.length === 1 ? t('bin.deleted-one', { name: isolated(items[0].name) }) : t('bin.deleted', { count: items.length }));
}

/** @param {Binned} item */
function forget(item) {
  binStore.set({ items: binStore.state.items.filter((each) => each !== item) });
}

/** @param {Binned} item */
function rowView(item) {
  const from = item.path === undefined ? '' : parent(item.path);
  const facts = [
    item.path === undefined ? '' : t('bin.from', { folder: from === '' ? t('files.top') : isolated(from) }),
    item.bytes === undefined || item.type === 'folder' ? '' : bytes(item.bytes),
    item.deleted ? t('bin.deleted-at', { time: moment(new Date(item.deleted)) }) : '',
    item.expires ? t('bin.expires', { time: moment(new Date(item.expires)) }) : '',
  ].filter(Boolean).join(' · ');
  const named = { name: isolated(item.name) };
  return html`<li class="bin-row" data-test="bin-row" data-name=${item.name} data-id=${item.id}>
    ${icon(entryIcon({ name: item.name, type: item.type ?? 'file' }), item.type === 'folder' ? 'folder' : '')}
    <div class="thing-body"><p class="thing-name"><bdi>${shownName(item.name)}</bdi></p><p class="quiet">${facts}</p></div>
    <button class="button" data-test="bin-restore" aria-label=${t('bin.restore-named', named)} @click=${() => restore(item)}>${icon('restore')}<span>${t('bin.restore')}</span></button>
    <button class="icon-button danger" data-test="bin-delete" aria-label=${t('bin.delete-named', named)} title=${t('bin.delete')} @click=${() => removeForGood(item)}>${icon('close')}</button>
  </li>`;
}

function content() {
  const { state, items, error, shown } = binStore.state;
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('bin.error'), text: sentence(error), action: html`<button class="button" @click=${load}>${icon('retry')}${t('retry')}</button>` });
  if (items.length === 0) return blank({ symbol: 'bin', title: t('bin.nothing'), text: t('bin.nothing.text'), action: html`<a class="button" href=${routeHash({ view: 'files', path: '' })}>${t('bin.to-files')}</a>` });
  return html`<ul class="bin-list">${repeat(items.slice(0, shown), (item) => item.id, rowView)}</ul>
    ${items.length > shown ? html`<button class="button wide" @click=${() => binStore.set({ shown: shown + 500 })}>${t('bin.more', { count: items.length - shown })}</button>` : nothing}`;
}

export function binView() {
  const { items, state } = binStore.state;
  return html`<div class="bin" data-test="bin-view" data-state=${state} data-count=${items.length} ${mounted(() => void load())}>
    <div class="files-top"><div class="files-title"><h1 class="crumb here" tabindex="-1">${t('bin.title')}</h1></div>
      ${items.length > 0 ? html`<div class="tools"><p class="quiet bin-lead">${t('bin.lead')}</p><button class="button danger" data-test="bin-empty" @click=${empty}>${icon('bin')}<span>${t('bin.empty')}</span></button></div>` : nothing}</div>
    ${content()}
  </div>`;
}
