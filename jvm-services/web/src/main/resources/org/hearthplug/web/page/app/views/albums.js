// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { albums as api, bin, thumbUrl } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { nameProblem } from '../core/paths.js';
import { go, routeHash, routeStore } from '../core/router.js';
import { whenSignedIn } from '../core/session.js';
import { albumsStore, albumStore, leftAlbum, loadAlbums, makeAlbum, openAlbum, readAlbumAgain, readAlbumOn, takeOut } from '../library/albums.js';
import { pickBar, picked, pickStore, startPicking, stopPicking } from '../library/picking.js';
import { tiles } from '../library/tiles.js';
import { addToAlbum, leave, viewerView } from '../library/viewer.js';
import { askName } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { openMenu } from '../ui/menu.js';
import { toast } from '../ui/toasts.js';
import { blank, stopped } from './files.js';
import { photoTabs, picturesEnd } from './photos.js';

/** @typedef {import('../library/albums.js').Album} Album @typedef {import('../library/timeline.js').Picture} Picture */

export const stores = [albumsStore, albumStore];

/** @type {import('../library/viewer.js').Source} */
const source = {
  pictures: () => albumStore.state.pictures,
  readOn: readAlbumOn,
  left: leftAlbum,
  again: () => openAlbum(albumStore.state.name),
  actions: (picture) => html`<button class="viewer-button" data-test="viewer-cover" aria-label=${t('albums.cover')} title=${t('albums.cover')} aria-pressed=${String(albumStore.state.cover === picture.path)} @click=${() => setCover(picture.path)}>${icon('picture')}</button>
    <button class="viewer-button" data-test="viewer-out" aria-label=${t('albums.take-out')} title=${t('albums.take-out')} @click=${() => {
      leave();
      out([picture.path]);
    }}>${icon('out')}</button>`,
};

/** Does something and says when it failed. @param {() => Promise<any>} act */
async function tried(act) {
  try {
    await act();
    return true;
  } catch (error) {
    toast('bad', sentence(error, 'album'));
    return false;
  }
}

/** @param {string} path */
async function setCover(path) {
  const { name } = albumStore.state;
  if (await tried(() => api.change(name, { cover: `/${path}` }))) {
    albumStore.set({ cover: path });
    toast('good', t('albums.cover-set'));
  }
}

/** @param {string[]} paths */
async function out(paths) {
  const { name } = albumStore.state;
  if (!(await tried(() => takeOut(name, paths)))) return;
  const back = () => tried(async () => {
    await api.pictures(name, { add: paths.map((path) => `/${path}`) });
    await openAlbum(name);
  });
  toast('info', t('albums.taken-out', { count: paths.length }), { undo: back });
}

/** @param {string} name @returns {string | undefined} */
function checkName(name) {
  if (name.trim() === '') return t('name.empty');
  if (name.trim().startsWith('.')) return t('albums.name.dot');
  const problem = nameProblem(`${name.trim()}.m3u8`);
  return problem && t(`name.${problem}`);
}

/** @param {() => Promise<any>} act */
async function attempt(act) {
  try {
    await act();
    return undefined;
  } catch (error) {
    return sentence(error, 'album');
  }
}

async function newAlbum() {
  const name = await askName({ title: t('albums.new'), label: t('name'), value: '', submit: t('create'), check: checkName, act: (wanted) => attempt(() => makeAlbum(wanted.trim(), [])) });
  if (name !== undefined) go({ view: 'albums', path: name.trim() });
}

async function rename() {
  const { name } = albumStore.state;
  const to = await askName({ title: t('rename'), label: t('name'), value: name, submit: t('rename'), check: checkName,
    act: (wanted) => (wanted.trim() === name ? Promise.resolve(undefined) : attempt(() => api.change(name, { name: wanted.trim() }))) });
  if (to !== undefined) go({ view: 'albums', path: to.trim() });
}

async function remove() {
  const { name } = albumStore.state;
  await tried(async () => {
    const { undo } = await api.remove(name);
    go({ view: 'albums', path: '' });
    toast('info', t('albums.deleted', { name: isolated(name) }), { undo: () => tried(async () => {
      await bin.restore(undo);
      await loadAlbums();
    }) });
  });
}

async function share() {
  await tried(async () => {
    const { openShare } = await import('../share/dialog.js');
    await openShare(albumStore.state.name, 'album');
  });
}

async function forgetMissing() {
  const { name } = albumStore.state;
  if (await tried(() => api.pictures(name, { forgetMissing: true }))) openAlbum(name);
}

/** @param {Album} album */
function albumTile({ name, count, cover }) {
  const failed = (/** @type {Event} */ event) => (/** @type {HTMLElement} */ (event.target).hidden = true);
  return html`<li><a class="album-tile" data-test="photo-album" data-name=${name} data-count=${count} href=${routeHash({ view: 'albums', path: name })}>
    <span class="album-front">${icon('picture')}${cover ? html`<img class="tile-picture" src=${thumbUrl(cover.slice(1))} alt="" loading="lazy" @error=${failed} />` : nothing}</span>
    <span class="album-name"><bdi>${shownName(name)}</bdi></span><span class="quiet">${t('albums.count', { count })}</span></a></li>`;
}

function allAlbums() {
  const { state, items, error } = albumsStore.state;
  const fresh = html`<button class="button primary" data-test="album-new" @click=${newAlbum}>${icon('plus')}<span>${t('albums.new')}</span></button>`;
  const content = () => {
    if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
    if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('albums.error'), text: sentence(error, 'album'), action: html`<button class="button" data-test="retry" @click=${loadAlbums}>${icon('retry')}${t('retry')}</button>` });
    if (items.length === 0) return blank({ symbol: 'picture', title: t('albums.nothing'), text: t('albums.nothing.text'), action: fresh });
    return html`<ul class="album-tiles">${repeat(items, ({ name }) => name, albumTile)}</ul>${error === undefined ? nothing : stopped(sentence(error, 'album'), loadAlbums)}`;
  };
  return html`<div class="photos" data-test="albums-view" data-state=${state} data-count=${items.length} ${mounted(() => void loadAlbums())}>
    <div class="photos-title"><h1 class="display" tabindex="-1">${t('title.photos')}</h1>${photoTabs('albums')}
      ${items.length > 0 ? fresh : nothing}</div>
    ${content()}
  </div>`;
}

function bar() {
  const chosen = () => picked(albumStore.state.pictures.map(({ path }) => path));
  const done = (/** @type {(paths: string[]) => unknown} */ act) => () => {
    const paths = chosen();
    stopPicking();
    act(paths);
  };
  return pickBar([
    { test: 'pick-cover', symbol: 'picture', label: t('albums.cover'), one: true, act: done(([path]) => setCover(path)) },
    { test: 'pick-album', symbol: 'plus', label: t('albums.add'), act: () => addToAlbum(chosen(), stopPicking) },
    { test: 'pick-out', symbol: 'out', label: t('albums.take-out'), act: done(out) },
  ]);
}

/** @param {Event} event */
function more(event) {
  openMenu(/** @type {HTMLElement} */ (event.currentTarget), t('actions.of', { name: isolated(albumStore.state.name) }), [
    { items: [{ label: t('rename'), icon: 'rename', test: 'album-rename', act: rename }] },
    { items: [{ label: t('albums.delete'), icon: 'bin', test: 'album-delete', danger: true, act: remove }] },
  ]);
}

function oneAlbum() {
  const { name, state, pictures, count, missing, next, error } = albumStore.state;
  const content = () => {
    if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
    if (state === 'missing') return blank({ symbol: 'warning', alert: true, title: t('albums.missing'), text: t('albums.missing.text'), action: html`<a class="button" href="#/albums">${t('albums.to-all')}</a>` });
    if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('albums.error'), text: sentence(error, 'album'), action: html`<button class="button" data-test="retry" @click=${() => openAlbum(name)}>${icon('retry')}${t('retry')}</button>` });
    if (pictures.length === 0) return blank({ symbol: 'picture', title: t('albums.empty'), text: t('albums.empty.text'), action: html`<a class="button" href="#/photos">${icon('picture')}${t('albums.to-photos')}</a>` });
    return html`${tiles(pictures, source)}${picturesEnd({ next, error }, { more: readAlbumOn, again: readAlbumAgain, context: 'album' })}`;
  };
  return html`<div class="photos" data-test="album-view" data-name=${name} data-state=${state} data-count=${count}>
    <div class="photos-title"><div class="album-title"><a class="album-up" href="#/albums">${t('title.albums')}</a>
      <h1 class="display" tabindex="-1"><bdi>${shownName(name)}</bdi></h1><p class="quiet" role="status">${state === 'ready' ? t('albums.count', { count }) : ''}</p></div>
      ${state !== 'ready' ? nothing : html`<div class="tools album-tools">
        ${pictures.length === 0 ? nothing : html`<button class="button" data-test="photos-pick" @click=${startPicking}>${icon('check')}<span>${t('photos.pick')}</span></button>
        <a class="button" data-test="album-download" href=${api.archiveUrl(name)} download=${`${name}.zip`}>${icon('download')}<span>${t('download')}</span></a>`}
        <button class="button primary" data-test="album-share" @click=${share}>${icon('link')}<span>${t('share')}</span></button>
        <button class="icon-button" data-test="album-menu" aria-haspopup="menu" aria-label=${t('actions.of', { name: isolated(name) })} @click=${more}>${icon('more')}</button></div>`}</div>
    ${pickStore.state.on ? bar() : nothing}
    ${state === 'ready' && missing > 0 ? html`<div class="notice warn album-missing" role="status">${icon('warning')}<p>${t('albums.lost', { count: missing })}</p><button class="button" data-test="album-forget" @click=${forgetMissing}>${t('albums.forget', { count: missing })}</button></div>` : nothing}
    ${content()}
  </div>${viewerView()}`;
}

/** Reads what the address names. */
function follow() {
  const { route } = routeStore.state;
  if (route.view === 'albums' && route.path !== '') openAlbum(route.path);
}
routeStore.subscribe(follow);
whenSignedIn(() => {
  follow();
  if (albumsStore.state.error !== undefined) loadAlbums();
});
follow();

export function view() {
  const { route } = routeStore.state;
  return route.view === 'albums' && route.path !== '' ? oneAlbum() : allAlbums();
}
