// SPDX-License-Identifier: AGPL-3.0-or-later

/** @typedef {import('./types.js').Snapshot} Snapshot */

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** Without the fields that are null: what a plug does not have is left out or null, which means the same. @param {any} object @returns {any} */
function present(object) {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => value !== null));
}

/**
 * A snapshot in which every list is there, empty when the plug has nothing of that kind.
 * @param {any} raw
 * @returns {Snapshot}
 */
export function complete(raw) {
  return {
    ...present(raw),
    versions: present(raw.versions),
    cpu: { cores: 1, online: 1, usage: 0, ...present(raw.cpu), operatingPointsHz: list(raw.cpu?.operatingPointsHz) },
    memory: { totalBytes: 0, availableBytes: 0, swapTotalBytes: 0, swapFreeBytes: 0, ...present(raw.memory) },
    thermal: list(raw.thermal),
    storage: list(raw.storage).map((device) => ({ ...present(device), partitions: list(device.partitions).map(present) })),
    network: list(raw.network).map((each) => ({ ...present(each), addresses: list(each.addresses) })),
    services: list(raw.services).map((service) => ({ restarts: 0, ...present(service) })),
  };
}
