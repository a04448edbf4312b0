// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from './api.js';
import { usePasskey } from './passkeys.js';
import { Store } from './store.js';

/**
 * @typedef {'starting' | 'unreachable' | 'unclaimed' | 'signed-out' | 'signed-in' | 'expired'} Phase
 *   expired: someone was signed in, the view stays and a dialog asks again
 * @typedef {{phase: Phase, plugName: string, ownerName: string, role: string, fingerprint: string, forgets: boolean}} SessionState
 *   ownerName: who is signed in, whatever the role
 *   forgets: the plug's data disk cannot be used, so nothing that is stored survives a restart
 */

/** @type {Store<SessionState>} */
export const sessionStore = new Store({ phase: 'starting', plugName: '', ownerName: '', role: 'owner', fingerprint: '', forgets: false });

/** How often a plug that does not answer is asked again. */
const RETRY_MILLIS = 5000;

const resumed = new EventTarget();
const ended = new EventTarget();

/** Calls this when the person signed out. @param {() => void} listener */
export function whenSignedOut(listener) {
  ended.addEventListener('out', listener);
}

/** Calls this whenever a session began, the first time or again. @param {() => void} listener */
export function whenSignedIn(listener) {
  resumed.addEventListener('in', listener);
}

/** Whether the plug belongs to who is signed in. */
export const isOwner = () => sessionStore.state.role === 'owner';

/** @param {{ownerName?: string, plugName?: string, name?: string, role?: string} | undefined} answer */
function signedIn(answer) {
  const { ownerName, plugName } = sessionStore.state;
  sessionStore.set({ phase: 'signed-in', ownerName: answer?.name ?? answer?.ownerName ?? ownerName, role: answer?.role ?? 'owner', plugName: answer?.plugName ?? plugName });
  resumed.dispatchEvent(new Event('in'));
}

/** Finds out where things stand: unclaimed, signed out or signed in. */
export async function start() {
  try {
    const setup = await api.setup.get();
    sessionStore.set({ fingerprint: setup.fingerprint ?? '', plugName: setup.plugName ?? '', forgets: setup.forgets === true });
    if (!setup.claimed) {
      sessionStore.set({ phase: 'unclaimed' });
      return;
    }
    signedIn(await api.session.get());
  } catch (error) {
    const signedOut = error instanceof api.ApiError && error.kind === 'unauthenticated';
    sessionStore.set({ phase: signedOut ? 'signed-out' : 'unreachable' });
    if (!signedOut) setTimeout(() => sessionStore.state.phase === 'unreachable' && start(), RETRY_MILLIS);
  }
}

/** @param {{code: string, plugName: string, ownerName: string, passphrase: string}} claim */
export async function claim(claim) {
  await api.setup.claim(claim);
  const known = { ownerName: claim.ownerName, plugName: claim.plugName };
  signedIn(await api.session.get().catch(() => known));
}

/** @param {string} ownerName @param {string} passphrase @param {{code?: string, passkey?: object}} [factor] the second one */
export async function signIn(ownerName, passphrase, { code, passkey } = {}) {
  const opened = await api.session.open({ ownerName, passphrase, ...(code && { code }), ...(passkey && { passkey }) });
  signedIn(await api.session.get().catch(() => opened));
}

/** Signs in with a passkey alone; it knows whose it is. */
export async function signInWithPasskey() {
  const opened = await api.session.open({ passkey: await usePasskey(await api.session.challenge()) });
  signedIn(await api.session.get().catch(() => opened));
}

export async function signOut() {
  try {
    await api.session.close();
  } catch (error) {
    if (!(error instanceof api.ApiError && error.kind === 'unauthenticated')) throw error;
  }
  sessionStore.set({ phase: 'signed-out' });
  ended.dispatchEvent(new Event('out'));
}

api.whenUnauthenticated(() => {
  if (sessionStore.state.phase === 'signed-in') sessionStore.set({ phase: 'expired' });
});
