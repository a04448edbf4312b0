// SPDX-License-Identifier: AGPL-3.0-or-later
// On which disk something is kept: the plug's own, or one that is used for people's files.
import { html } from '../vendor/lit-html/lit-html.js';
import { bytes, isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { diskTitle, room } from '../plug/disk-words.js';

/** @typedef {import('../plug/disk-words.js').Disk} Disk */

/**
 * What can be chosen: the plug's own disk, those that are used and take changes, and the one that is chosen though it is away.
 * @param {Disk[] | undefined} disks @param {{disk?: string, diskName?: string}} chosen
 * @returns {{id: string, words: string}[]}
 */
export function diskOptions(disks, { disk = '', diskName = '' }) {
  const there = (disks ?? []).filter((each) => each.state === 'used' && !each.readOnly && each.id).map((each) => {
    const space = room(each);
    return { id: each.id, words: space ? t('backup.disk.free', { name: isolated(diskTitle(each)), free: bytes(space.free) }) : diskTitle(each) };
  });
  const away = disk && !there.some(({ id }) => id === disk) ? [{ id: disk, words: t('backup.disk.away', { name: isolated(diskName || disk) }) }] : [];
  return [{ id: '', words: t('backup.disk.own') }, ...there, ...away];
}

/**
 * @param {{label: string, test: string, disks: Disk[] | undefined, chosen: {disk?: string, diskName?: string}, change: (id: string, select: HTMLSelectElement) => void}} field
 */
export function diskField({ label, test, disks, chosen, change }) {
  const changed = (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.currentTarget);
    change(select.value, select);
  };
  return html`<label class="field"><span class="field-label">${label}</span>
    <select class="input" data-test=${test} @change=${changed}>${diskOptions(disks, chosen).map(({ id, words }) => html`<option value=${id} ?selected=${id === (chosen.disk ?? '')}>${words}</option>`)}</select></label>`;
}
