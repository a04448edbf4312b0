// SPDX-License-Identifier: AGPL-3.0-or-later
import { Store } from '../core/store.js';
import { queue, tellUnreadable, upload } from '../uploads/uploads.js';
import { fromDrop } from '../uploads/gather.js';
import { listingStore } from './listing.js';

/** @type {Store<{over: boolean}>} whether files are held over the page */
export const dropStore = new Store({ over: false });

/** Takes files that are dropped anywhere on the page, while Files is open. */
export function acceptDrops() {
  let depth = 0;
  const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
  const enter = (/** @type {DragEvent} */ event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth++;
    dropStore.set({ over: true });
  };
  const leave = (/** @type {DragEvent} */ event) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) dropStore.set({ over: false });
  };
  const over = (/** @type {DragEvent} */ event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };
  const drop = async (/** @type {DragEvent} */ event) => {
    if (!carriesFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    dropStore.set({ over: false });
    const { path, state } = listingStore.state;
    if (state === 'missing') return;
    const { empty, unreadable } = await fromDrop(event.dataTransfer, path, (items) => upload(items, path));
    tellUnreadable(unreadable, path);
    await queue.addFolders(empty, path);
  };
  /** @type {[string, any][]} */
  const listeners = [['dragenter', enter], ['dragleave', leave], ['dragover', over], ['drop', drop]];
  for (const [type, listener] of listeners) addEventListener(type, listener);
  return () => {
    for (const [type, listener] of listeners) removeEventListener(type, listener);
  };
}
