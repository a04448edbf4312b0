// SPDX-License-Identifier: AGPL-3.0-or-later

/** What browsers can show, by the ending of the name. */
const SHOWN = /** @type {const} */ ({
  picture: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'avif', 'svg'],
  film: ['mp4', 'm4v', 'webm', 'mov', 'ogv'],
  sound: ['mp3', 'm4a', 'ogg', 'oga', 'opus', 'flac', 'wav'],
  text: ['txt', 'md', 'csv', 'log', 'srt', 'vtt'],
});

/** @typedef {keyof typeof SHOWN} Kind */

/** @type {Map<string, Kind>} */
const BY_ENDING = new Map(Object.entries(SHOWN).flatMap(([kind, endings]) => endings.map((ending) => [ending, /** @type {Kind} */ (kind)])));

/** What the browser can show of an entry. @param {{name: string, type: string}} entry @returns {Kind | undefined} */
export function previewOf(entry) {
  return entry.type === 'file' ? BY_ENDING.get(entry.name.slice(entry.name.lastIndexOf('.') + 1).toLowerCase()) : undefined;
}
