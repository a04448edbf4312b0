// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys as the browser makes and uses them (Web Authentication). The plug's questions and answers are JSON with base 64 for addresses.

/** Why a browser did not do it. @typedef {'cancelled' | 'certificate' | 'known' | 'unsupported' | 'other'} PasskeyTrouble */

export class PasskeyError extends Error {
  /** @param {PasskeyTrouble} kind @param {unknown} cause */
  constructor(kind, cause) {
    super(String(cause));
    this.kind = kind;
  }
}

/** Whether this address is one in numbers, for which no browser knows passkeys. @param {string} [host] */
export function isNumbers(host = location.hostname) {
  return host.startsWith('[') || host.includes(':') || /(^|\.)(\d+|0x[0-9a-f]*)$/i.test(host);
}

/** Whether this browser can use passkeys at this address. */
export function passkeysPossible() {
  return 'PublicKeyCredential' in globalThis && isSecureContext && !isNumbers();
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
export function toBase64(bytes) {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {{id: string}[]} list */
const named = (list) => list.map((one) => /** @type {PublicKeyCredentialDescriptor} */ (/** @type {unknown} */ ({ ...one, id: fromBase64(one.id) })));

/** @template T @param {() => Promise<T | null>} ask @returns {Promise<T>} */
async function asked(ask) {
  try {
    const answer = await ask();
    if (answer) return answer;
  } catch (cause) {
    const { name = '', message = '' } = /** @type {Error} */ (cause);
    if (/certificate/i.test(message)) throw new PasskeyError('certificate', cause);
    if (name === 'InvalidStateError') throw new PasskeyError('known', cause);
    if (name === 'NotAllowedError' || name === 'AbortError') throw new PasskeyError('cancelled', cause);
    throw new PasskeyError(name === 'NotSupportedError' ? 'unsupported' : 'other', cause);
  }
  throw new PasskeyError('other', 'no answer');
}

/** Makes a passkey on this device, or on one that the browser reaches. @param {any} question of the plug @returns {Promise<object>} the answer for the plug */
export async function makePasskey(question) {
  const publicKey = {
    ...question, challenge: fromBase64(question.challenge), user: { ...question.user, id: fromBase64(question.user.id) },
    excludeCredentials: named(question.excludeCredentials),
  };
  const made = /** @type {PublicKeyCredential} */ (await asked(() => navigator.credentials.create({ publicKey })));
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return {
    id: made.id, type: made.type,
    response: { clientDataJSON: toBase64(response.clientDataJSON), attestationObject: toBase64(response.attestationObject), transports: response.getTransports?.() ?? [] },
  };
}

/** Uses a passkey. @param {any} question of the plug @returns {Promise<object>} the answer for the plug */
export async function usePasskey(question) {
  const publicKey = { ...question, challenge: fromBase64(question.challenge), allowCredentials: named(question.allowCredentials) };
  const used = /** @type {PublicKeyCredential} */ (await asked(() => navigator.credentials.get({ publicKey })));
  const response = /** @type {AuthenticatorAssertionResponse} */ (used.response);
  return {
    id: used.id, type: used.type,
    response: {
      clientDataJSON: toBase64(response.clientDataJSON), authenticatorData: toBase64(response.authenticatorData), signature: toBase64(response.signature),
      ...(response.userHandle && { userHandle: toBase64(response.userHandle) }),
    },
  };
}
