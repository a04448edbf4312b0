// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { send } from '../core/request.js';

/**
 * @typedef {object} UpdateState
 * @property {boolean} supported
 * @property {string} version
 * @property {boolean} onTrial
 * @property {'idle' | 'checking' | 'writing' | 'installed' | 'failed'} phase
 * @property {string} [source]
 * @property {string} [newVersion]
 * @property {number} percent
 * @property {string} [problem]
 * @property {{version: string, from: string, outcome: 'waiting' | 'trial' | 'good' | 'rolled-back'}} [last]
 * @property {{device: string, name: string, bytes: number}[]} bundles
 */

const UPDATE = '/api/v1/update';

export const update = {
  /** @returns {Promise<UpdateState>} */
  get: async () => (await api.request('GET', UPDATE)).state,
  look: () => api.request('POST', `${UPDATE}/look`),
  /** @param {{from: 'upload' | 'stick', name: string, device?: string, allowOlder?: boolean}} bundle */
  install: (bundle) => api.request('POST', `${UPDATE}/install`, { json: bundle }),
  /** @param {string} address @returns {Promise<import('./address.js').Fetch>} */
  fetch: (address) => api.request('POST', `${UPDATE}/fetch`, { json: { address } }),
  /** @returns {Promise<import('./address.js').Fetch>} */
  fetched: () => api.request('GET', `${UPDATE}/fetch`),
  stopFetch: () => api.request('DELETE', `${UPDATE}/fetch`),
  server: () => api.request('GET', `${UPDATE}/server`),
  /** @param {Record<string, string>} form address, controllerId and token */
  setServer: (form) => api.request('PUT', `${UPDATE}/server`, { json: form }),
  forgetServer: () => api.request('DELETE', `${UPDATE}/server`),
  restart: () => api.request('POST', `${UPDATE}/restart`),
  /** @param {{plugName: string, passphrase: string}} form */
  reset: (form) => api.request('POST', `${UPDATE}/factory-reset`, { json: form }),
};

/**
 * Sends a bundle to the plug.
 * @param {File} file
 * @param {(percent: number) => void} progress
 */
export async function sendBundle(file, progress) {
  await send('PUT', `${UPDATE}/bundle`, { body: file, progress: (sent) => progress(Math.floor((sent / Math.max(1, file.size)) * 100)) });
}
