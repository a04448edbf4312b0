// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { thumbUrl } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { go } from '../core/router.js';
import { openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { addPictures, albumsStore, loadAlbums, makeAlbum } from './albums.js';

/** @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame */

/** What one opening of the dialog knows. */
class Adding {
  /** @param {string[]} paths */
  constructor(paths) {
    this.paths = paths;
    this.problem = '';
    this.busy = false;
    this.loaded = false;
    /** @type {{name: string, added: number} | undefined} */
    this.done = undefined;
  }

  /** @param {DialogFrame} frame */
  async load(frame) {
    await loadAlbums();
    this.loaded = true;
    if (albumsStore.state.state === 'error') this.problem = sentence(albumsStore.state.error);
    frame.refresh();
  }

  /** @param {DialogFrame} frame @param {string} name @param {() => Promise<number>} act */
  async run(frame, name, act) {
    if (this.busy) return;
    this.busy = true;
    this.problem = '';
    frame.refresh();
    try {
      this.done = { name, added: await act() };
    } catch (error) {
      this.problem = sentence(error, 'album');
    }
    this.busy = false;
    frame.refresh();
  }
}

/** @param {Adding} adding @param {DialogFrame} frame */
function choice(adding, frame) {
  const made = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('name') ?? '').trim();
    if (name === '') {
      adding.problem = t('name.empty');
      return frame.refresh();
    }
    adding.run(frame, name, async () => {
      await makeAlbum(name, adding.paths);
      return adding.paths.length;
    });
  };
  const { items } = albumsStore.state;
  return html`<form class="album-new" novalidate @submit=${made}>
      <label class="field"><span class="field-label">${t('albums.new')}</span>
        <input class="input" name="name" data-test="album-name" dir="auto" maxlength="120" autocomplete="off" placeholder=${t('albums.example')} aria-describedby="album-problem" ?data-autofocus=${items.length === 0} /></label>
      <button class="button primary" data-test="dialog-submit" ?disabled=${adding.busy}>${t('create')}</button></form>
    <p class="field-problem" id="album-problem" role="alert" data-test="album-problem">${adding.problem}</p>
    ${adding.loaded ? nothing : html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${items.length === 0 ? nothing : html`<ul class="album-choices">${repeat(items, ({ name }) => name, ({ name, count, cover }) => html`<li><button class="album-choice" data-test="album-choice" data-name=${name} ?disabled=${adding.busy} @click=${() => adding.run(frame, name, () => addPictures(name, adding.paths))}>
      ${cover ? html`<img class="album-choice-cover" src=${thumbUrl(cover.slice(1))} alt="" loading="lazy" />` : html`<span class="album-choice-cover">${icon('picture')}</span>`}
      <span class="album-choice-name"><bdi>${shownName(name)}</bdi><span class="quiet">${t('albums.count', { count })}</span></span></button></li>`)}</ul>`}
    <div class="dialog-buttons"><button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close(false)}>${t('cancel')}</button></div>`;
}

/** @param {Adding} adding @param {DialogFrame} frame */
function told(adding, frame) {
  const { name, added } = /** @type {{name: string, added: number}} */ (adding.done);
  const show = () => {
    frame.close(true);
    go({ view: 'albums', path: name });
  };
  return html`<p role="status" data-test="album-added" data-count=${added}>${added === 0 ? t('albums.had', { name: isolated(name) }) : t('albums.added', { count: added, name: isolated(name) })}</p>
    <div class="dialog-buttons"><button class="button" data-test="album-show" @click=${show}>${t('albums.show')}</button>
      <button class="button primary" data-test="dialog-cancel" @click=${() => frame.close(true)}>${t('close')}</button></div>`;
}

/** Asks which album shall have pictures, a new one if wanted. @param {string[]} paths @returns {Promise<boolean>} whether one has them now */
export async function openAddToAlbum(paths) {
  const adding = new Adding(paths);
  let begun = false;
  await openDialog(t('albums.add-title', { count: paths.length }), (frame) => {
    if (!begun) {
      begun = true;
      adding.load(frame);
    }
    return adding.done ? told(adding, frame) : choice(adding, frame);
  });
  return adding.done !== undefined;
}
