// SPDX-License-Identifier: AGPL-3.0-or-later
import { loadLanguage } from './i18n.js';
import { Store } from './store.js';

/** Tells the views to draw again in another language. */
export const languageStore = new Store({});

/** @param {string} code */
export async function chooseLanguage(code) {
  await loadLanguage(code);
  languageStore.changed();
}
