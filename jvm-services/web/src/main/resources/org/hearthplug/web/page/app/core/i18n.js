// SPDX-License-Identifier: AGPL-3.0-or-later
import { remembered, remember } from './prefs.js';

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Message one text, or one per plural form, chosen by `count` */

/** The languages there are, by their own name. Another one is a file beside these and a line here. */
export const LANGUAGES = Object.freeze({ en: 'English', fr: 'Français' });

/** @type {Record<string, Message>} */
let messages = {};
let current = 'en';
let plurals = new Intl.PluralRules('en');
let numbers = new Intl.NumberFormat('en');

/** What to format numbers and dates in: the browser's own region when it speaks the chosen language. */
export function language() {
  const own = navigator.languages?.find((tag) => tag.split('-')[0] === current);
  return own ?? current;
}

/** The chosen language, without a region. */
export function languageCode() {
  return current;
}

/** Loads the language that was chosen here before, or the first of the browser's that there is. @param {string} [wanted] */
export async function loadLanguage(wanted) {
  const candidates = [wanted ?? remembered('language'), ...(navigator.languages ?? [])];
  current = candidates.map((tag) => tag?.split('-')[0]).find((code) => code && code in LANGUAGES) ?? 'en';
  if (wanted) remember('language', current);
  messages = (await import(`../i18n/${current}.js`)).default;
  plurals = new Intl.PluralRules(current);
  numbers = new Intl.NumberFormat(language());
  document.documentElement.lang = current;
}

/** @param {string} key */
export function has(key) {
  return key in messages;
}

/**
 * The text for a key, with `{name}` replaced. Numbers are written in the language's way.
 * @param {string} key
 * @param {Record<string, string | number>} [values] `count` chooses the plural form
 */
export function t(key, values = {}) {
  let message = messages[key];
  if (message === undefined) return key;
  if (typeof message !== 'string') message = message[plurals.select(Number(values.count))] ?? message.other ?? key;
  return message.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}
