// SPDX-License-Identifier: AGPL-3.0-or-later
import { language, t } from './i18n.js';

/** @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>} */
const cache = new Map();

/** @template T @param {string} key @param {() => T} make @returns {T} */
function cached(key, make) {
  const full = `${language()} ${key}`;
  if (!cache.has(full)) cache.set(full, make());
  return cache.get(full);
}

/** @param {number} value @param {Intl.NumberFormatOptions} options */
export function number(value, options = {}) {
  return cached(JSON.stringify(options), () => new Intl.NumberFormat(language(), options)).format(value);
}

const DECIMAL = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'];

/** @param {number} count @param {number} base @param {boolean} perSecond */
function scaled(count, base, perSecond) {
  let power = 0;
  let value = Math.max(0, count);
  while (power < DECIMAL.length - 1 && value >= (power === 0 ? base : 999.5)) {
    value /= base;
    power++;
  }
  const digits = power === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const unit = perSecond ? `${DECIMAL[power]}-per-second` : DECIMAL[power];
  return number(value, { style: 'unit', unit, unitDisplay: power === 0 && !perSecond ? 'long' : 'short', maximumFractionDigits: digits });
}

/** Sizes of files and disks, in powers of 1000, as disks are sold. @param {number} count bytes */
export function bytes(count) {
  return scaled(count, 1000, false);
}

/** Sizes of memory, in powers of 1024, as memory is sold. @param {number} count bytes */
export function memoryBytes(count) {
  return scaled(count, 1024, false);
}

/** @param {number} count bytes in a second */
export function byteRate(count) {
  return scaled(count, 1000, true);
}

/** @param {number} fraction 0..1 */
export function percent(fraction) {
  return number(Math.min(1, Math.max(0, fraction)), { style: 'percent', maximumFractionDigits: 0 });
}

/** @param {number} hertz */
export function frequency(hertz) {
  return hertz >= 1e9
    ? `${number(hertz / 1e9, { minimumFractionDigits: 1, maximumFractionDigits: 2 })} GHz`
    : `${number(Math.round(hertz / 1e6))} MHz`;
}

/** @param {number} milliCelsius */
export function celsius(milliCelsius) {
  return number(milliCelsius / 1000, { style: 'unit', unit: 'celsius', maximumFractionDigits: 1 });
}

/** The two largest units: '3 days, 4 hr'. @param {number} seconds */
export function duration(seconds) {
  let rest = Math.max(0, Math.floor(seconds));
  /** @type {[string, number][]} */
  const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  const parts = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 'second' && parts.length === 0)) {
      parts.push(number(count, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' }));
    } else if (parts.length > 0) {
      break;
    }
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** A clock time today, a date otherwise. @param {Date} date @param {Date} now */
export function moment(date, now = new Date()) {
  const sameDay = date.toDateString() === now.toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const options = sameDay
    ? { hour: '2-digit', minute: '2-digit' }
    : date.getFullYear() === now.getFullYear()
      ? { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
      : { day: 'numeric', month: 'short', year: 'numeric' };
  return cached(JSON.stringify(options), () => new Intl.DateTimeFormat(language(), options)).format(date);
}

/** @param {Date} date */
export function clock(date) {
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return cached('clock', () => new Intl.DateTimeFormat(language(), options)).format(date);
}

/** @param {Date} date */
export function fullDate(date) {
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ dateStyle: 'full', timeStyle: 'medium' });
  return cached('full', () => new Intl.DateTimeFormat(language(), options)).format(date);
}

/**
 * A name as it may be shown: signs that turn the direction of the text around it, or end such a turn, become visible.
 * The text around it is protected by <bdi> or {@link isolated}.
 * @param {string} name
 */
export function shownName(name) {
  return name.replace(/[\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '\ufffd');
}

/** A name inside a sentence, kept from changing the direction of the rest. @param {string} name */
export function isolated(name) {
  return `\u2068${shownName(name)}\u2069`;
}

/**
 * A fingerprint in groups that people can compare, written as the console writes it: four bytes at a time, or four signs.
 * @param {string} fingerprint
 */
export function fingerprintGroups(fingerprint) {
  const plain = fingerprint.trim();
  const bytesInHex = /^[0-9a-f]{2}(:[0-9a-f]{2})+$/i.test(plain);
  return plain.match(bytesInHex ? /(?:[0-9a-f]{2}:?){1,4}/gi : /\S{1,4}/g) ?? [];
}

/** '3 files' and the like. @param {number} count */
export function itemCount(count) {
  return t('count.items', { count });
}
