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

/** @type {Store<{state: 'loading' | 'ready' | 'error', items: Binned[], count: number, next: string | undefined, error: unknown, busy: boolean, emptying: boolean}>} */
export const binStore = new Store({ state: 'loading', items: [], count: 0, next: undefined, error: undefined, busy: false, emptying: false });

async function load() {
  try {
    const { items, count, next } = await api.bin.list();
    binStore.set({ state: 'ready', items, count, next, error: undefined });
  } catch (error) {
    binStore.set({ state: 'error', error });
  }
}

async function loadMore() {
  if (binStore.state.busy) return;
  binStore.set({ busy: true });
  try {
    const { items, count, next } = await api.bin.list(binStore.state.next);
    const known = new Set(binStore.state.items.map(({ id }) => id));
    binStore.set({ items: [...binStore.state.items, ...items.filter(({ id }) => !known.has(id))], count, next });
  } catch (error) {
    toast('bad', sentence(error));
  } finally {
    binStore.set({ busy: false });
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
  if (!sure) return;
  try {
    await api.bin.remove(item.id);
  } catch (error) {
    if (!(error instanceof api.ApiError && error.kind === 'missing')) {
      toast('bad', `${isolated(item.name)}: ${sentence(error)}`);
      return;
    }
  }
  forget(item);
  toast('info', t('bin.deleted-one', { name: isolated(item.name) }));
}

/** Only what was there when it was asked: what is deleted meanwhile stays. */
async function empty() {
  const { items, count } = binStore.state;
  const sure = await confirm({ title: t('bin.empty.title', { count }), text: t('bin.delete.text'), label: t('bin.empty') });
  if (!sure || binStore.state.busy) return;
  binStore.set({ busy: true, emptying: true });
  try {
    let left = count;
    while (left > 0) {
      ({ left } = await api.bin.empty(items[0].id));
      if (left > 0) binStore.set({ count: left });
    }
    toast('info', t('bin.deleted', { count }));
  } catch (error) {
    toast('bad', sentence(error));
  } finally {
    binStore.set({ busy: false, emptying: false });
    await load();
  }
}

/** @param {Binned} item */
function forget(item) {
  const { items, count } = binStore.state;
  binStore.set({ items: items.filter((each) => each !== item), count: count - 1 });
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
  const { state, items, count, next, error, busy } = binStore.state;
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('bin.error'), text: sentence(error), action: html`<button class="button" @click=${load}>${icon('retry')}${t('retry')}</button>` });
  if (items.length === 0) return blank({ symbol: 'bin', title: t('bin.nothing'), text: t('bin.nothing.text'), action: html`<a class="button" href=${routeHash({ view: 'files', path: '' })}>${t('bin.to-files')}</a>` });
  return html`<ul class="bin-list">${repeat(items, (item) => item.id, rowView)}</ul>
    ${next === undefined ? nothing : html`<button class="button wide" data-test="bin-more" ?disabled=${busy} @click=${loadMore}>${t('bin.more', { count: Math.max(1, count - items.length) })}</button>`}`;
}

export function binView() {
  const { items, state, count, busy, emptying } = binStore.state;
  return html`<div class="bin" data-test="bin-view" data-state=${state} data-count=${count} aria-busy=${busy} ${mounted(() => void load())}>
    <div class="files-top"><div class="files-title"><h1 class="crumb here" tabindex="-1">${t('bin.title')}</h1></div>
      ${items.length > 0 ? html`<div class="tools"><p class="quiet bin-lead" role="status">${emptying ? t('bin.emptying', { count }) : t('bin.lead')}</p><button class="button danger" data-test="bin-empty" ?disabled=${busy} @click=${empty}>${icon('bin')}<span>${t('bin.empty')}</span></button></div>` : nothing}</div>
    ${content()}
  </div>`;
}
