// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { library } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, parent } from '../core/paths.js';
import { later } from '../core/poll.js';
import { routeHash } from '../core/router.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { entryIcon, icon } from '../ui/icons.js';
import { downloadUrl } from '../files/actions.js';

/** @typedef {{path: string, name: string, type: 'file' | 'folder' | 'other', bytes: number, modified: string}} Match */

const PAUSE_MILLIS = 250;
const AGAIN_MILLIS = 1500;
const SHORTEST = 2;

/** @type {Store<{query: string, state: 'off' | 'asking' | 'ready' | 'error', matches: Match[], more: boolean, complete: boolean, error: unknown}>} */
export const searchStore = new Store({ query: '', state: 'off', matches: [], more: false, complete: true, error: undefined });

let callOff = () => {};
/** @type {AbortController | undefined} */
let asking;

/** Looks for words in all files, a moment after the last letter. Fewer than two letters end the search. @param {string} query */
export function searchFor(query) {
  const asked = query.trim();
  if (asked === searchStore.state.query) return;
  callOff();
  asking?.abort();
  if (asked.length < SHORTEST) {
    searchStore.set({ query: '', state: 'off', matches: [], more: false, complete: true, error: undefined });
    return;
  }
  searchStore.set({ query: asked, state: 'asking', error: undefined });
  callOff = later(ask, PAUSE_MILLIS);
}

whenSignedOut(() => searchFor(''));

async function ask() {
  const { query } = searchStore.state;
  asking = new AbortController();
  const { signal } = asking;
  try {
    const { matches, more, complete } = await library.search(query, signal);
    if (signal.aborted) return;
    searchStore.set({ state: 'ready', matches: matches.map((/** @type {Match} */ match) => ({ ...match, path: match.path.slice(1) })), more, complete });
    // The plug still reads its disk: what it finds later belongs here too.
    if (!complete) callOff = later(ask, AGAIN_MILLIS);
  } catch (error) {
    if (!signal.aborted) searchStore.set({ state: 'error', error, matches: [] });
  }
}

/** @param {Match} match */
function matchRow(match) {
  const folder = parent(match.path);
  const name = html`<bdi>${shownName(match.name)}</bdi>`;
  const modified = new Date(match.modified);
  return html`<li class="found-row" data-test="search-match" data-path=${match.path}>
    ${icon(entryIcon(match), match.type === 'folder' ? 'folder' : '')}
    <div class="found-body">
      ${match.type === 'folder' ? html`<a class="found-name" href=${routeHash({ view: 'files', path: match.path })}>${name}</a>`
        : match.type === 'file' ? html`<a class="found-name" href=${downloadUrl(match.path)} download=${match.name}>${name}</a>` : html`<span class="found-name">${name}</span>`}
      <a class="found-where quiet" href=${routeHash({ view: 'files', path: folder })}
        aria-label=${t('search.go', { folder: isolated(folder === '' ? t('files.top') : folder) })}><bdi>${folder === '' ? t('files.top') : folder.split('/').map(shownName).join(' › ')}</bdi></a>
    </div>
    <span class="found-more quiet">${match.type === 'folder' ? nothing : bytes(match.bytes)}</span>
    <span class="found-more found-date quiet">${Number.isNaN(modified.getTime()) ? '' : moment(modified)}</span>
  </li>`;
}

/** What there is to say when this folder has no match, and no other has one yet. */
export function nothingFound() {
  const { state, complete, error } = searchStore.state;
  if (state === 'error') return sentence(error, 'search');
  return t(state === 'off' ? 'files.no-match.text' : state === 'asking' || !complete ? 'search.busy' : 'search.all');
}

/**
 * What was found in other folders than the one that is shown.
 * @param {string} here
 * @param {boolean} some whether this folder has matches
 */
export function searchView(here, some) {
  const { query, state, matches, more, complete, error } = searchStore.state;
  if (state === 'off') return nothing;
  const elsewhere = matches.filter((match) => parent(match.path) !== here || baseName(match.path) !== match.name);
  if (elsewhere.length === 0 && !some) return nothing;
  const told = state === 'error' ? sentence(error, 'search')
    : elsewhere.length === 0 ? (state === 'asking' || !complete ? t('search.busy') : t('search.nothing', { query: isolated(query) }))
    : `${t(more ? 'search.count-more' : 'search.count', { count: elsewhere.length })}${complete ? '' : ` · ${t('search.busy')}`}`;
  return html`<section class="found" data-test="search-results" data-state=${state} data-complete=${String(complete)} aria-labelledby="found-title">
    <h2 id="found-title" class="found-title">${t('search.elsewhere')}</h2><p class="quiet" role="status">${told}</p>
    ${elsewhere.length === 0 ? nothing : html`<ul class="found-list">${repeat(elsewhere, (match) => match.path, matchRow)}</ul>`}
  </section>`;
}
