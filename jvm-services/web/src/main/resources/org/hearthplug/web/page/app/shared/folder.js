// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { bytes, isolated, itemCount, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { previewOf } from '../core/kinds.js';
import { baseName, join, segments } from '../core/paths.js';
import { entryIcon, icon } from '../ui/icons.js';
import { archiveUrl, guestFileUrl, guestStore, guestThumbUrl, linkTo, readOn } from './guest.js';
import { guestLook } from './look.js';

/** @typedef {import('./guest.js').Entry} Entry */

/** Where there is no small picture, the picture itself serves, unless it is large. */
const WHOLE_BYTES = 6e6;

/** @param {Entry} entry */
function tile(entry) {
  const film = previewOf(entry) === 'film';
  const failed = (/** @type {Event} */ event) => {
    const image = /** @type {HTMLImageElement} */ (event.target);
    const whole = guestFileUrl(entry.name);
    if (image.dataset.whole === undefined && entry.bytes <= WHOLE_BYTES) {
      image.dataset.whole = '';
      image.src = whole;
    } else image.hidden = true;
  };
  return html`<li><button class="tile" data-test="guest-picture" data-name=${entry.name} aria-label=${t(film ? 'guest.film-named' : 'guest.picture-named', { name: isolated(entry.name) })} @click=${() => guestLook.open(entry.name)}>
    <span class="tile-name" aria-hidden="true">${icon(film ? 'film' : 'picture')}<bdi>${shownName(entry.name)}</bdi></span>
    ${film ? html`<span class="tile-film" aria-hidden="true">${icon('film')}</span>`
      : html`<img class="tile-picture" loading="lazy" decoding="async" alt="" src=${guestThumbUrl(entry.name)} @error=${failed} />`}
  </button></li>`;
}

/** @param {Entry} entry */
function row(entry) {
  const { path } = guestStore.state;
  const name = html`<bdi>${shownName(entry.name)}</bdi>`;
  const save = html`<a class="icon-button" data-test="guest-download" data-name=${entry.name} aria-label=${t('guest.download-named', { name: isolated(entry.name) })} title=${t('download')} href=${guestFileUrl(entry.name, '?download')} download=${entry.name}>${icon('download')}</a>`;
  return html`<li class="found-row" data-test="guest-row" data-name=${entry.name} data-type=${entry.type}>
    ${icon(entryIcon(entry), entry.type === 'folder' ? 'folder' : '')}
    <div class="found-body">${entry.type === 'folder' ? html`<a class="found-name" href=${linkTo(join(path, entry.name))}>${name}</a>`
      : previewOf(entry) ? html`<button class="link-name found-name" @click=${() => guestLook.open(entry.name)}>${name}</button>`
      : entry.type === 'file' ? html`<a class="found-name" href=${guestFileUrl(entry.name, '?download')} download=${entry.name}>${name}</a>`
      : html`<span class="found-name quiet">${name}</span>`}</div>
    ${entry.type === 'file' ? html`<span class="found-more quiet">${bytes(entry.bytes)}</span>${save}` : nothing}
  </li>`;
}

function crumbs() {
  const { path, about } = guestStore.state;
  const names = segments(path);
  if (names.length === 0) return html`<h1 class="guest-title" tabindex="-1"><bdi>${shownName(about.name ?? '')}</bdi></h1>`;
  const above = [{ name: about.name ?? '', path: '' }, ...names.slice(0, -1).map((name, i) => ({ name, path: names.slice(0, i + 1).join('/') }))];
  return html`<nav class="guest-crumbs" aria-label=${t('files.where')}>${above.map((each) => html`<a href=${linkTo(each.path)} data-test="guest-crumb"><bdi>${shownName(each.name)}</bdi></a>${icon('right')}`)}</nav>
    <h1 class="guest-title" tabindex="-1"><bdi>${shownName(baseName(path))}</bdi></h1>`;
}

/** A folder, or the one file, that somebody shared. */
export function folderView() {
  const { entries, next, reading, about } = guestStore.state;
  const pictures = entries.filter((entry) => ['picture', 'film'].includes(previewOf(entry) ?? ''));
  const rest = entries.filter((entry) => !pictures.includes(entry)).sort((a, b) => Number(b.type === 'folder') - Number(a.type === 'folder'));
  const only = about.type === 'file' ? entries[0] : undefined;
  const all = only ? html`<a class="button primary" data-test="guest-all" href=${guestFileUrl(only.name, '?download')} download=${only.name}>${icon('download')}<span>${t('download')}</span></a>`
    : entries.length === 0 ? nothing : html`<a class="button primary" data-test="guest-all" href=${archiveUrl()}>${icon('download')}<span>${t('guest.all')}</span></a>`;
  return html`<div class="guest-head"><div>${crumbs()}<p class="quiet">${only ? bytes(only.bytes) : itemCount(entries.length)}</p></div>${all}</div>
    ${entries.length === 0 ? html`<div class="blank" role="status">${icon('files', 'huge')}<h2>${t('guest.empty')}</h2></div>` : nothing}
    ${rest.length > 0 ? html`<ul class="found-list">${repeat(rest, (entry) => entry.name, row)}</ul>` : nothing}
    ${pictures.length > 0 ? html`<ul class="tiles guest-tiles">${repeat(pictures, (entry) => entry.name, tile)}</ul>` : nothing}
    ${next !== undefined ? html`<button class="button wide" data-test="guest-more" ?disabled=${reading} @click=${readOn}>${t('guest.more')}</button>` : nothing}`;
}
