// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { duration, isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { segments } from '../core/paths.js';
import { routeHash, routeStore } from '../core/router.js';
import { barView, byLine, clockTime, coverView } from '../music/bar.js';
import { dockStore } from '../music/dock.js';
import { append, current, playAll, playerStore, shuffle } from '../music/player.js';
import { albumsOf, artistsOf, byTitle, loadSongs, matching, songStore, titleOf } from '../music/songs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { openMenu } from '../ui/menu.js';
import { blank, stopped } from './files.js';

/** @typedef {import('../music/songs.js').Song} Song @typedef {import('../music/songs.js').Album} Album @typedef {import('../music/songs.js').Artist} Artist */

if (!document.querySelector('link[href="/app/css/music.css"]')) {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/app/css/music.css' }));
}

export const stores = [songStore, playerStore];

dockStore.set({ view: barView });

/** What the songs make, worked out once for each list of them. @type {{of: Song[] | undefined, albums: Album[], artists: Artist[]}} */
const made = { of: undefined, albums: [], artists: [] };

/** @param {Song[]} songs */
function shelves(songs) {
  if (made.of !== songs) {
    const albums = albumsOf(songs);
    Object.assign(made, { of: songs, albums, artists: artistsOf(songs, albums) });
  }
  return made;
}

/** @param {string} path */
function link(path) {
  return routeHash({ view: 'music', path });
}

/** @param {Album} album */
function albumBy(album) {
  return album.various ? t('music.various') : album.artist || t('music.nobody');
}

/** @param {Album} album */
function albumTile(album) {
  return html`<li><a class="album" data-test="album" data-name=${album.name} href=${link(`album/${album.key}`)}>${coverView(album.cover)}
    <span class="album-name"><bdi>${shownName(album.name)}</bdi></span><span class="album-by quiet"><bdi>${shownName(albumBy(album))}</bdi></span></a></li>`;
}

/** @param {Album[]} albums */
function albumGrid(albums) {
  return html`<ul class="albums">${repeat(albums, (album) => album.key, albumTile)}</ul>`;
}

/** @param {Song[]} songs @param {{numbers?: boolean, by?: boolean}} look */
function songList(songs, { numbers = false, by = true }) {
  const { shown } = songStore.state;
  const playing = current();
  const row = (/** @type {Song} */ song, /** @type {number} */ i) => {
    const menu = (/** @type {Event} */ event) => openMenu(/** @type {HTMLElement} */ (event.currentTarget), t('actions.of', { name: isolated(titleOf(song)) }), [{ items: [
      { label: t('music.play'), icon: 'play', test: 'song-play', act: () => playAll(songs, i) },
      { label: t('music.append'), icon: 'list', test: 'song-append', act: () => append([song]) },
    ] }]);
    return html`<li class="song" data-test="song" data-path=${song.path} aria-current=${playing?.path === song.path ? 'true' : nothing}>
      <button class="song-play" data-test="song-start" title=${t('music.play-named', { name: isolated(titleOf(song)), artist: isolated(byLine(song)) })} @click=${() => playAll(songs, i)}>
        <span class="song-number">${playing?.path === song.path ? icon('play') : numbers && song.track > 0 ? song.track : icon('note')}</span>
        <span class="song-name"><bdi>${shownName(titleOf(song))}</bdi>${by ? html`<span class="quiet"><bdi>${shownName(byLine(song))}</bdi></span>` : nothing}</span>
        <span class="song-time quiet">${song.seconds > 0 ? clockTime(song.seconds) : nothing}</span></button>
      <button class="icon-button" data-test="song-menu" aria-haspopup="menu" aria-label=${t('actions.of', { name: isolated(titleOf(song)) })} @click=${menu}>${icon('more')}</button></li>`;
  };
  return html`<ol class="songs">${repeat(songs.slice(0, shown), (song) => song.path, row)}</ol>
    ${songs.length > shown ? html`<button class="button wide" data-test="songs-more" @click=${() => songStore.set({ shown: shown + 500 })}>${t('music.more', { count: songs.length - shown })}</button>` : nothing}`;
}

/** @param {Song[]} songs */
function playButtons(songs) {
  return html`<div class="tools"><button class="button primary" data-test="play-all" @click=${() => playAll(songs)}>${icon('play')}<span>${t('music.play')}</span></button>
    <button class="button" data-test="play-shuffled" @click=${() => shuffle(songs)}>${icon('shuffle')}<span>${t('music.shuffle')}</span></button></div>`;
}

/** @param {Song[]} songs */
function sum(songs) {
  const seconds = songs.reduce((all, song) => all + song.seconds, 0);
  return `${t('music.count', { count: songs.length })}${seconds > 0 ? ` · ${duration(seconds)}` : ''}`;
}

/** @param {string} to @param {unknown} text */
function back(to, text) {
  return html`<a class="music-back" data-test="music-back" href=${link(to)}>${icon('right')}<span>${text}</span></a>`;
}

/** @param {Album} album */
function albumPage(album) {
  const discs = new Set(album.songs.map((song) => song.disc)).size > 1;
  const lists = discs ? [...Map.groupBy(album.songs, (song) => song.disc)] : [[0, album.songs]];
  return html`${back('', t('music.albums'))}<div class="album-head">${coverView(album.cover)}<div><h1 class="guest-title" tabindex="-1"><bdi>${shownName(album.name)}</bdi></h1>
      <p><bdi>${shownName(albumBy(album))}</bdi></p><p class="quiet">${sum(album.songs)}</p>${playButtons(album.songs)}</div></div>
    ${/** @type {[number, Song[]][]} */ (lists).map(([disc, songs]) => html`${disc > 0 ? html`<h2 class="disc">${t('music.disc', { disc })}</h2>` : nothing}${songList(songs, { numbers: true, by: album.various })}`)}`;
}

/** @param {Artist} artist */
function artistPage(artist) {
  return html`${back('artists', t('music.artists'))}<div class="album-head"><div><h1 class="guest-title" tabindex="-1"><bdi>${shownName(artist.name)}</bdi></h1><p class="quiet">${sum(artist.songs)}</p>${playButtons(artist.songs)}</div></div>
    ${artist.albums.length > 0 ? albumGrid(artist.albums) : nothing}${songList(artist.songs, { by: false })}`;
}

/** @param {Artist[]} artists */
function artistList(artists) {
  return html`<ul class="found-list">${repeat(artists, (artist) => artist.key, (artist) => html`<li class="found-row" data-test="artist" data-name=${artist.name}>${icon('person')}
    <div class="found-body"><a class="found-name" href=${link(`artist/${artist.key}`)}><bdi>${shownName(artist.name)}</bdi></a></div><span class="found-more quiet">${t('music.count', { count: artist.songs.length })}</span></li>`)}</ul>`;
}

function tabs(/** @type {string} */ here) {
  const tab = (/** @type {string} */ path, /** @type {string} */ label) => html`<a class="tab" data-test="music-tab" data-tab=${path || 'albums'} href=${link(path)} aria-current=${here === path ? 'page' : nothing}>${label}</a>`;
  const { words } = songStore.state;
  const typed = (/** @type {Event} */ event) => songStore.set({ words: /** @type {HTMLInputElement} */ (event.target).value, shown: 200 });
  return html`<div class="music-top"><h1 class="view-title" tabindex="-1">${t('nav.music')}</h1><nav class="tabs" aria-label=${t('nav.music')}>${tab('', t('music.albums'))}${tab('artists', t('music.artists'))}${tab('titles', t('music.titles'))}</nav>
    <label class="filter">${icon('search')}<input class="input" type="search" data-test="music-search" .value=${words} placeholder=${t('files.filter')} aria-label=${t('music.search')} @input=${typed} /></label></div>`;
}

function content() {
  const { state, songs, complete, error, words } = songStore.state;
  const path = /** @type {any} */ (routeStore.state.route).path ?? '';
  const [kind = '', ...rest] = segments(path);
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  const heading = html`<h1 class="visually-hidden" tabindex="-1">${t('nav.music')}</h1>`;
  if (state === 'error') return html`${heading}${blank({ symbol: 'warning', alert: true, title: t('music.error'), text: sentence(error), action: html`<button class="button" data-test="retry" @click=${loadSongs}>${icon('retry')}${t('retry')}</button>` })}`;
  if (songs.length === 0) return html`${heading}${complete ? blank({ symbol: 'note', title: t('music.nothing'), text: t('music.nothing.text'), action: html`<a class="button" href=${routeHash({ view: 'files', path: '' })}>${icon('files')}${t('photos.to-files')}</a>` }) : blank({ symbol: 'note', title: t('photos.reading'), text: t('music.reading.text') })}`;
  const all = shelves(songs);
  const album = kind === 'album' ? all.albums.find((each) => each.key === rest.join('/')) : undefined;
  const artist = kind === 'artist' ? all.artists.find((each) => each.key === rest.join('/')) : undefined;
  if (album) return albumPage(album);
  if (artist) return artistPage(artist);
  const found = matching(songs, words);
  if (found.length === 0) return html`${tabs(kind)}${blank({ symbol: 'search', title: t('files.no-match', { filter: isolated(words) }), text: t('music.no-match.text') })}`;
  if (kind === 'artists') return html`${tabs(kind)}${artistList(found === songs ? all.artists : artistsOf(found, []))}`;
  const albums = found === songs ? all.albums : all.albums.filter((each) => each.songs.some((song) => found.includes(song)));
  if (kind === 'titles' || albums.length === 0 || words !== '') return html`${tabs(kind)}${words !== '' && kind === '' && albums.length > 0 ? albumGrid(albums.slice(0, 12)) : nothing}<p class="quiet">${sum(found)}</p>${songList(byTitle(found), {})}`;
  return html`${tabs('')}${albumGrid(albums)}`;
}

/** Music by album, artist and title. */
export function view() {
  const { state, songs, error } = songStore.state;
  return html`<div class="music" data-test="music-view" data-state=${state} data-count=${songs.length} ${mounted(() => void loadSongs())}>${content()}${state === 'ready' && error !== undefined ? stopped(sentence(error), loadSongs) : nothing}</div>`;
}
