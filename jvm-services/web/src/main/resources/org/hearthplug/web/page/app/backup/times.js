// SPDX-License-Identifier: AGPL-3.0-or-later
import { language } from '../core/i18n.js';

/** 'yesterday', 'Tuesday', or the date. @param {Date} date */
export function day(date, now = new Date()) {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days < 2) return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(-days, 'day');
  const options = /** @type {Intl.DateTimeFormatOptions} */ (days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' });
  return new Intl.DateTimeFormat(language(), options).format(date);
}

/** '2 hours ago'. @param {Date} date */
export function ago(date, now = new Date()) {
  const seconds = Math.max(0, (now.getTime() - date.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  if (seconds < 60) return relative.format(0, 'minute');
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  return seconds < 2 * 86400 ? relative.format(-Math.floor(seconds / 3600), 'hour') : relative.format(-Math.floor(seconds / 86400), 'day');
}

/** '28 November 2026'. @param {Date} date */
export const longDate = (date) => new Intl.DateTimeFormat(language(), { dateStyle: 'long' }).format(date);
