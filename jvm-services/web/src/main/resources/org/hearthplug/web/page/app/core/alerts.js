// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from './api.js';
import { isOwner, sessionStore } from './session.js';
import { Store } from './store.js';

const AGAIN_MILLIS = 10 * 60 * 1000;

/** What the owner should look at, whatever view is open. @type {Store<{backup: string}>} */
export const alertStore = new Store({ backup: '' });

let timer = 0;

async function look() {
  clearTimeout(timer);
  if (sessionStore.state.phase !== 'signed-in' || !isOwner()) return;
  try {
    const { alert = '' } = (await request('GET', '/api/v1/backup')) ?? {};
    if (alert !== alertStore.state.backup) alertStore.set({ backup: alert });
  } catch {
    // The view itself says what is wrong.
  }
  timer = setTimeout(look, AGAIN_MILLIS);
}

/** Looks now and then while somebody is signed in. */
export function watchAlerts() {
  let was = '';
  sessionStore.subscribe(({ phase }) => {
    if (phase !== was) {
      was = phase;
      // The page that was asked for comes first.
      timer = setTimeout(look, phase === 'signed-in' ? 3000 : 0);
    }
  });
}
