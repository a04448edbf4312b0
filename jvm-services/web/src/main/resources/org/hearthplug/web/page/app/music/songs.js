// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError, request } from '../core/api.js';
import { baseName, parent, stemLength } from '../core/paths.js';
import { later } from '../core/poll.js';
import { routeStore } from '../core/router.js';
import { whenSignedIn, whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';

/**
 * @typedef {{path: string, title: string, artist: string, album: string, track: number, albumArtist: string, disc: number, cover: boolean, seconds: number}} Song
 * @typedef {{key: string, name: string, artist: string, various: boolean, songs: Song[], cover: string | undefined}} Album
 * @typedef {{key: string, name: string, songs: Song[], albums: Album[]}} Artist
 */

/** @type {Store<{state: 'loading' | 'ready' | 'error', songs: Song[], complete: boolean, error: unknown, words: string, shown: number}>} */
export const songStore = new Store({ state: 'loading', songs: [], complete: false, error: undefined, words: '', shown: 200 });

const AGAIN_MILLIS = 3000;
let callOff = () => {};
let turn = 0;

/** Reads all music, page by page; what is shown stays until the new list is whole. */
export async function loadSongs() {
  callOff();
  const mine = ++turn;
  try {
    /** @type {Song[]} */
    const songs = [];
    let complete = true;
    for (let from = /** @type {number | undefined} */ (0); from !== undefined;) {
      const page = await request('GET', `/api/v1/music?from=${from}`);
      for (const song of page.items) songs.push({ ...song, path: song.path.slice(1) });
      complete = complete && page.complete;
      from = page.next;
    }
    if (mine !== turn) return;
    songStore.set({ state: 'ready', songs, complete, error: undefined });
    lookAgain();
  } catch (error) {
    if (mine !== turn) return;
    songStore.set({ state: songStore.state.songs.length > 0 ? 'ready' : 'error', error });
    // Whoever signs in again is given it at once.
    if (!(error instanceof ApiError && error.kind === 'unauthenticated')) lookAgain();
  }
}

/** While the plug looks through its files, what it found since is shown. */
function lookAgain() {
  if (!songStore.state.complete) callOff = later(() => routeStore.state.route.view === 'music' && loadSongs(), AGAIN_MILLIS);
}

whenSignedIn(() => songStore.state.error !== undefined && loadSongs());
whenSignedOut(() => songStore.set({ state: 'loading', songs: [], complete: false, error: undefined, words: '' }));

/** What a piece is called, by its tags or its file. @param {Song} song */
export function titleOf(song) {
  const name = baseName(song.path);
  return song.title || name.slice(0, stemLength(name));
}

/** A text as part of an address: slashes divide there. @param {string} text */
function slug(text) {
  return text.replaceAll('/', '∕') || '–';
}

/** Where a piece's album is kept; the discs of one often have folders of their own. @param {Song} song */
function shelf(song) {
  const folder = parent(song.path);
  return /^(cd|disc|disk|disque)\s*\d+$/i.test(baseName(folder)) ? parent(folder) : folder;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** @param {{name: string}} a @param {{name: string}} b */
const byName = (a, b) => collator.compare(a.name, b.name);

/** @param {Song} a @param {Song} b */
function inOrder(a, b) {
  return a.disc - b.disc || a.track - b.track || collator.compare(a.path, b.path);
}

/**
 * The albums, by name. Pieces that do not say whose album it is belong together when they lie together.
 * @param {Song[]} songs
 * @returns {Album[]}
 */
export function albumsOf(songs) {
  /** @type {Map<string, Album>} */
  const found = new Map();
  for (const song of songs) {
    if (song.album === '') continue;
    const place = `${song.albumArtist === '' ? `\n${shelf(song)}` : song.albumArtist.toLowerCase()}\n${song.album.toLowerCase()}`;
    const album = found.get(place) ?? { key: '', name: song.album, artist: song.albumArtist || song.artist, various: false, songs: [], cover: undefined };
    if (song.albumArtist === '' && song.artist !== album.artist) album.various = true;
    album.cover ??= song.cover ? song.path : undefined;
    album.songs.push(song);
    found.set(place, album);
  }
  const albums = [...found.values()].sort(byName);
  const taken = new Set();
  for (const album of albums) {
    album.songs.sort(inOrder);
    const key = `${slug(album.various ? '' : album.artist)}/${slug(album.name)}`;
    album.key = taken.has(key) ? `${key}/${taken.size}` : key;
    taken.add(album.key);
  }
  return albums;
}

/** Who plays, by name, each with what he plays and his albums. @param {Song[]} songs @param {Album[]} albums @returns {Artist[]} */
export function artistsOf(songs, albums) {
  /** @type {Map<string, Artist>} */
  const found = new Map();
  for (const song of songs) {
    const name = song.artist || song.albumArtist;
    if (name === '') continue;
    const key = slug(name.toLowerCase());
    const artist = found.get(key) ?? { key, name, songs: [], albums: [] };
    artist.songs.push(song);
    found.set(key, artist);
  }
  for (const album of albums) {
    for (const key of new Set(album.songs.map((song) => slug((song.artist || song.albumArtist).toLowerCase())))) found.get(key)?.albums.push(album);
  }
  return [...found.values()].sort(byName);
}

/** @param {string} text */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Those that hold every word somewhere. @param {Song[]} songs @param {string} words @returns {Song[]} */
export function matching(songs, words) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return songs;
  return songs.filter((song) => {
    const text = fold(`${titleOf(song)} ${song.artist} ${song.album} ${song.albumArtist}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** Pieces by title. @param {Song[]} songs @returns {Song[]} */
export function byTitle(songs) {
  return [...songs].sort((a, b) => collator.compare(titleOf(a), titleOf(b)));
}
