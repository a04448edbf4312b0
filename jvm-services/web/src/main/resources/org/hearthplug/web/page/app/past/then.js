// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '../core/api.js';
import { encodePath } from '../core/paths.js';

/**
 * @typedef {{id: string, bytes: number, modified: string, from: string, until: string}} Version
 * @typedef {import('../files/sort.js').Entry & {since: 'same' | 'changed' | 'gone'}} PastEntry
 */

/** @param {string} path @param {string} [id] */
function versionsUrl(path, id) {
  return `/api/v1/versions/${encodePath(path)}${id === undefined ? '' : `?id=${encodeURIComponent(id)}`}`;
}

/** @param {string} path @returns {Promise<Version[]>} the latest first */
export async function versionsOf(path) {
  return (await request('GET', versionsUrl(path))).items;
}

/** @param {string} path @param {Version} version */
export function versionUrl(path, version) {
  return `${versionsUrl(path, version.id)}&download`;
}

/** @param {string} path @param {Version} version */
export function restoreVersion(path, version) {
  return request('POST', versionsUrl(path, version.id));
}

/** @param {string} path @param {Version} version */
export function forgetVersion(path, version) {
  return request('DELETE', versionsUrl(path, version.id));
}

/** @param {string} path @param {boolean} folder @param {Date} at @param {Record<string, string>} [more] */
function pastUrl(path, folder, at, more = {}) {
  const slash = folder && path !== '' ? '/' : '';
  return `/api/v1/past/${encodePath(path)}${slash}?${new URLSearchParams({ at: at.toISOString(), ...more })}`;
}

/** All that was in a folder. @param {string} path @param {Date} at @returns {Promise<PastEntry[]>} */
export async function folderThen(path, at) {
  /** @type {PastEntry[]} */
  const entries = [];
  for (let after = ''; ;) {
    const page = await request('GET', pastUrl(path, true, at, { limit: '1000', after }));
    entries.push(...page.entries);
    if (page.next === undefined) return entries;
    after = page.next;
  }
}

/** @param {string} path @param {Date} at */
export function fileThenUrl(path, at) {
  return `${pastUrl(path, false, at)}&download`;
}

/** Copies what was there into the present. @param {string} path @param {Date} at @param {string} to */
export function bringBack(path, at, to) {
  return request('POST', pastUrl(path, false, at, { to: `/${to}` }));
}
