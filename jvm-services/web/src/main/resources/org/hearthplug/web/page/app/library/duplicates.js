// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { bin, files, fileUrl, library, thumbUrl } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { bytes, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { fetchRaw } from '../core/request.js';
import { openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { openTimeline, pictureLeft } from './timeline.js';

// Pictures that are there twice. Size, moment and measures make the suspicion; before anything goes to the bin, the bytes are compared.

const PAGE = 500;
const MOST_SHOWN = 40;
const SLICE_BYTES = 8 * 1024 * 1024;

/**
 * @typedef {{path: string, bytes: number, taken: string, width: number, height: number}} Picture @typedef {{key: string, keep: string, pictures: Picture[]}} Group
 * @typedef {{ids: string[], group: Group, pictures: Picture[], groups: Group[]}} Undo ids: in the bin; the rest as it was before
 */

/** Which of several stays unless the person says otherwise: no copy by its name, then the shortest way to it. @param {Picture[]} pictures */
export function best(pictures) {
  const copy = (/** @type {string} */ path) => /( copy| copie|\(\d+\)|~\d+)(?=\.[^./]*$)/i.test(path);
  return [...pictures].sort((a, b) => Number(copy(a.path)) - Number(copy(b.path)) || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))[0].path;
}

/** @param {Iterable<Picture>} pictures @returns {Group[]} the ones that waste most first */
export function alike(pictures) {
  /** @type {Map<string, Picture[]>} */
  const by = new Map();
  for (const picture of pictures) {
    if (picture.bytes === 0) continue;
    const key = `${picture.bytes} ${picture.taken} ${picture.width} ${picture.height}`;
    by.set(key, [...(by.get(key) ?? []), picture]);
  }
  const wasted = (/** @type {Group} */ group) => group.pictures[0].bytes * (group.pictures.length - 1);
  return [...by].filter(([, list]) => list.length > 1).map(([key, list]) => ({ key, keep: best(list), pictures: list })).sort((a, b) => wasted(b) - wasted(a));
}

/** Whether two files hold the same bytes, eight megabytes at a time. @param {Picture} one @param {Picture} other */
async function same(one, other) {
  for (let from = 0; from < one.bytes; from += SLICE_BYTES) {
    const slices = await Promise.all([one, other].map(async ({ path }) => {
      const answer = await fetchRaw(fileUrl(path), { headers: { Range: `bytes=${from}-${from + SLICE_BYTES - 1}` } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    }));
    if (slices[0].length !== slices[1].length || slices[0].some((byte, i) => byte !== slices[1][i])) return false;
  }
  return true;
}

class Search {
  /** @type {Group[]} */
  groups = [];
  seen = 0;
  /** @type {'reading' | 'ready' | 'error'} */
  state = 'reading';
  busy = '';
  problem = '';
  over = false;
  /** What the last group came to. @type {string[]} */
  said = [];
  /** What takes it back. @type {Undo | undefined} */
  undo = undefined;

  /** @param {() => void} changed */
  async run(changed) {
    /** @type {Picture[]} */
    const all = [];
    try {
      /** @type {string | undefined} */
      let next;
      do {
        const page = await library.photos(next, PAGE);
        for (const { path, bytes: size, taken, width, height } of page.items) all.push({ path: path.slice(1), bytes: size, taken, width, height });
        next = page.next;
        this.seen = all.length;
        changed();
      } while (next !== undefined && !this.over);
      this.groups = alike(all);
      this.state = 'ready';
    } catch (error) {
      this.state = 'error';
      this.problem = sentence(error);
    }
    changed();
  }

  /** @param {Group} group @param {() => void} changed */
  async clear(group, changed) {
    if (this.busy) return;
    Object.assign(this, { busy: group.key, said: [], undo: undefined });
    changed();
    /** @type {Undo} */
    const undo = { ids: [], group, pictures: group.pictures, groups: this.groups };
    const keep = /** @type {Picture} */ (group.pictures.find(({ path }) => path === group.keep));
    try {
      for (const picture of undo.pictures.filter((each) => each !== keep)) {
        if (await same(keep, picture)) {
          undo.ids.push((await files.remove(picture.path)).undo);
          pictureLeft(picture.path);
        } else this.said = [t('duplicates.differ')];
        group.pictures = group.pictures.filter((each) => each !== picture);
      }
      this.groups = this.groups.filter((each) => each !== group);
    } catch (error) {
      this.said.push(error instanceof Error && error.name !== 'ApiError' ? t('duplicates.unread') : sentence(error, 'delete'));
    }
    if (undo.ids.length > 0) {
      this.said.push(t('delete.done', { count: undo.ids.length }));
      this.undo = undo;
    }
    this.rest(changed);
  }

  /** Brings back what went last. @param {() => void} changed */
  async back(changed) {
    const { undo } = this;
    if (this.busy || !undo) return;
    this.busy = undo.group.key;
    changed();
    try {
      for (; undo.ids.length > 0; undo.ids.shift()) await bin.restore(undo.ids[0]);
      undo.group.pictures = undo.pictures;
      Object.assign(this, { groups: undo.groups, said: [], undo: undefined });
      openTimeline();
    } catch (error) {
      this.said = [sentence(error, 'restore')];
    }
    this.rest(changed);
  }

  /** @param {() => void} changed */
  rest(changed) {
    this.busy = '';
    changed();
    if (this.over && this.said.length > 0) this.tell();
  }

  /** The dialog is gone: what it would offer is offered on the page. */
  leave() {
    this.over = true;
    if (this.undo && !this.busy) this.tell();
  }

  tell() {
    toast(this.undo ? 'info' : 'bad', this.said.join(' '), this.undo && { undo: () => this.back(() => {}) });
  }
}

/** Shows what is there twice, and takes the person's word for which one stays. */
export function openDuplicates() {
  const search = new Search();
  let begun = false;
  return openDialog(t('duplicates.title'), (frame) => {
    if (!begun) {
      begun = true;
      search.run(frame.refresh);
    }
    const group = (/** @type {Group} */ each) => html`<li class="duplicate" data-test="duplicate"><img class="duplicate-picture" src=${thumbUrl(each.keep)} alt="" width="72" height="72" loading="lazy" />
      <fieldset class="duplicate-paths" ?disabled=${search.busy !== ''}><legend class="quiet">${t('duplicates.each', { size: bytes(each.pictures[0].bytes) })}</legend>
        ${each.pictures.map(({ path }) => html`<label class="duplicate-path"><input type="radio" name=${each.key} .checked=${each.keep === path} @change=${() => {
          each.keep = path;
          frame.refresh();
        }} /><bdi>${shownName(path)}</bdi></label>`)}
        <button type="button" class="button" data-test="duplicate-clear" @click=${() => search.clear(each, frame.refresh)}>${icon('bin')}<span>${search.busy === each.key ? t('duplicates.comparing') : t('duplicates.clear', { count: each.pictures.length - 1 })}</span></button></fieldset></li>`;
    const { state, groups } = search;
    return html`<p class="quiet" role="status" data-test="duplicates" data-state=${state} data-count=${groups.length}>${state === 'reading' ? t('duplicates.reading', { count: search.seen })
      : state === 'error' ? search.problem : groups.length === 0 ? t('duplicates.none') : t('duplicates.text')}</p>
      <p role="status" data-test="duplicates-said">${search.said.join(' ')}${search.undo ? html` <button type="button" class="text-button" data-test="duplicates-undo" ?disabled=${search.busy !== ''} @click=${() => search.back(frame.refresh)}>${t('undo')}</button>` : nothing}</p>
      ${groups.length > 0 ? html`<ul class="duplicates">${repeat(groups.slice(0, MOST_SHOWN), ({ key }) => key, group)}</ul>` : nothing}
      <div class="dialog-buttons"><button class="button primary" data-test="dialog-cancel" data-autofocus @click=${() => frame.close()}>${t('close')}</button></div>`;
  }).then(() => search.leave());
}
