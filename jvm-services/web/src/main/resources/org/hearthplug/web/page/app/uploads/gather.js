// SPDX-License-Identifier: AGPL-3.0-or-later
import { join, parent } from '../core/paths.js';

/** @typedef {{file: File, folder: string}} Item */

/**
 * Files from an <input>, with the folders they were chosen in.
 * @param {FileList} list @param {string} base @returns {Item[]}
 */
export function fromInput(list, base) {
  return [...list].map((file) => ({ file, folder: join(base, parent(file.webkitRelativePath ?? '')) }));
}

/**
 * Files and folders from a drop. Must be called while the event is handled: the browser takes the items away afterwards.
 * @param {DataTransfer} transfer @param {string} base @param {(items: Item[]) => void} take gets them in batches
 * @returns {Promise<{empty: string[], unreadable: string[]}>} folders without a file; what this device could not read
 */
export async function fromDrop(transfer, base, take) {
  const roots = [...transfer.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  /** @type {string[]} */
  const empty = [];
  /** @type {string[]} */
  const unreadable = [];
  /** @type {Item[]} */
  let batch = [];
  const flush = () => {
    if (batch.length > 0) take(batch);
    batch = [];
  };

  /** @param {FileSystemEntry} entry @param {string} folder */
  const walk = async (entry, folder) => {
    const path = join(folder, entry.name);
    const missed = () => void unreadable.push(path);
    if (entry.isFile) {
      const file = await fileOf(/** @type {FileSystemFileEntry} */ (entry)).catch(missed);
      if (file) batch.push({ file, folder });
      if (batch.length >= 200) flush();
      return;
    }
    const children = await childrenOf(/** @type {FileSystemDirectoryEntry} */ (entry)).catch(missed);
    if (children?.length === 0) empty.push(path);
    for (const child of children ?? []) await walk(child, path);
  };

  for (const root of roots) {
    if (root instanceof File) batch.push({ file: root, folder: base });
    else if (root) await walk(root, base);
  }
  flush();
  return { empty, unreadable };
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, until it gives none. @param {FileSystemDirectoryEntry} entry @returns {Promise<FileSystemEntry[]>} */
async function childrenOf(entry) {
  const reader = entry.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
