// SPDX-License-Identifier: AGPL-3.0-or-later

/** @typedef {import('./types.js').Snapshot} Snapshot @typedef {import('./types.js').Service} Service */

/** Degrees, in thousandths of a degree Celsius, from which on a plug is called so. */
const WARM = 50_000;
const HOT = 70_000;
const TOO_HOT = 82_000;

/** @param {number} milliCelsius @returns {'cool' | 'warm' | 'hot' | 'too-hot'} */
export function warmth(milliCelsius) {
  return milliCelsius < WARM ? 'cool' : milliCelsius < HOT ? 'warm' : milliCelsius < TOO_HOT ? 'hot' : 'too-hot';
}

/** @param {Service} service */
export function ails(service) {
  return service.state === 'backoff' || service.state === 'down';
}

/**
 * What a person should know first.
 * @param {Snapshot} snapshot
 * @returns {'service' | 'too-hot' | 'memory' | 'disk' | 'busy' | 'well'}
 */
export function verdict(snapshot) {
  if (snapshot.services.some(ails)) return 'service';
  if (snapshot.thermal.some((zone) => warmth(zone.milliCelsius) === 'too-hot')) return 'too-hot';
  if (snapshot.memory.availableBytes < snapshot.memory.totalBytes * 0.06) return 'memory';
  if (snapshot.storage.some((device) => device.partitions.some(nearlyFull))) return 'disk';
  return snapshot.cpu.usage > 0.85 ? 'busy' : 'well';
}

/** Whether a disk that somebody plugged in for files is mounted there. @param {string} mountPoint */
export function forPeople(mountPoint) {
  return mountPoint.startsWith('/run/hearth/disks/');
}

/** Disks for people's files may be only read, and then they are full as they should be: their owner is told beside each. @param {import('./types.js').Partition} partition */
export function nearlyFull(partition) {
  return partition.mountPoint !== undefined && partition.mountPoint !== '/' && !forPeople(partition.mountPoint) && partition.fileSystem !== 'squashfs' && isFull(partition);
}

/** @param {import('./types.js').Partition} partition */
function isFull({ usableBytes, freeBytes }) {
  return usableBytes !== undefined && freeBytes !== undefined && usableBytes > 0 && freeBytes / usableBytes < 0.05;
}
