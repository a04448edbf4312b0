// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileUrl, thumbUrl } from '../core/api.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { toast } from '../ui/toasts.js';
import { titleOf } from './songs.js';

/** @typedef {import('./songs.js').Song} Song */

/** @type {Store<{queue: Song[], at: number, playing: boolean, time: number, length: number, repeat: boolean}>} */
export const playerStore = new Store({ queue: [], at: -1, playing: false, time: 0, length: 0, repeat: false });

/** The next piece is fetched so long before the end of this one, so that no silence comes between. */
const AHEAD_SECONDS = 30;
/** Back to the beginning of this piece, or to the one before: what people know from every player. */
const RESTART_SECONDS = 3;
const MOST_FAILURES = 3;

/** Two players in turns: one plays while the other holds the next piece ready. */
const decks = [new Audio(), new Audio()];
let active = 0;
let failures = 0;

function deck() {
  return decks[active];
}

export function current() {
  const { queue, at } = playerStore.state;
  return /** @type {Song | undefined} */ (queue[at]);
}

function nextIndex() {
  const { queue, at, repeat } = playerStore.state;
  if (at + 1 < queue.length) return at + 1;
  return repeat && queue.length > 0 ? 0 : -1;
}

/** Plays these, from one of them on. @param {Song[]} songs @param {number} [from] */
export function playAll(songs, from = 0) {
  failures = 0;
  playerStore.set({ queue: [...songs], at: -1 });
  start(from);
}

/** Plays these in a random order. @param {Song[]} songs */
export function shuffle(songs) {
  const mixed = [...songs];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  playAll(mixed);
}

/** Puts these at the queue's end, or begins with them when nothing is there. @param {Song[]} songs */
export function append(songs) {
  if (playerStore.state.queue.length === 0) return playAll(songs);
  playerStore.set({ queue: [...playerStore.state.queue, ...songs] });
}

/** Takes one out of the queue. @param {number} index */
export function drop(index) {
  const { queue, at } = playerStore.state;
  if (queue.length === 1) return stop();
  const rest = queue.filter((_, i) => i !== index);
  if (index !== at) return playerStore.set({ queue: rest, at: index < at ? at - 1 : at });
  playerStore.set({ queue: rest, at: -1 });
  start(Math.min(index, rest.length - 1));
}

/** @param {number} index */
export function start(index) {
  const song = playerStore.state.queue[index];
  if (!song) return;
  const url = new URL(fileUrl(song.path), location.href).href;
  deck().pause();
  if (decks[1 - active].src === url) active = 1 - active;
  else deck().src = url;
  decks[1 - active].removeAttribute('src');
  playerStore.set({ at: index, time: 0, length: song.seconds });
  deck().currentTime = 0;
  resume();
  tell(song);
}

export async function resume() {
  try {
    await deck().play();
  } catch (error) {
    // The browser wants a click first, or another piece was chosen meanwhile; what cannot be played has an event of its own.
    if (/** @type {Error} */ (error).name === 'NotAllowedError') playerStore.set({ playing: false });
  }
}

export function pause() {
  deck().pause();
}

export function toggle() {
  if (deck().paused) resume();
  else pause();
}

export function next() {
  const index = nextIndex();
  if (index >= 0) start(index);
  else pause();
}

export function previous() {
  const { at } = playerStore.state;
  if (deck().currentTime > RESTART_SECONDS || at === 0) seek(0);
  else start(at - 1);
}

/** @param {number} seconds */
export function seek(seconds) {
  const end = Number.isFinite(deck().duration) ? deck().duration : playerStore.state.length;
  deck().currentTime = Math.max(0, Math.min(seconds, end));
  moved();
}

export function setRepeat() {
  playerStore.set({ repeat: !playerStore.state.repeat });
}

/** Ends it all and puts the bar away. */
export function stop() {
  for (const each of decks) {
    each.pause();
    each.removeAttribute('src');
    each.load();
  }
  playerStore.set({ queue: [], at: -1, playing: false, time: 0, length: 0 });
  if ('mediaSession' in navigator) {
    navigator.mediaSession.metadata = null;
    navigator.mediaSession.playbackState = 'none';
  }
}

function moved() {
  const { currentTime, duration } = deck();
  const length = Number.isFinite(duration) && duration > 0 ? duration : playerStore.state.length;
  const [was, is] = [playerStore.state.time, Math.floor(currentTime)];
  if (is === was && length === playerStore.state.length) return;
  playerStore.set({ time: is, length });
  if ('mediaSession' in navigator && length > 0) navigator.mediaSession.setPositionState?.({ duration: length, position: Math.min(currentTime, length), playbackRate: 1 });
  const following = playerStore.state.queue[nextIndex()];
  if (following && length - currentTime < AHEAD_SECONDS && !decks[1 - active].getAttribute('src')) {
    decks[1 - active].preload = 'auto';
    decks[1 - active].src = fileUrl(following.path);
  }
}

function failed() {
  const song = current();
  if (!song || !deck().getAttribute('src')) return;
  toast('bad', t('music.failed', { name: isolated(titleOf(song)) }));
  playerStore.set({ playing: false });
  if (++failures < MOST_FAILURES && nextIndex() >= 0) next();
}

/** Tells the telephone's lock screen, the headphones' buttons and the like. @param {Song} song */
function tell(song) {
  if (!('mediaSession' in navigator)) return;
  const artwork = song.cover ? [{ src: new URL(thumbUrl(song.path), location.href).href, type: 'image/jpeg' }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title: titleOf(song), artist: song.artist || song.albumArtist, album: song.album, artwork });
}

/** @type {Record<string, (details: any) => void>} */
const HANDLERS = {
  play: resume,
  pause,
  stop,
  previoustrack: previous,
  nexttrack: next,
  seekto: ({ seekTime }) => seek(seekTime),
  seekbackward: ({ seekOffset }) => seek(deck().currentTime - (seekOffset || 10)),
  seekforward: ({ seekOffset }) => seek(deck().currentTime + (seekOffset || 10)),
};

for (const [action, handler] of Object.entries(HANDLERS)) {
  try {
    navigator.mediaSession?.setActionHandler(/** @type {any} */ (action), handler);
  } catch {
    // A browser that does not know this one.
  }
}

for (const [index, each] of decks.entries()) {
  const mine = (/** @type {() => void} */ act) => () => index === active && act();
  /** @param {boolean} playing */
  const state = (playing) => mine(() => {
    if (playing) failures = 0;
    playerStore.set({ playing });
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = playing ? 'playing' : 'paused';
  });
  each.addEventListener('playing', state(true));
  each.addEventListener('pause', state(false));
  each.addEventListener('timeupdate', mine(moved));
  each.addEventListener('durationchange', mine(moved));
  each.addEventListener('ended', mine(next));
  each.addEventListener('error', mine(failed));
}

whenSignedOut(stop);
