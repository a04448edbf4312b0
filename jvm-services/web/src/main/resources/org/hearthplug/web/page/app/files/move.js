// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, shownName } from '../core/format.js';
import { languageCode, t } from '../core/i18n.js';
import { baseName, join, parent } from '../core/paths.js';
import { openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { sorted } from './sort.js';

/** The folders in a folder, all pages of it. @param {string} path @returns {Promise<string[]>} */
async function foldersIn(path) {
  const found = [];
  /** @type {string | undefined} */
  let after;
  do {
    const page = await api.files.list(path, after);
    found.push(...page.entries.filter((/** @type {{type: string}} */ entry) => entry.type === 'folder'));
    after = page.next;
  } while (after !== undefined);
  return sorted(found, { by: 'name', down: false }, languageCode()).map((entry) => entry.name);
}

/**
 * Lets a person walk to a folder.
 * @param {string} start
 * @param {string[]} excluded folders that cannot be moved into themselves
 * @returns {Promise<string | undefined>} the folder's path
 */
export function chooseFolder(start, excluded) {
  let path = start;
  /** @type {string[] | undefined} */
  let folders;
  let problem = '';
  /** @type {() => void} */
  let redraw = () => {};

  const walk = async (/** @type {string} */ to) => {
    path = to;
    folders = undefined;
    problem = '';
    redraw();
    try {
      const found = await foldersIn(to);
      if (path === to) folders = found;
    } catch (error) {
      if (path === to) problem = sentence(error);
    }
    redraw();
  };
  walk(start);

  return openDialog(t('move.title'), (frame) => {
    redraw = frame.refresh;
    const here = path === '' ? t('files.top') : isolated(baseName(path));
    return html`<div class="walk">
      <div class="walk-head">
        <button class="icon-button" aria-label=${t('files.up')} ?disabled=${path === ''} @click=${() => walk(parent(path))}>${icon('up')}</button>
        <p class="walk-here" aria-live="polite">${here}</p>
      </div>
      <div class="walk-list" aria-busy=${String(folders === undefined && !problem)}>
        ${problem ? html`<p class="field-problem" role="alert">${problem}</p>`
          : folders === undefined ? html`<p class="quiet">${t('loading')}</p>`
          : folders.length === 0 ? html`<p class="quiet">${t('move.no-folders')}</p>`
          : html`<ul>${folders.map((name) => folderButton(name, join(path, name)))}</ul>`}
      </div>
    </div>
    <div class="dialog-buttons">
      <button class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('cancel')}</button>
      <button class="button primary" data-test="move-here" ?disabled=${path === start || folders === undefined} @click=${() => frame.close(path)}>${t('move.here')}</button>
    </div>`;
  });

  /** @param {string} name @param {string} full */
  function folderButton(name, full) {
    const barred = excluded.includes(full);
    return html`<li><button class="walk-item" data-test="move-folder" data-name=${name} ?disabled=${barred}
      title=${barred ? t('move.into-itself') : nothing} @click=${() => walk(full)}>${icon('files')}<bdi>${shownName(name)}</bdi>${icon('right', 'walk-on')}</button></li>`;
  }
}
