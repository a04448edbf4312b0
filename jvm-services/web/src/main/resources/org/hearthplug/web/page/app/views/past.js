// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, join, parent, segments } from '../core/paths.js';
import { routeHash, routeStore } from '../core/router.js';
import { Store } from '../core/store.js';
import { bringBack, fileThenUrl, folderThen } from '../past/then.js';
import { entryIcon, icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { blank } from './files.js';

/** @typedef {import('../past/then.js').PastEntry} PastEntry */

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;

/** How far back the buttons go. */
const STEPS = /** @type {const} */ ([['hour', HOUR_MILLIS], ['day', DAY_MILLIS], ['week', 7 * DAY_MILLIS]]);

/** @type {Store<{path: string | undefined, at: Date, state: 'loading' | 'ready' | 'missing' | 'error', entries: PastEntry[], error: unknown, shown: number}>} */
const pastStore = new Store({ path: undefined, at: new Date(Date.now() - DAY_MILLIS), state: 'loading', entries: [], error: undefined, shown: 500 });

export const stores = [pastStore];

/** @param {string} path @param {Date} at */
async function load(path, at) {
  pastStore.set({ path, at, state: 'loading', entries: [], error: undefined, shown: 500 });
  const stillAsked = () => pastStore.state.path === path && pastStore.state.at === at;
  try {
    const entries = await folderThen(path, at);
    const rank = (/** @type {PastEntry} */ entry) => (entry.type === 'folder' ? 0 : 1);
    entries.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true }));
    if (stillAsked()) pastStore.set({ state: 'ready', entries });
  } catch (error) {
    const missing = /** @type {any} */ (error).kind === 'missing';
    if (stillAsked()) pastStore.set({ state: missing ? 'missing' : 'error', error });
  }
}

/** A moment as the field for it wants it: local, to the minute. @param {Date} date */
function localText(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {Date} at */
function travel(at) {
  const now = new Date();
  if (!Number.isNaN(at.getTime())) void load(pastStore.state.path ?? '', at < now ? at : now);
}

/** A folder that is there now stays as it is: what it was comes beside it. @param {string} path @param {boolean} beside */
async function restore(path, beside) {
  const { at } = pastStore.state;
  const name = beside ? t('past.copy-name', { name: baseName(path), time: localText(at).replace('T', ' ').replace(':', '.') }) : baseName(path);
  const to = join(parent(path), name);
  try {
    await bringBack(path, at, to);
    toast('good', t('past.back', { name: isolated(name), folder: parent(path) === '' ? t('files.top') : isolated(baseName(parent(path))) }));
    void load(pastStore.state.path ?? '', at);
  } catch (error) {
    toast('bad', sentence(error, 'past'));
  }
}

/** @param {PastEntry} entry */
function row(entry) {
  const { path, at } = pastStore.state;
  const full = join(path ?? '', entry.name);
  const folder = entry.type === 'folder';
  const name = html`<bdi>${shownName(entry.name)}</bdi>`;
  const facts = [folder ? '' : bytes(entry.bytes), moment(new Date(entry.modified))].filter(Boolean).join(' · ');
  const useful = entry.type !== 'other' && (folder || entry.since !== 'same');
  return html`<li class="bin-row" data-test="past-row" data-name=${entry.name} data-type=${entry.type} data-since=${entry.since}>
    ${icon(entryIcon(entry), folder ? 'folder' : '')}
    <div class="thing-body"><p class="thing-name">${folder ? html`<a class="share-name" data-test="past-open" href=${routeHash({ view: 'past', path: full })}>${name}</a>`
      : entry.type === 'file' ? html`<a class="share-name" data-test="past-open" href=${fileThenUrl(full, at)} download=${entry.name}>${name}</a>` : name}
      ${entry.since === 'same' ? nothing : html` <span class="tag">${t(`past.since.${entry.since}`)}</span>`}</p><p class="quiet">${facts}</p></div>
    ${useful ? html`<button class="button" data-test="past-restore" aria-label=${t('past.restore-named', { name: isolated(entry.name) })}
      @click=${() => restore(full, folder && entry.since !== 'gone')}>${icon('restore')}<span>${t(folder && entry.since !== 'gone' ? 'past.restore-copy' : 'past.restore')}</span></button>` : nothing}
  </li>`;
}

function content() {
  const { path, at, state, entries, error, shown } = pastStore.state;
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (state === 'missing') return blank({ symbol: 'clock', title: t('past.missing'), text: sentence(error, 'past') });
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('past.error'), text: sentence(error, 'past'), action: html`<button class="button" data-test="retry" @click=${() => load(path ?? '', at)}>${icon('retry')}${t('retry')}</button>` });
  if (entries.length === 0) return blank({ symbol: 'files', title: t('past.empty'), text: t('past.empty.text') });
  return html`<ul class="bin-list">${repeat(entries.slice(0, shown), (entry) => entry.name, row)}</ul>
    ${entries.length > shown ? html`<button class="button wide" @click=${() => pastStore.set({ shown: shown + 1000 })}>${t('bin.more', { count: entries.length - shown })}</button>` : nothing}`;
}

/** @param {string} path */
function crumbs(path) {
  const names = segments(path);
  return html`<nav class="crumbs" aria-label=${t('files.where')}><ol>
    ${['', ...names].map((name, i) => {
      const here = names.slice(0, i).join('/');
      const label = i === 0 ? t('files.top') : shownName(name);
      return html`<li>${i > 0 ? icon('right') : nothing}${i === names.length
        ? html`<h1 class="crumb here" tabindex="-1" aria-current="page"><bdi>${label}</bdi></h1>`
        : html`<a class="crumb" href=${routeHash({ view: 'past', path: here })}><bdi>${label}</bdi></a>`}</li>`;
    })}
  </ol></nav>`;
}

export function view() {
  const { route } = routeStore.state;
  const path = route.view === 'past' ? route.path : '';
  const { at, state, entries } = pastStore.state;
  if (path !== pastStore.state.path) queueMicrotask(() => path !== pastStore.state.path && load(path, at));
  return html`<div class="past" data-test="past-view" data-path=${path} data-state=${state} data-count=${entries.length} data-at=${at.toISOString()}>
    <div class="files-top">
      <div class="files-title">${crumbs(path)}<a class="text-button" data-test="past-leave" href=${routeHash({ view: 'files', path })}>${t('past.leave')}</a></div>
      <div class="tools">
        <label class="past-when"><span>${t('past.as-of')}</span><input class="input" type="datetime-local" data-test="past-at" .value=${localText(at)} max=${localText(new Date())}
          @change=${(/** @type {Event} */ event) => travel(new Date(/** @type {HTMLInputElement} */ (event.target).value))} /></label>
        ${STEPS.map(([step, millis]) => html`<button class="button" data-test="past-${step}" @click=${() => travel(new Date(Date.now() - millis))}>${t(`past.step.${step}`)}</button>`)}
        ${path !== '' && state === 'ready' ? html`<button class="button primary" data-test="past-all" @click=${() => restore(path, true)}>${icon('restore')}<span>${t('past.restore-copy')}</span></button>` : nothing}
      </div>
    </div>
    ${content()}
  </div>`;
}
