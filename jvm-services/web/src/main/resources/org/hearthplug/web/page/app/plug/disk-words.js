// SPDX-License-Identifier: AGPL-3.0-or-later
// What there is to say about a disk for people's files, and what can be done with it.
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { has, languageCode, t } from '../core/i18n.js';

/**
 * A volume: a partition, or a whole disk without any.
 * @typedef {'offered' | 'used' | 'released' | 'failed'} DiskState
 * @typedef {{id: string, volume: string, disk: string, model?: string | null, serial?: string | null, transport: string, bytes: number,
 *   fileSystem?: string | null, label?: string | null, state: DiskState, known: boolean, mountPoint?: string | null, readOnly: boolean,
 *   totalBytes?: number | null, freeBytes?: number | null, problem?: string | null, identity: string, confirmation?: string | null,
 *   name?: string | null, people?: Record<string, 'read' | 'write'> | null, keeps?: ('backup' | 'laptops')[] | null}} Disk
 * keeps: what is kept on it besides people's files
 * @typedef {'open' | 'share' | 'use' | 'prepare' | 'release' | 'forget'} Choice
 */

const FULL_PART = 0.03;
/** Little for anybody, unless the whole disk is not much more. */
const FULL_BYTES = 64 * 2 ** 20;
const SMALL_PART = 0.1;
/** What ext4 has room for. */
const LABEL_LENGTH = 16;
const LABEL = /^[A-Za-z0-9._ -]{1,16}$/;
/** What the plug cannot open as it is. */
const CLOSED = ['unknown-format', 'unsupported'];

/** @param {Disk} disk */
export function diskTitle({ name, label, model, volume }) {
  return name || label || model?.trim() || volume;
}

/** A file system in people's words. @param {string | null | undefined} fileSystem */
export function formatWords(fileSystem) {
  if (!fileSystem) return t('disks.fs.none');
  return has(`disks.fs.${fileSystem}`) ? t(`disks.fs.${fileSystem}`) : fileSystem;
}

/** What is only read is always full, and that is no news. @param {number} total @param {number} free @param {boolean} readOnly */
export function isFull(total, free, readOnly) {
  return !readOnly && total > 0 && (free < total * FULL_PART || free < Math.min(FULL_BYTES, total * SMALL_PART));
}

/**
 * How much room there is. While it is used, the plug's snapshots know it anew each second.
 * @param {Disk} disk @param {import('./types.js').Partition} [partition]
 * @returns {{total: number, free: number} | undefined}
 */
export function room(disk, partition) {
  if (disk.state !== 'used') return undefined;
  const live = partition?.mountPoint !== undefined && partition.mountPoint === disk.mountPoint;
  const total = (live ? partition.usableBytes : undefined) ?? disk.totalBytes ?? 0;
  const free = (live ? partition.freeBytes : undefined) ?? disk.freeBytes ?? 0;
  return total > 0 ? { total, free } : undefined;
}

/** What ails it, the worst first. @param {Disk} disk @param {{total: number, free: number}} [space] */
export function ailments(disk, space) {
  return [
    ...(disk.problem ? [disk.problem] : disk.readOnly ? ['read-only'] : []),
    ...(space && isFull(space.total, space.free, disk.readOnly) ? ['full'] : []),
  ];
}

/** @param {string} problem */
export function isGrave(problem) {
  return ['failing', 'damaged', 'not-answering', 'full'].includes(problem);
}

/** What its owner can do with it, what comes first first. @param {Disk} disk @returns {Choice[]} */
export function choices({ state, known, problem, name }) {
  const ailment = problem ?? '';
  if (state === 'used') return [...(name ? /** @type {const} */ (['open', 'share']) : []), 'release', 'forget'];
  const usable = !CLOSED.includes(ailment) && (state === 'failed' || ailment !== 'not-answering');
  // Where nothing can be written, nothing can be made new; and a disk that fails is no place to begin on.
  const preparable = !['not-answering', 'read-only', 'failing'].includes(ailment);
  return [...(usable ? /** @type {const} */ (['use']) : []), ...(preparable ? /** @type {const} */ (['prepare']) : []), ...(known ? /** @type {const} */ (['forget']) : [])];
}

/** What it is and what becomes of it, in a sentence. @param {Disk} disk */
export function stateWords({ state, name, people }) {
  const shared = Object.keys(people ?? {}).length;
  if (state !== 'used') return t(`disks.state.${state}`);
  return [name ? t('disks.state.used', { name }) : t('disks.state.nameless'), shared ? t('disks.shared', { count: shared }) : ''].filter(Boolean).join(' ');
}

/** What is kept on it besides people's files, for who is about to take it away. @param {Disk} disk */
export function keptWords({ keeps }) {
  return (keeps ?? []).map((what) => t(`disks.keeps.${what}`)).join(' ');
}

/** What went wrong. The plug's own reason is the best there is, even where it is not in the person's language. @param {unknown} error @param {string} [context] */
export function failureWords(error, context = 'disks') {
  const reason = error instanceof ApiError && error.kind === 'invalid' ? error.problem.detail : undefined;
  if (typeof reason !== 'string') return sentence(error, context);
  return languageCode() === 'en' ? reason : t('disks.refused', { reason });
}

/** A name for its folder, to begin with. @param {Disk} disk */
export function folderName(disk) {
  // eslint-disable-next-line no-control-regex
  const name = diskTitle(disk).replace(/[/\u0000-\u001f\u007f-\u009f]/g, '-').trim();
  return /^\.*$/.test(name) ? disk.volume : name;
}

/** A label for when it is made new, to begin with. @param {Disk} disk */
export function labelFor(disk) {
  const plain = diskTitle(disk).normalize('NFD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9._ -]+/g, '-');
  return plain.slice(0, LABEL_LENGTH).replace(/^[\s-]+|[\s-]+$/g, '') || disk.volume;
}

/** @param {string} label @returns {boolean} whether a disk can have it */
export function isLabel(label) {
  return LABEL.test(label) && /[A-Za-z0-9]/.test(label);
}

/** Whether what was typed is what has to be typed. @param {string} typed @param {string | null | undefined} confirmation */
export function isConfirmed(typed, confirmation) {
  return !confirmation || typed.normalize('NFC').trim() === confirmation.normalize('NFC').trim();
}
