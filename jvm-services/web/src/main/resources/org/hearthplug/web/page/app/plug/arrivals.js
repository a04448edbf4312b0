// SPDX-License-Identifier: AGPL-3.0-or-later
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { announce } from '../ui/announce.js';

/** @typedef {import('./types.js').StorageDevice} StorageDevice */

const NEW_MILLIS = 8000;
const LEAVING_MILLIS = 1600;
/** Nothing larger is a stick: a case with a disk in it says of itself that it is removable, too. */
const LARGEST_STICK_BYTES = 600e9;

/** Devices that just came, and those that just left, so that neither happens without being seen. */
export class Arrivals {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Set<string>} */
    this.fresh = new Set();
    /** @type {Map<string, StorageDevice>} */
    this.leaving = new Map();
  }

  /** @param {StorageDevice[] | undefined} before @param {StorageDevice[]} now */
  snapshots(before, now) {
    if (before === undefined) return;
    for (const device of now) if (!before.some((each) => same(each, device))) this.came(device);
    for (const device of before) if (!now.some((each) => same(each, device))) this.left(device);
  }

  /** @param {StorageDevice} device */
  came(device) {
    this.fresh.add(device.name);
    this.leaving.delete(device.name);
    announce(t('storage.came', { device: isolated(deviceTitle(device)) }));
    setTimeout(() => {
      this.fresh.delete(device.name);
      this.changed();
    }, NEW_MILLIS);
  }

  /** @param {StorageDevice} device */
  left(device) {
    this.leaving.set(device.name, device);
    announce(t('storage.left', { device: isolated(deviceTitle(device)) }));
    setTimeout(() => {
      this.leaving.delete(device.name);
      this.changed();
    }, LEAVING_MILLIS);
  }
}

/** @param {StorageDevice} a @param {StorageDevice} b */
function same(a, b) {
  return a.name === b.name && a.serial === b.serial;
}

/** @param {StorageDevice} device */
export function deviceTitle(device) {
  const label = device.partitions.find((each) => each.label)?.label;
  return label || device.model?.trim() || device.name;
}

/** @param {StorageDevice} device @returns {'stick' | 'card' | 'disk'} */
export function deviceKind(device) {
  if (device.transport === 'mmc') return 'card';
  return device.transport === 'usb' && device.removable && !(device.bytes > LARGEST_STICK_BYTES) ? 'stick' : 'disk';
}
