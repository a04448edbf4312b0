// SPDX-License-Identifier: AGPL-3.0-or-later
// All that this page asks of its plug goes through here: errors as data, the header that changes need, and what happens when a session ends.

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
    response = await fetchRaw(url, { method, headers, body, signal: options.signal, cache: 'no-store' });
    text = await response.text();
  } catch (cause) {
    throw new ApiError(options.signal?.aborted ? 'aborted' : 'network', 0, { detail: String(cause) });
  }
  if (response.ok) return text === '' ? undefined : parseProblem(text);
  if (response.status === 401 && !options.quiet) onUnauthenticated();
  throw new ApiError(kindOf(response.status), response.status, parseProblem(text), retryAfter(response.headers.get('Retry-After')));
}

/** A connection on which nothing moves for so long is given up. */
const STALL_MILLIS = 60_000;

/** As fetch, for bodies that are no JSON; nothing leads elsewhere. @param {string} url @param {RequestInit} [options] */
export function fetchRaw(url, options = {}) {
  return fetch(url, { ...options, redirect: 'error' });
}

/**
 * Sends bytes and tells how many are gone. XMLHttpRequest, because fetch does not tell.
 * @param {string} method @param {string} url
 * @param {{body?: Blob, headers?: Record<string, string>, signal?: AbortSignal, quiet?: boolean, progress?: (sent: number) => void}} [options]
 *   progress: the bytes that left the browser, all of them when it waits for the plug
 * @returns {Promise<{status: number, json: any, header: (name: string) => string | null}>} rejects with an {@link ApiError}
 */
export function send(method, url, { body, headers = {}, signal, quiet = false, progress } = {}) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let stall = 0;
    const alive = () => {
      clearTimeout(stall);
      stall = window.setTimeout(abort, STALL_MILLIS);
    };
    const abort = () => xhr.abort();
    const over = () => {
      clearTimeout(stall);
      signal?.removeEventListener('abort', abort);
    };
    const broke = () => {
      over();
      reject(new ApiError(signal?.aborted ? 'aborted' : 'network'));
    };
    xhr.open(method, url);
    for (const [name, value] of Object.entries({ 'X-Hearth': '1', 'Content-Type': 'application/octet-stream', ...headers })) xhr.setRequestHeader(name, value);
    xhr.upload.addEventListener('progress', (event) => {
      alive();
      progress?.(event.loaded);
    });
    xhr.upload.addEventListener('load', () => {
      alive();
      progress?.(body?.size ?? 0);
    });
    xhr.addEventListener('load', () => {
      over();
      const { status } = xhr;
      const header = (/** @type {string} */ name) => xhr.getResponseHeader(name);
      if (status >= 200 && status < 300) return resolve({ status, json: parseProblem(xhr.responseText), header });
      if (status === 401 && !quiet) onUnauthenticated();
      return reject(new ApiError(kindOf(status), status, parseProblem(xhr.responseText), retryAfter(header('Retry-After'))));
    });
    xhr.addEventListener('error', broke);
    xhr.addEventListener('abort', broke);
    if (signal?.aborted) return broke();
    signal?.addEventListener('abort', abort, { once: true });
    alive();
    return xhr.send(body ?? null);
  });
}
