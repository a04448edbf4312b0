// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * @typedef {{name: string, type: 'file' | 'folder' | 'other', bytes: number, modified: string, etag?: string}} Entry
 * @typedef {{by: 'name' | 'size' | 'date', down: boolean}} Order
 */

/** @param {string} a @param {string} b */
function codeUnits(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Sorts as people read: 'file 2' before 'file 10', folders first, ties by name. A new array.
 * @param {Entry[]} entries @param {Order} order @param {string} language
 */
export function sorted(entries, { by, down }, language) {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const names = (/** @type {Entry} */ a, /** @type {Entry} */ b) => collator.compare(a.name, b.name) || codeUnits(a.name, b.name);
  const main = by === 'size'
    ? (/** @type {Entry} */ a, /** @type {Entry} */ b) => a.bytes - b.bytes || names(a, b)
    : by === 'date'
      ? (/** @type {Entry} */ a, /** @type {Entry} */ b) => codeUnits(a.modified, b.modified) || names(a, b)
      : names;
  const rank = (/** @type {Entry} */ entry) => (entry.type === 'folder' ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || (down ? main(b, a) : main(a, b)));
}

/** Letters without case and accents, for finding. @param {string} text */
export function folded(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** @param {Entry[]} entries @param {string} wanted */
export function filtered(entries, wanted) {
  const needle = folded(wanted.trim());
  return needle === '' ? entries : entries.filter((entry) => folded(entry.name).includes(needle));
}
