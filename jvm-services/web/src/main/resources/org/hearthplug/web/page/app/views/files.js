// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { isolated, itemCount, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, segments } from '../core/paths.js';
import { routeHash } from '../core/router.js';
import { clearSelection, download, folderAbove, move, newFolder, remove, rename, share } from '../files/actions.js';
import { acceptDrops, dropStore } from '../files/drop.js';
import { listView } from '../files/list.js';
import { chosen, listingStore, openFolder, refreshIfOld, selection, setFilter, sortBy } from '../files/listing.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { openMenu } from '../ui/menu.js';
import { fromInput } from '../uploads/gather.js';
import { nothingFound, searchFor, searchStore, searchView } from '../library/search.js';
import { upload } from '../uploads/uploads.js';

/** @param {string} path */
function crumbs(path) {
  const names = segments(path);
  const links = names.map((name, i) => ({ name: shownName(name), path: names.slice(0, i + 1).join('/') }));
  return html`<nav class="crumbs" aria-label=${t('files.where')}><ol>
    ${[{ name: t('files.top'), path: '' }, ...links].map((link, i) => html`<li>${i > 0 ? icon('right') : nothing}
      ${i === names.length
        ? html`<h1 class="crumb here" tabindex="-1" aria-current="page" data-test="crumb" data-path=${link.path}><bdi>${link.name}</bdi></h1>`
        : html`<a class="crumb" data-test="crumb" data-path=${link.path} href=${routeHash({ view: 'files', path: link.path })}><bdi>${link.name}</bdi></a>`}</li>`)}
  </ol></nav>`;
}

/** @param {Event} event */
function chose(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const { path } = listingStore.state;
  if (input.files) upload(fromInput(input.files, path), path);
  input.value = '';
}

/** @param {string} id */
function press(id) {
  document.getElementById(id)?.click();
}

/** @param {Event} event */
function uploadMenu(event) {
  openMenu(/** @type {HTMLElement} */ (event.currentTarget), t('upload.more-ways'), [{
    items: [
      { label: t('upload.files'), icon: 'file', test: 'upload-files', act: () => press('file-input') },
      { label: t('upload.folder'), icon: 'files', test: 'upload-folder', act: () => press('folder-input') },
    ],
  }]);
}

/** On narrow screens the column heads are away: their orders are here. @param {Event} event */
function sortMenu(event) {
  const { order } = listingStore.state;
  openMenu(/** @type {HTMLElement} */ (event.currentTarget), t('sort'), [{
    items: /** @type {const} */ (['name', 'size', 'date']).map((by) => (
      { label: t(`column.${by}`), test: `sort-menu-${by}`, checked: order.by === by, icon: order.by === by ? (order.down ? 'down' : 'up') : undefined, act: () => sortBy(by) })),
  }]);
}

/** Narrows this folder at once, and looks everywhere else a moment later. @param {string} text */
function find(text) {
  setFilter(text);
  searchFor(text);
}

function tools() {
  const { path, filter } = listingStore.state;
  return html`<div class="tools">
    <div class="split">
      <button class="button primary" data-test="upload-button" @click=${() => press('file-input')}>${icon('upload')}<span>${t('upload')}</span></button><button
        class="button primary split-more" data-test="upload-more" aria-haspopup="menu" aria-label=${t('upload.more-ways')} @click=${uploadMenu}>${icon('down')}</button>
    </div>
    <button class="button" data-test="new-folder" @click=${() => newFolder(path)}>${icon('folderPlus')}<span>${t('new-folder')}</span></button>
    <label class="filter">${icon('search')}<input class="input" type="search" data-test="files-filter" .value=${filter} placeholder=${t('files.filter')} aria-label=${t('files.filter')}
      @input=${(/** @type {Event} */ event) => find(/** @type {HTMLInputElement} */ (event.target).value)} /></label>
    <a class="icon-button past-button" data-test="files-past" href=${routeHash({ view: 'past', path })} aria-label=${t('past.of-folder')} title=${t('past.of-folder')}>${icon('clock')}</a>
    <button class="icon-button sort-button" data-test="sort-menu" aria-haspopup="menu" aria-label=${t('sort')} @click=${sortMenu}>${icon('gear')}</button>
    <input class="visually-hidden" id="file-input" data-test="file-input" type="file" multiple tabindex="-1" aria-label=${t('upload.files')} @change=${chose} />
    <input class="visually-hidden" id="folder-input" data-test="folder-input" type="file" webkitdirectory tabindex="-1" aria-label=${t('upload.folder')} @change=${chose} />
  </div>`;
}

function selectionBar() {
  const { path } = listingStore.state;
  const entries = chosen();
  const single = entries.length === 1;
  return html`<div class="tools selecting" role="toolbar" aria-label=${t('select.bar')}>
    <button class="icon-button" data-test="select-none" aria-label=${t('select.none')} @click=${clearSelection}>${icon('close')}</button>
    <p class="selecting-count" aria-live="polite">${t('select.count', { count: selection.names.size })}</p>
    <button class="button" data-test="action-download" ?disabled=${!entries.some((entry) => entry.type !== 'other')} @click=${() => download(path, entries)}>${icon('download')}<span>${t('download')}</span></button>
    <button class="button" data-test="action-share" ?disabled=${!single || entries[0].type === 'other'} @click=${() => share(path, entries[0])}>${icon('link')}<span>${t('share')}</span></button>
    <button class="button" data-test="action-rename" ?disabled=${!single} @click=${() => rename(path, entries[0])}>${icon('rename')}<span>${t('rename')}</span></button>
    <button class="button" data-test="action-move" @click=${() => move(path, entries)}>${icon('move')}<span>${t('move')}</span></button>
    <button class="button danger" data-test="action-delete" @click=${() => remove(path, entries)}>${icon('bin')}<span>${t('delete')}</span></button>
  </div>`;
}

/** @param {{symbol: any, title: string, text: string, action?: unknown, alert?: boolean}} parts */
export function blank({ symbol, title, text, action = nothing, alert = false }) {
  return html`<div class="blank" role=${alert ? 'alert' : 'status'}>${icon(symbol, 'huge')}<h2>${title}</h2><p>${text}</p>${action}</div>`;
}

/** Says beside what is there why the rest could not be read. @param {string} text @param {() => void} again */
export function stopped(text, again) {
  return html`<p class="quiet photos-end" role="alert">${text} <button class="text-button" data-test="retry" @click=${again}>${t('retry')}</button></p>`;
}

function content() {
  const { state, path, error, shown, filter } = listingStore.state;
  if (state === 'loading') return html`<div class="list" aria-busy="true"><p class="visually-hidden" role="status">${t('loading')}</p>${[1, 2, 3, 4, 5, 6].map(() => html`<div class="row ghost" aria-hidden="true"></div>`)}</div>`;
  if (state === 'missing') {
    const above = folderAbove(path);
    return blank({ symbol: 'warning', alert: true, title: t('files.missing'), text: t('files.missing.text'), action: above && html`<a class="button" href=${routeHash({ view: 'files', path: '' })}>${t('files.to-top')}</a>` });
  }
  if (state === 'error') {
    const again = html`<button class="button" data-test="retry" @click=${() => openFolder(path)}>${icon('retry')}${t('retry')}</button>`;
    return blank({ symbol: 'warning', alert: true, title: t('files.error'), text: sentence(error, 'list'), action: again });
  }
  if (state === 'empty') return blank({ symbol: 'files', title: t(path === '' ? 'files.empty-top' : 'files.empty'), text: t('files.empty.text') });
  if (shown.length === 0 && searchStore.state.matches.length > 0) return nothing;
  if (shown.length === 0) return blank({ symbol: 'search', title: t('files.no-match', { filter: isolated(filter) }), text: nothingFound(), action: html`<button class="button" @click=${() => find('')}>${t('files.show-all')}</button>` });
  return listView();
}

/** @param {HTMLElement} element */
function arrive(element) {
  const stopDrops = acceptDrops();
  document.addEventListener('visibilitychange', refreshIfOld);
  // The head of the list stays below the bars, however high they are.
  const top = /** @type {HTMLElement} */ (element.querySelector('.files-top'));
  const measured = new ResizeObserver(() => element.style.setProperty('--top-height', `${top.offsetHeight}px`));
  measured.observe(top);
  return () => {
    searchFor('');
    stopDrops();
    measured.disconnect();
    document.removeEventListener('visibilitychange', refreshIfOld);
  };
}

/** A click beside the list lets the selection go. @param {Event} event */
function beside(event) {
  const inside = /** @type {HTMLElement} */ (event.target).closest('.list, .files-top');
  if (!inside && selection.names.size > 0) clearSelection();
}

export function filesView() {
  const { path, state, count, shown, filter, error, complete } = listingStore.state;
  const where = path === '' ? t('files.top') : isolated(baseName(path));
  const counted = filter ? t('files.matching', { count: shown.length, all: itemCount(count) }) : itemCount(count);
  return html`<div class="files" data-test="files-view" data-path=${path} data-state=${state} data-count=${count} @click=${beside} ${mounted(arrive)}>
    <div class="files-top">
      <div class="files-title">${crumbs(path)}<p class="quiet files-count" aria-live="polite">${['ready', 'empty'].includes(state) ? counted : ''}${state === 'ready' && !complete ? ` ${t('files.reading')}` : ''}</p></div>
      ${state === 'missing' ? nothing : selection.names.size > 0 ? selectionBar() : tools()}
    </div>
    ${error && state === 'ready' ? html`<div class="notice warn" role="alert">${icon('warning')}<p>${t('files.stale')} ${sentence(error, 'list')}</p></div>` : nothing}
    ${content()}
    ${filter ? searchView(path, shown.length > 0) : nothing}
    ${dropStore.state.over ? html`<div class="drop-here" aria-hidden="true"><div>${icon('upload', 'huge')}<p>${t('files.drop', { folder: where })}</p></div></div>` : nothing}
  </div>`;
}
