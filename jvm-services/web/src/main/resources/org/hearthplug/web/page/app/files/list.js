// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, render } from '../vendor/lit-html/lit-html.js';
import { guard } from '../vendor/lit-html/directives/guard.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { bytes, fullDate, isolated, moment, shownName } from '../core/format.js';
import { languageCode, t } from '../core/i18n.js';
import { previewOf } from '../core/kinds.js';
import { join } from '../core/paths.js';
import { go, routeHash } from '../core/router.js';
import { css, drawnWith, mounted } from '../ui/directives.js';
import { entryIcon, icon } from '../ui/icons.js';
import { openMenu } from '../ui/menu.js';
import { download, downloadUrl, move, remove, rename, share, versions } from './actions.js';
import { focusActive } from './focus.js';
import { keyed } from './keys.js';
import { filesLook } from './look.js';
import { listingStore, selection, selectionChanged, sortBy } from './listing.js';
import { followScroll, Places, windowStore } from './window.js';

/** @typedef {import('./sort.js').Entry} Entry */

/** @param {Entry} entry */
export function open(entry) {
  const path = join(listingStore.state.path, entry.name);
  if (entry.type === 'folder') go({ view: 'files', path });
  else if (previewOf(entry)) filesLook.open(entry.name);
  else if (entry.type === 'file') download(listingStore.state.path, [entry]);
}

/** A plain click shows what the browser can show; with a key held, or where it cannot, the link's own way: a download. @param {MouseEvent} event @param {Entry} entry */
function looked(event, entry) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !previewOf(entry)) return;
  event.preventDefault();
  filesLook.open(entry.name);
}

/** What can be done with one entry. @param {Entry} entry @returns {import('../ui/menu.js').MenuGroup[]} */
function rowMenu(entry) {
  const { path } = listingStore.state;
  const items = [
    { label: t('rename'), icon: 'rename', test: 'action-rename', act: () => rename(path, entry) },
    { label: t('move'), icon: 'move', test: 'action-move', act: () => move(path, [entry]) },
  ];
  if (entry.type === 'file') items.push({ label: t('versions'), icon: 'clock', test: 'action-versions', act: () => void versions(path, entry) });
  if (entry.type === 'folder') items.push({ label: t('past'), icon: 'clock', test: 'action-past', act: () => go({ view: 'past', path: join(path, entry.name) }) });
  if (entry.type !== 'other') items.unshift({ label: t('share'), icon: 'link', test: 'action-share', act: () => void share(path, entry) });
  if (entry.type !== 'other') items.unshift({ label: t('download'), icon: 'download', test: 'action-download', act: () => void download(path, [entry]) });
  return [{ items }, { items: [{ label: t('delete'), icon: 'bin', test: 'action-delete', danger: true, act: () => remove(path, [entry]) }] }];
}

/** @param {MouseEvent} event @param {Entry} entry */
function clicked(event, entry) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest('a, button, label')) return;
  if (event.shiftKey) selection.range(entry.name, listingStore.state.shown.map((each) => each.name));
  else if (event.ctrlKey || event.metaKey) selection.toggle(entry.name);
  else if (/** @type {PointerEvent} */ (event).pointerType === 'touch') {
    if (selection.names.size === 0) return open(entry);
    selection.toggle(entry.name);
  } else selection.only(entry.name);
  selectionChanged();
  focusActive();
}

/** Draws a row again only when something in it changed: a step down the folder redraws the few rows that come. @param {Entry} entry @param {number} index */
function guardedRow(entry, index) {
  const selected = selection.names.has(entry.name);
  const active = selection.active === undefined ? index === 0 : selection.active === entry.name;
  const { rowHeight } = windowStore.state;
  return guard([entry, index, selected, active, rowHeight, languageCode()], () => rowView(entry, index, { selected, active, rowHeight }));
}

/** The whole date when it is asked for: to write it out for each row costs more than the row. @param {PointerEvent} event */
function dated(event) {
  const cell = /** @type {HTMLElement} */ (event.currentTarget);
  const at = new Date(cell.dataset.at ?? '');
  cell.title = Number.isNaN(at.getTime()) ? '' : fullDate(at);
}

/** @param {Entry} entry @param {number} index @param {{selected: boolean, active: boolean, rowHeight: number}} look */
function rowView(entry, index, { selected, active, rowHeight }) {
  const { path } = listingStore.state;
  const folder = entry.type === 'folder';
  const full = join(path, entry.name);
  const stop = active ? '0' : '-1';
  const tick = () => {
    selection.toggle(entry.name);
    selectionChanged();
  };
  const menu = (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    selection.activate(entry.name);
    if (!selection.names.has(entry.name)) selection.clear();
    selectionChanged();
    const point = event.type === 'contextmenu' ? { x: event.clientX, y: event.clientY } : undefined;
    openMenu(/** @type {HTMLElement} */ (event.currentTarget), t('actions.of', { name: isolated(entry.name) }), rowMenu(entry), point);
  };
  const name = html`<bdi>${shownName(entry.name)}</bdi>`;
  const modified = new Date(entry.modified);
  return html`<div class="row" role="row" aria-rowindex=${index + 2} aria-selected=${String(selected)} tabindex=${stop} data-test="file-row"
      data-name=${entry.name} data-type=${entry.type} ${css({ transform: `translateY(${index * rowHeight}px)` })}
      @click=${(/** @type {MouseEvent} */ event) => clicked(event, entry)} @dblclick=${() => open(entry)} @contextmenu=${menu}>
    <span role="gridcell" class="cell-check"><label class="check"><input type="checkbox" data-test="file-check" tabindex="-1" .checked=${selected} @change=${tick}
      aria-label=${t('select.named', { name: isolated(entry.name) })} /></label></span>
    <span role="gridcell" class="cell-name">${icon(entryIcon(entry), folder ? 'folder' : '')}
      ${folder ? html`<a data-test="file-open" tabindex="-1" href=${routeHash({ view: 'files', path: full })}>${name}</a>`
        : entry.type === 'file' ? html`<a data-test="file-open" tabindex="-1" href=${downloadUrl(full)} download=${entry.name} @click=${(/** @type {MouseEvent} */ event) => looked(event, entry)}>${name}</a>`
        : html`<span class="quiet" data-test="file-open" title=${t('type.other')}>${name}</span>`}</span>
    <span role="gridcell" class="cell-size">${folder ? nothing : bytes(entry.bytes)}</span>
    <span role="gridcell" class="cell-date" @pointerenter=${dated} data-at=${entry.modified}>${Number.isNaN(modified.getTime()) ? '' : moment(modified)}</span>
    <span role="gridcell" class="cell-menu"><button class="icon-button" data-test="file-menu" tabindex="-1" aria-haspopup="menu"
      aria-label=${t('actions.of', { name: isolated(entry.name) })} @click=${menu}>${icon('more')}</button></span>
  </div>`;
}

/** @param {'name' | 'size' | 'date'} by */
function columnHead(by) {
  const { order } = listingStore.state;
  const sort = order.by !== by ? 'none' : order.down ? 'descending' : 'ascending';
  return html`<span role="columnheader" class="cell-${by}" aria-sort=${sort}>
    <button class="sort" data-test="sort-${by}" @click=${() => sortBy(by)}>${t(`column.${by}`)}${order.by === by ? icon(order.down ? 'down' : 'up') : nothing}</button></span>`;
}

function headRow() {
  const { shown } = listingStore.state;
  const some = selection.names.size > 0;
  const every = some && shown.every((entry) => selection.names.has(entry.name));
  const toggle = () => {
    if (every) selection.clear();
    else selection.all(shown.map((entry) => entry.name));
    selectionChanged();
  };
  return html`<div class="row head" role="row" aria-rowindex="1">
    <span role="columnheader" class="cell-check"><label class="check"><input type="checkbox" data-test="select-all" .checked=${every} .indeterminate=${some && !every}
      aria-label=${t('select.all')} @change=${toggle} /></label></span>
    ${columnHead('name')}${columnHead('size')}${columnHead('date')}
    <span role="columnheader" class="cell-menu"><span class="visually-hidden">${t('actions')}</span></span>
  </div>`;
}

const places = new Places();

/** The rows near the window, drawn by themselves: scrolling draws nothing else of the page. @param {HTMLElement} element */
function drawRows(element) {
  const { shown } = listingStore.state;
  const { from, to } = windowStore.state;
  const near = shown.slice(from, Math.min(to, shown.length)).map((entry, i) => ({ entry, index: from + i }));
  // The row that has the keyboard stays, wherever the window is; so does the first when there is none.
  const at = selection.active === undefined ? 0 : shown.findIndex((entry) => entry.name === selection.active);
  if (at >= 0 && at < shown.length && (at < from || at >= to)) near.push({ entry: shown[at], index: at });
  const keys = places.of(near.map(({ entry }) => entry.name));
  render(repeat(near, (_, i) => keys[i], ({ entry, index }) => guardedRow(entry, index)), element);
}

/** @param {HTMLElement} element */
function follow(element) {
  const stop = followScroll(element, () => listingStore.state.shown.length);
  const unsubscribe = windowStore.subscribe(() => drawRows(element));
  return () => {
    stop();
    unsubscribe();
  };
}

/** The folder's entries: only rows near the window are in the document. */
export function listView() {
  const { shown, complete } = listingStore.state;
  const { rowHeight } = windowStore.state;
  return html`<div class="list" role="grid" aria-label=${t('files.list')} aria-multiselectable="true" aria-rowcount=${complete ? shown.length + 1 : -1} aria-colcount="5"
      aria-busy=${String(!complete)} @keydown=${keyed}>
    <div role="rowgroup" class="list-head">${headRow()}</div>
    <div role="rowgroup" class="rows" ${css({ height: `${shown.length * rowHeight}px` })} ${mounted(follow)} ${drawnWith(drawRows)}></div>
  </div>`;
}
