// SPDX-License-Identifier: AGPL-3.0-or-later
// The snapshot that the plug sends, as ARCHITECTURE.md lays it down.

/**
 * @typedef {{name: string, bytes: number, fileSystem?: string, label?: string, mountPoint?: string, usableBytes?: number, freeBytes?: number}} Partition
 * @typedef {{name: string, model?: string, serial?: string, bytes: number, removable: boolean, readOnly: boolean,
 *   transport: 'usb' | 'mmc' | 'virtio' | 'other', partitions: Partition[]}} StorageDevice
 * @typedef {{name: string, kind: 'ethernet' | 'wifi' | 'loopback' | 'other', mac?: string, carrier: boolean, speedMbps?: number,
 *   addresses: string[], rxBytes: number, txBytes: number}} NetworkInterface
 * @typedef {{name: string, state: 'running' | 'starting' | 'backoff' | 'down', pid?: number, uptimeSeconds?: number, residentBytes?: number,
 *   restarts: number, lastExit?: string, nextTrySeconds?: number}} Service
 * @typedef {{model: string, lab: boolean, uptimeSeconds: number, bootId: string, hostname: string,
 *   versions: {hearth: string, image: string, build: string, kernel: string, java: string},
 *   cpu: {cores: number, online: number, usage: number, frequencyHz?: number, minHz?: number, maxHz?: number, operatingPointsHz: number[], governor?: string},
 *   thermal: {zone: string, type: string, milliCelsius: number}[],
 *   memory: {totalBytes: number, availableBytes: number, swapTotalBytes: number, swapFreeBytes: number},
 *   storage: StorageDevice[], network: NetworkInterface[], services: Service[]}} Snapshot
 * @typedef {{at: number, usage: number, hertz?: number, milliCelsius?: number, rx: number, tx: number}} Sample at: milliseconds of performance.now()
 */

export {};
