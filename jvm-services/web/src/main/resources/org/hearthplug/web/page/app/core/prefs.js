// SPDX-License-Identifier: AGPL-3.0-or-later
// What this browser remembers: looks only, never anything of the account.

/** @param {string} key @returns {string | undefined} */
export function remembered(key) {
  try {
    return localStorage.getItem(`hearth.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(`hearth.${key}`, value);
  } catch {
    // A browser that keeps nothing still works; it asks again next time.
  }
}
