// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodePath } from './paths.js';

/**
 * @typedef {'network' | 'aborted' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'exists' | 'too-large' | 'invalid'
 *   | 'slowed' | 'full' | 'unavailable' | 'refused' | 'server'} ErrorKind
 * @typedef {{title?: string, detail?: string, errors?: {field?: string, detail?: string}[], services?: object[]}} Problem
 */

/** @type {Record<number, ErrorKind>} */
const KINDS = {
  401: 'unauthenticated', 403: 'forbidden', 404: 'missing', 409: 'conflict', 412: 'exists', 413: 'too-large',
  422: 'invalid', 429: 'slowed', 503: 'unavailable', 507: 'full',
};

/** @param {number} status @returns {ErrorKind} */
export function kindOf(status) {
  return KINDS[status] ?? (status >= 500 ? 'server' : 'refused');
}

/** What went wrong with a request, as data. */
export class ApiError extends Error {
  /** @param {ErrorKind} kind @param {number} [status] @param {Problem} [problem] @param {number} [retryAfterSeconds] */
  constructor(kind, status = 0, problem = {}, retryAfterSeconds = undefined) {
    super(problem.detail ?? problem.title ?? kind);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** @param {string | null} header seconds or an HTTP date @returns {number | undefined} seconds */
export function retryAfter(header, now = Date.now()) {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** @param {string} text @returns {Problem} */
export function parseProblem(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

/** @type {() => void} */
let onUnauthenticated = () => {};

/** Calls this when any request is told that nobody is signed in. @param {() => void} listener */
export function whenUnauthenticated(listener) {
  onUnauthenticated = listener;
}

export function reportUnauthenticated() {
  onUnauthenticated();
}

/**
 * @param {string} method
 * @param {string} url
 * @param {{json?: object, headers?: Record<string, string>, signal?: AbortSignal, quiet?: boolean}} [options] quiet: a 401 is an answer here, not an ended session
 * @returns {Promise<any>} the parsed body, undefined when there is none
 */
export async function request(method, url, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', ...options.headers };
  if (method !== 'GET' && method !== 'HEAD') headers['X-Hearth'] = '1';
  if (options.json) headers['Content-Type'] = 'application/json';
  let response;
  let text;
  try {
    const body = options.json ? JSON.stringify(options.json) : undefined;
    response = await fetch(url, { method, headers, body, signal: options.signal, cache: 'no-store', redirect: 'error' });
    text = await response.text();
  } catch (cause) {
    throw new ApiError(options.signal?.aborted ? 'aborted' : 'network', 0, { detail: String(cause) });
  }
  if (response.ok) return text === '' ? undefined : parseProblem(text);
  if (response.status === 401 && !options.quiet) onUnauthenticated();
  throw new ApiError(kindOf(response.status), response.status, parseProblem(text), retryAfter(response.headers.get('Retry-After')));
}

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
  /** @returns {Promise<{ownerName: string, plugName: string, expires: string, name: string, role: string}>} */
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

export const wifi = {
  /** @returns {Promise<import('../plug/wifi.js').Wifi>} */
  get: async () => (await request('GET', `${API}/wifi`)).state,
  /** @returns {Promise<import('../plug/wifi.js').Heard[]>} */
  scan: async () => (await request('POST', `${API}/wifi/scan`)).networks,
  /** @param {string} ssid @param {string} passphrase @returns {Promise<import('../plug/wifi.js').Wifi>} */
  join: async (ssid, passphrase) => (await request('POST', `${API}/wifi/join`, { json: { ssid, passphrase } })).state,
  /** @param {string} ssid @returns {Promise<import('../plug/wifi.js').Wifi>} */
  forget: async (ssid) => (await request('POST', `${API}/wifi/forget`, { json: { ssid } })).state,
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

/** @param {string} path */
export function thumbUrl(path) {
  return `${API}/thumbs/${encodePath(path)}`;
}

/** Gives the plug a small picture to keep. @param {string} path @param {string} tag @param {Blob} picture @returns {Promise<boolean>} whether it was kept */
export async function keepThumb(path, tag, picture) {
  const response = await fetch(thumbUrl(path), { method: 'PUT', headers: { 'X-Hearth': '1', 'If-Match': tag }, body: picture, redirect: 'error' });
  return response.ok;
}

export const bin = {
  list: () => request('GET', `${API}/bin`),
  /** @param {string} id @returns {Promise<{path: string}>} */
  restore: (id) => request('POST', `${API}/bin/${encodeURIComponent(id)}/restore`),
  /** @param {string} id */
  remove: (id) => request('DELETE', `${API}/bin/${encodeURIComponent(id)}`),
};

/** Passwords for programs that cannot sign in as a person does. */
export const appPasswords = {
  list: () => request('GET', `${API}/app-passwords`),
  /** @param {string} label @returns {Promise<{id: string, label: string, created: string, password: string}>} */
  create: (label) => request('POST', `${API}/app-passwords`, { json: { label } }),
  /** @param {string} id */
  remove: (id) => request('DELETE', `${API}/app-passwords/${encodeURIComponent(id)}`),
};
