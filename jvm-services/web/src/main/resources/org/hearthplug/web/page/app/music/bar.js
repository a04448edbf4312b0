// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { thumbUrl } from '../core/api.js';
import { isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { current, drop, next, playerStore, previous, seek, setRepeat, start, stop, toggle } from './player.js';
import { titleOf } from './songs.js';

/** @typedef {import('./songs.js').Song} Song */

/** '3:07', '1:02:45'. @param {number} seconds */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** An album's picture, or a note where there is none. @param {string | undefined} path the piece that has it inside */
export function coverView(path) {
  const failed = (/** @type {Event} */ event) => {
    /** @type {HTMLImageElement} */ (event.target).hidden = true;
  };
  return html`<span class="cover" aria-hidden="true">${icon('note')}${path === undefined ? nothing : html`<img alt="" loading="lazy" decoding="async" src=${thumbUrl(path)} @error=${failed} />`}</span>`;
}

/** @param {Song} song */
export function byLine(song) {
  return song.artist || song.albumArtist || t('music.nobody');
}

function openQueue() {
  openDialog(t('music.queue'), (frame) => {
    const { queue, at } = playerStore.state;
    if (queue.length === 0) queueMicrotask(() => frame.close());
    const row = (/** @type {Song} */ song, /** @type {number} */ i) => html`<li class="queue-row" data-test="queue-row" aria-current=${i === at ? 'true' : nothing}>
      <button class="queue-play" @click=${() => { start(i); frame.refresh(); }}>${i === at ? icon('play') : html`<span class="queue-number">${i + 1}</span>`}<span class="queue-name"><bdi>${shownName(titleOf(song))}</bdi><span class="quiet"><bdi>${shownName(byLine(song))}</bdi></span></span></button>
      <button class="icon-button" data-test="queue-drop" aria-label=${t('music.queue.drop', { name: isolated(titleOf(song)) })} @click=${() => { drop(i); frame.refresh(); }}>${icon('close')}</button></li>`;
    return html`<ol class="queue">${queue.slice(0, 500).map(row)}</ol>
      <div class="dialog-buttons"><button class="button" data-test="queue-stop" @click=${() => { stop(); frame.close(); }}>${t('music.stop')}</button><button class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button></div>`;
  });
}

/** What plays, at the foot of every view. */
export function barView() {
  const song = current();
  if (!song) return nothing;
  const { playing, time, length, repeat, queue, at } = playerStore.state;
  const slide = (/** @type {Event} */ event) => seek(Number(/** @type {HTMLInputElement} */ (event.target).value));
  return html`<section class="player" data-test="player" data-path=${song.path} data-playing=${String(playing)} data-time=${time} aria-label=${t('music.player')}>
    <input class="player-seek" type="range" data-test="player-seek" min="0" max=${Math.max(1, Math.floor(length))} step="1" .value=${String(time)} aria-label=${t('music.seek')} aria-valuetext=${t('music.time', { time: clockTime(time), length: clockTime(length) })} @change=${slide} />
    ${coverView(song.cover ? song.path : undefined)}
    <p class="player-about" aria-live="polite"><bdi class="player-title">${shownName(titleOf(song))}</bdi><bdi class="player-by quiet">${shownName(byLine(song))}</bdi></p>
    <div class="player-buttons">
      <button class="icon-button player-wide" data-test="player-previous" aria-label=${t('music.previous')} title=${t('music.previous')} @click=${previous}>${icon('previous')}</button>
      <button class="player-toggle" data-test="player-toggle" aria-label=${t(playing ? 'music.pause' : 'music.play')} @click=${toggle}>${icon(playing ? 'pause' : 'play')}</button>
      <button class="icon-button" data-test="player-next" aria-label=${t('music.next')} title=${t('music.next')} ?disabled=${at + 1 >= queue.length && !repeat} @click=${next}>${icon('next')}</button>
    </div>
    <span class="player-time quiet player-wide">${clockTime(time)} / ${clockTime(length)}</span>
    <button class="icon-button player-wide" data-test="player-repeat" aria-pressed=${String(repeat)} aria-label=${t('music.repeat')} title=${t('music.repeat')} @click=${setRepeat}>${icon('loop')}</button>
    <button class="icon-button" data-test="player-queue" aria-haspopup="dialog" aria-label=${t('music.queue')} title=${t('music.queue')} @click=${openQueue}>${icon('list')}</button>
    <button class="icon-button player-wide" data-test="player-stop" aria-label=${t('music.stop')} title=${t('music.stop')} @click=${stop}>${icon('close')}</button>
  </section>`;
}
