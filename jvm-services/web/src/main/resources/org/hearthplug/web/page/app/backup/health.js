// SPDX-License-Identifier: AGPL-3.0-or-later
import { ago, day } from './times.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';

/** @typedef {import('./state.js').Backup} Backup @typedef {import('./state.js').Place} Place */

/** The newest snapshot's time that a place says it has. @param {Backup} backup */
export function newest(backup) {
  return backup.targets.map((place) => place.health?.newest ?? '').sort().at(-1) ?? '';
}

/** Whether a place holds the newest backup, as far as anybody knows. @param {Place} place @param {string} time */
export function holds(place, time) {
  return time !== '' && place.health?.newest === time && place.health?.state !== 'DAMAGED';
}

/** What is wrong with a place. @param {Place} place */
export function trouble({ label, away, diskName, health: seen = {} }) {
  return away ? t('backup.place.AWAY', { name: isolated(diskName ?? label) }) : t(`backup.place.${seen.state}`, { name: isolated(label), count: seen.damaged ?? 0 });
}

/** Where a place is, in words. @param {Place} place */
export function whereWords({ disk, diskName, where }) {
  return disk ? t('backup.place.disk', { name: isolated(diskName ?? '') }) : where;
}

/**
 * How the backup is, in one sentence, and the names of the places that are not well.
 * @param {Backup} backup
 * @returns {{level: 'good' | 'warn' | 'bad', text: string, more: string}}
 */
export function health(backup, now = new Date()) {
  const time = newest(backup);
  if (time === '') return { level: backup.last.backup?.ok === false ? 'bad' : 'warn', text: t('backup.none-yet'), more: backup.last.backup?.error ?? '' };
  const well = backup.targets.filter((place) => holds(place, time));
  const proofs = well.map((place) => place.health?.provedAt ?? '').sort();
  const proved = well.length === 0 ? '' : proofs[0] ? t('backup.proved', { ago: ago(new Date(proofs[0]), now) }) : t('backup.not-proved');
  const bad = backup.targets.filter((place) => ['DAMAGED', 'DOWN'].includes(place.health?.state ?? ''));
  const old = backup.alert === 'old' ? t('backup.old', { ago: ago(new Date(time), now) }) : '';
  const more = bad.map(trouble).concat(old).filter(Boolean).join(' ');
  const all = well.length === 0 ? t('backup.holds-none') : t('backup.holds', { well: well.length, count: backup.targets.length, day: day(new Date(time), now) });
  const level = well.length === 0 || backup.alert === 'old' ? 'bad' : bad.length > 0 || well.length < backup.targets.length ? 'warn' : 'good';
  return { level, text: `${all} ${proved}`.trim(), more };
}
