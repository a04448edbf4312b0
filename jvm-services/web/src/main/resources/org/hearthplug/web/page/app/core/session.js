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

/** Tells this browser's other tabs, which have the same cookie, that a session began or ended. */
const tabs = new BroadcastChannel('hearth.session');

/** Whose all is that this page holds, as long as it holds something. */
let person = '';

/** Calls this when what the page holds is nobody's any more: the person signed out, or another one signed in. @param {() => void} listener */
export function whenSignedOut(listener) {
  ended.addEventListener('out', listener);
}

/** Calls this whenever a session began, the first time or again. @param {() => void} listener */
export function whenSignedIn(listener) {
  resumed.addEventListener('in', listener);
}

/** Whether the plug belongs to who is signed in. */
export const isOwner = () => sessionStore.state.role === 'owner';

/** Takes what the plug says of the session that is open now. @param {{id?: string, ownerName?: string, plugName?: string, name?: string, role?: string} | undefined} answer */
export function signedIn(answer) {
  tabs.postMessage('');
  if (isAnother(answer)) return leave();
  person = answer?.id ?? person;
  const { ownerName, plugName } = sessionStore.state;
  sessionStore.set({ phase: 'signed-in', ownerName: answer?.name ?? answer?.ownerName ?? ownerName, role: answer?.role ?? 'owner', plugName: answer?.plugName ?? plugName });
  resumed.dispatchEvent(new Event('in'));
}

/** @param {{id?: string} | undefined} answer */
function isAnother(answer) {
  return person !== '' && answer?.id !== undefined && answer.id !== person;
}

/** Nothing is shown until the page is there anew: not even the way in, which would go away again. */
function leave() {
  person = '';
  sessionStore.set({ phase: 'starting' });
  ended.dispatchEvent(new Event('out'));
}

const isOpen = () => ['signed-in', 'expired'].includes(sessionStore.state.phase);

/** Whether the session is still the person's: in another tab it may have become another one's. */
async function look() {
  if (!isOpen()) return;
  try {
    const answer = await api.session.get();
    if (isOpen() && (isAnother(answer) || sessionStore.state.phase === 'expired')) signedIn(answer);
  } catch (error) {
    if (isSignedOut(error)) api.reportUnauthenticated();
  }
}

tabs.addEventListener('message', look);
document.addEventListener('visibilitychange', () => document.hidden || look());

/** @param {unknown} error */
const isSignedOut = (error) => error instanceof api.ApiError && error.kind === 'unauthenticated';

/** @type {Promise<void> | undefined} */
let starting;
let timer = 0;

/** Finds out where things stand: unclaimed, signed out or signed in. */
export function start() {
  starting ??= findOut().finally(() => (starting = undefined));
  return starting;
}

async function findOut() {
  clearTimeout(timer);
  try {
    const setup = await api.setup.get();
    sessionStore.set({ fingerprint: setup.fingerprint ?? '', plugName: setup.plugName ?? '', forgets: setup.forgets === true });
    if (!setup.claimed) {
      sessionStore.set({ phase: 'unclaimed' });
      return;
    }
    signedIn(await api.session.get());
  } catch (error) {
    const signedOut = isSignedOut(error);
    sessionStore.set({ phase: signedOut ? 'signed-out' : 'unreachable' });
    if (!signedOut) timer = window.setTimeout(start, RETRY_MILLIS);
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
  signedIn(await api.session.open({ ownerName, passphrase, ...(code && { code }), ...(passkey && { passkey }) }));
}

/** Signs in with a passkey alone; it knows whose it is. */
export async function signInWithPasskey() {
  signedIn(await api.session.open({ passkey: await usePasskey(await api.session.challenge()) }));
}

export async function signOut() {
  try {
    await api.session.close();
  } catch (error) {
    if (!isSignedOut(error)) throw error;
  }
  tabs.postMessage('');
  leave();
}

api.whenUnauthenticated(() => {
  if (sessionStore.state.phase === 'signed-in') sessionStore.set({ phase: 'expired' });
});
