// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodePath } from './paths.js';
import { ApiError, fetchRaw, request } from './request.js';

export { ApiError, kindOf, parseProblem, reportUnauthenticated, request, retryAfter, whenUnauthenticated } from './request.js';

const API = '/api/v1';

/** @param {string} path */
export function fileUrl(path) {
  return `${API}/files/${encodePath(path)}`;
}

/** @param {string} path '' for the top folder */
export function folderUrl(path) {
  return path === '' ? `${API}/files/` : `${fileUrl(path)}/`;
}

/** @param {string} path a folder, as one ZIP file */
export function archiveUrl(path) {
  return `${API}/archive/${encodePath(path)}/`;
}

export const setup = {
  /** @returns {Promise<{claimed: boolean, plugName?: string, fingerprint: string}>} */
  get: () => request('GET', `${API}/setup`, { quiet: true }),
  /** @param {{code: string, plugName: string, ownerName: string, passphrase: string}} claim */
  claim: (claim) => request('POST', `${API}/setup/claim`, { json: claim, quiet: true }),
};

export const session = {
  /** @returns {Promise<{id: string, ownerName: string, plugName: string, expires: string, name: string, role: string}>} */
  get: () => request('GET', `${API}/session`, { quiet: true }),
  /** @param {{ownerName?: string, passphrase?: string, code?: string, passkey?: object}} credentials */
  open: (credentials) => request('POST', `${API}/session`, { json: credentials, quiet: true }),
  /** What a passkey is asked, before anybody has said a name. */
  challenge: () => request('POST', `${API}/session/challenge`, { quiet: true }),
  close: () => request('DELETE', `${API}/session`, { quiet: true }),
};

export const plug = {
  get: () => request('GET', `${API}/plug`),
  eventsUrl: `${API}/plug/events`,
  /** @returns {Promise<{parts: import('../plug/hardware.js').Part[], missing: string[]}>} */
  hardware: () => request('GET', `${API}/plug/hardware`),
};

/** The watt budget. */
export const power = {
  /** @returns {Promise<import('../plug/power-types.js').Power>} */
  get: () => request('GET', `${API}/power`),
  /** @param {import('../plug/power-types.js').Budget} budget what changes @returns {Promise<import('../plug/power-types.js').Power>} */
  change: (budget) => request('PUT', `${API}/power/budget`, { json: budget }),
};

/** Energy receipts. */
export const energy = {
  /** @param {string} by @param {Date} from @param {Date} to @returns {Promise<import('../power/state.js').History>} */
  history: (by, from, to) => request('GET', `${API}/energy?${new URLSearchParams({ by, from: from.toISOString(), to: to.toISOString() })}`),
  /** @returns {Promise<import('../power/state.js').EnergyJob[]>} */
  jobs: async () => (await request('GET', `${API}/energy/jobs`)).items,
};

export const wifi = {
  /** @returns {Promise<import('../plug/wifi.js').Wifi>} */
  get: async () => (await request('GET', `${API}/wifi`)).state,
  /** @returns {Promise<import('../plug/wifi.js').Heard[]>} */
  scan: async () => (await request('POST', `${API}/wifi/scan`)).networks,
  /** @param {string} ssid @param {string} passphrase @returns {Promise<import('../plug/wifi.js').Wifi>} */
  join: async (ssid, passphrase) => (await request('POST', `${API}/wifi/join`, { json: { ssid, passphrase } })).state,
  /** @param {string} ssid @returns {Promise<import('../plug/wifi.js').Wifi>} */
  forget: async (ssid) => (await request('POST', `${API}/wifi/forget`, { json: { ssid } })).state,
  /** @param {string} country @returns {Promise<import('../plug/wifi.js').Wifi>} */
  country: async (country) => (await request('PUT', `${API}/wifi/country`, { json: { country } })).state,
};

/** Disks that are plugged in for people's files; only the owner is answered. */
export const disks = {
  /** @returns {Promise<import('../plug/disk-words.js').Disk[]>} */
  list: async () => (await request('GET', `${API}/disks`)).items,
  /** @param {string} volume @param {string} identity as it was listed @param {string} [name] of its folder @returns {Promise<import('../plug/disk-words.js').Disk>} */
  use: async (volume, identity, name) => (await request('POST', `${API}/disks/use`, { json: { volume, identity, ...(name && { name }) } })).disk,
  /** Takes minutes. @param {{volume: string, identity: string, confirmation?: string, label: string}} order @returns {Promise<import('../plug/disk-words.js').Disk>} */
  prepare: async (order) => (await request('POST', `${API}/disks/prepare`, { json: order })).disk,
  /** @param {string} volume @returns {Promise<import('../plug/disk-words.js').Disk>} */
  release: async (volume) => (await request('POST', `${API}/disks/release`, { json: { volume } })).disk,
  /** @param {string} volume @returns {Promise<import('../plug/disk-words.js').Disk>} */
  forget: async (volume) => (await request('POST', `${API}/disks/forget`, { json: { volume } })).disk,
  /** @param {{id: string, name: string, people: Record<string, 'read' | 'write'>}} sharing @returns {Promise<{name: string, people: Record<string, 'read' | 'write'>}>} */
  share: (sharing) => request('PUT', `${API}/disks/share`, { json: sharing }),
};

export const files = {
  /** @param {string} path @param {string} [after] @param {AbortSignal} [signal] */
  list: (path, after, signal) => {
    const query = new URLSearchParams({ limit: '1000' });
    if (after !== undefined) query.set('after', after);
    return request('GET', `${folderUrl(path)}?${query}`, { signal });
  },
  /** @param {string} path @param {AbortSignal} [signal] */
  exists: async (path, signal) => {
    try {
      await request('HEAD', fileUrl(path), { signal });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'missing') return false;
      throw error;
    }
  },
  /** @param {string} path */
  makeFolder: (path) => request('PUT', folderUrl(path)),
  /** @param {string} from @param {string} to */
  move: (from, to) => request('POST', `${fileUrl(from)}?move-to=${encodeURIComponent(`/${to}`)}`),
  /** @param {string} path @returns {Promise<{undo: string, name: string, expires: string}>} */
  remove: (path) => request('DELETE', fileUrl(path)),
};

/** What the plug's index knows: words, pictures, music. Paths come with a slash in front. */
export const library = {
  /** @param {string} query @param {AbortSignal} [signal] */
  search: (query, signal) => request('GET', `${API}/search?${new URLSearchParams({ q: query, limit: '50' })}`, { signal }),
  /** @param {string | undefined} before @param {number} limit */
  photos: (before, limit) => request('GET', `${API}/photos?${new URLSearchParams({ limit: String(limit), ...(before && { before }) })}`),
};

/** Albums, by their names. Paths of pictures come and go with a slash in front. */
export const albums = {
  list: () => request('GET', `${API}/albums`),
  /** @param {string} name @param {string[]} add */
  make: (name, add) => request('POST', `${API}/albums`, { json: { name, add } }),
  /** @param {string} name @param {string | undefined} after @param {number} limit */
  show: (name, after, limit) => request('GET', `${albumUrl(name)}?${new URLSearchParams({ limit: String(limit), ...(after && { after }) })}`),
  /** @param {string} name @param {{name?: string, cover?: string}} what */
  change: (name, what) => request('PUT', albumUrl(name), { json: what }),
  /** @param {string} name @param {{add?: string[], remove?: string[], forgetMissing?: boolean}} what */
  pictures: (name, what) => request('POST', `${albumUrl(name)}/pictures`, { json: what }),
  /** @param {string} name @returns {Promise<{undo: string}>} */
  remove: (name) => request('DELETE', albumUrl(name)),
  /** @param {string} name */
  archiveUrl: (name) => `${albumUrl(name)}/archive`,
};

/** @param {string} name */
function albumUrl(name) {
  return `${API}/albums/${encodeURIComponent(name)}`;
}

/** @param {string} path */
export function thumbUrl(path) {
  return `${API}/thumbs/${encodePath(path)}`;
}

/** Gives the plug a small picture to keep. @param {string} path @param {string} tag @param {Blob} picture @returns {Promise<boolean>} whether it was kept */
export async function keepThumb(path, tag, picture) {
  return (await fetchRaw(thumbUrl(path), { method: 'PUT', headers: { 'X-Hearth': '1', 'If-Match': tag }, body: picture })).ok;
}

export const bin = {
  /** @param {string} [before] the `next` of the part before @returns {Promise<{items: any[], count: number, next?: string}>} */
  list: (before) => request('GET', `${API}/bin${before === undefined ? '' : `?before=${encodeURIComponent(before)}`}`),
  /** Deletes for good what was deleted up to an item, some of it with each call. @param {string} latest @returns {Promise<{left: number}>} */
  empty: (latest) => request('DELETE', `${API}/bin?latest=${encodeURIComponent(latest)}`),
  /** @param {string} id @returns {Promise<{path: string}>} */
  restore: (id) => request('POST', `${API}/bin/${encodeURIComponent(id)}/restore`),
  /** @param {string} id */
  remove: (id) => request('DELETE', `${API}/bin/${encodeURIComponent(id)}`),
};

/** Passwords for programs that cannot sign in as a person does. */
export const appPasswords = {
  list: () => request('GET', `${API}/app-passwords`),
  /** @param {string} label @param {'files' | 'metrics'} scope @returns {Promise<{id: string, label: string, created: string, password: string}>} */
  create: (label, scope = 'files') => request('POST', `${API}/app-passwords`, { json: { label, scope } }),
  /** @param {string} id */
  remove: (id) => request('DELETE', `${API}/app-passwords/${encodeURIComponent(id)}`),
};

/** Keys that let programs in over SFTP. */
export const sshKeys = {
  list: () => request('GET', `${API}/ssh-keys`),
  /** @param {string} label @param {string} key the line of its .pub file */
  add: (label, key) => request('POST', `${API}/ssh-keys`, { json: { label, key } }),
  /** @param {string} id */
  remove: (id) => request('DELETE', `${API}/ssh-keys/${encodeURIComponent(id)}`),
};
