// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '../core/api.js';
import { whenSignedIn, whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';

/**
 * @typedef {{id: string, path: string, type: 'file' | 'folder' | 'album', album?: string, mode: 'read' | 'drop', note: string, locked: boolean, created: string, expires?: string,
 *   state: 'open' | 'expired' | 'missing', lastVisit?: string, files?: number, bytes?: number, maxBytes?: number}} Link
 * @typedef {{path?: string, album?: string, mode: 'read' | 'drop', note: string, passphrase: string, expires?: string}} Draft
 */

const API = '/api/v1/shares';

/** @type {Store<{state: 'loading' | 'ready' | 'error', items: Link[], error: unknown}>} */
export const linkStore = new Store({ state: 'loading', items: [], error: undefined });

export async function loadLinks() {
  try {
    const { items = [] } = (await request('GET', API)) ?? {};
    linkStore.set({ state: 'ready', items, error: undefined });
  } catch (error) {
    linkStore.set({ state: 'error', error });
  }
}

/** Makes a link; the address is told this once. @param {Draft} draft @returns {Promise<Link & {address: string}>} */
export async function makeLink(draft) {
  const { token, ...link } = await request('POST', API, { json: draft });
  linkStore.set({ items: [link, ...linkStore.state.items] });
  return { ...link, address: `${location.origin}/s/#${token}` };
}

/** @param {Link} link */
export async function takeBack(link) {
  await request('DELETE', `${API}/${encodeURIComponent(link.id)}`);
  linkStore.set({ items: linkStore.state.items.filter((each) => each.id !== link.id) });
}

whenSignedIn(() => linkStore.state.state === 'error' && loadLinks());
whenSignedOut(() => linkStore.set({ state: 'loading', items: [], error: undefined }));
