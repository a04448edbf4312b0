// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '../core/api.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';

/**
 * @typedef {'none' | 'read' | 'write'} Right
 * @typedef {{id: string, name: string, role: 'member' | 'guest', expires?: string, quotaBytes: number, joined: boolean, invitedUntil?: string,
 *   leaving: boolean, usedBytes?: number}} Person
 * @typedef {{id: string, name: string, people: Record<string, Right>, quotaBytes: number, usedBytes: number}} Common
 * @typedef {{state: 'loading' | 'ready' | 'error', owner: {id: string, name: string, usedBytes: number}, people: Person[], folders: Common[], error: unknown}} Household
 */

const PEOPLE = '/api/v1/people';
const FOLDERS = '/api/v1/shared-folders';
const NOBODY = { id: '', name: '', usedBytes: 0 };

/** @type {Store<Household>} */
export const householdStore = new Store({ state: 'loading', owner: NOBODY, people: [], folders: [], error: undefined });

export async function loadHousehold() {
  try {
    const [people, folders] = await Promise.all([request('GET', PEOPLE), request('GET', FOLDERS)]);
    householdStore.set({ state: 'ready', owner: people.owner, people: people.items, folders: folders.items, error: undefined });
  } catch (error) {
    householdStore.set({ state: 'error', error });
  }
}

/** @param {string} token */
const addressOf = (token) => `${location.origin}/#/join/${token}`;

/** @param {{name: string, role: string, expires?: string, quotaBytes: number}} draft @returns {Promise<string>} the link, told this once */
export async function invite(draft) {
  const { token } = await request('POST', PEOPLE, { json: draft });
  loadHousehold();
  return addressOf(token);
}

/** @param {Person} person @returns {Promise<string>} another link */
export async function inviteAgain({ id }) {
  const { token } = await request('POST', `${PEOPLE}/${id}/invitation`);
  loadHousehold();
  return addressOf(token);
}

/** @param {Person} person @param {{expires?: string, quotaBytes: number}} change */
export async function change({ id }, { expires, quotaBytes }) {
  await request('PUT', `${PEOPLE}/${id}`, { json: { ...(expires && { expires }), quotaBytes } });
  await loadHousehold();
}

/** @param {Person} person @returns {Promise<string | undefined>} where the files are now */
export async function remove({ id }) {
  const { path } = (await request('DELETE', `${PEOPLE}/${id}`)) ?? {};
  await loadHousehold();
  return path;
}

/** @param {{id?: string, name: string, people: Record<string, Right>}} folder */
export async function saveFolder({ id, name, people }) {
  const allowed = Object.fromEntries(Object.entries(people).filter(([, right]) => right !== 'none'));
  await request(id ? 'PUT' : 'POST', id ? `${FOLDERS}/${id}` : FOLDERS, { json: { name, people: allowed } });
  await loadHousehold();
}

/** @param {Common} folder @returns {Promise<string | undefined>} where its files are now */
export async function endFolder({ id }) {
  const { path } = (await request('DELETE', `${FOLDERS}/${id}`)) ?? {};
  await loadHousehold();
  return path;
}

whenSignedOut(() => householdStore.set({ state: 'loading', owner: NOBODY, people: [], folders: [], error: undefined }));
