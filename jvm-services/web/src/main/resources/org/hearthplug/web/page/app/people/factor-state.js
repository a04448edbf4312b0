// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '../core/api.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';

export const FACTOR = '/api/v1/account/second-factor';

/** Whether signing in asks for something beside the passphrase, and what. @type {Store<{on: boolean, left: number, by: 'authenticator' | 'passkey'}>} */
export const factorStore = new Store({ on: false, left: 0, by: 'authenticator' });

export async function loadFactor() {
  const { on, recoveryCodesLeft = 0, by = 'authenticator' } = await request('GET', FACTOR);
  factorStore.set({ on, left: recoveryCodesLeft, by });
}

whenSignedOut(() => factorStore.set({ on: false, left: 0, by: 'authenticator' }));
