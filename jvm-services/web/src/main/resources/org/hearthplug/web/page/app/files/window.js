// SPDX-License-Identifier: AGPL-3.0-or-later
import { Store } from '../core/store.js';

/** Rows beyond each edge of the window, so that scrolling never shows a gap. */
const BEYOND = 12;

/** @type {Store<{from: number, to: number, rowHeight: number}>} the rows to draw: from (inclusive) to (exclusive) */
export const windowStore = new Store({ from: 0, to: 40, rowHeight: 48 });

/**
 * Which rows are near a window.
 * @param {{top: number, height: number, rowHeight: number, count: number}} view top: how far the list's top is above the window's
 */
export function rowsNear({ top, height, rowHeight, count }) {
  const from = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  return { from: Math.min(from, Math.max(0, count - 1)), to: Math.max(to, 0) };
}

/** Follows scrolling and resizing for as long as the list is in the document. @param {HTMLElement} list @param {() => number} count */
export function followScroll(list, count) {
  let waiting = 0;
  const measure = () => {
    waiting = 0;
    const rowHeight = parseFloat(getComputedStyle(list).getPropertyValue('--row-height')) || 48;
    const next = rowsNear({ top: -list.getBoundingClientRect().top, height: innerHeight, rowHeight, count: count() });
    const { from, to, rowHeight: before } = windowStore.state;
    // Redraws only when the drawn rows no longer cover the window.
    if (rowHeight !== before || next.from < from || next.to > to || Math.abs(next.from - from) > BEYOND / 2) {
      windowStore.set({ ...next, from: Math.max(0, next.from - BEYOND), to: next.to + BEYOND, rowHeight });
    }
  };
  const soon = () => (waiting ||= requestAnimationFrame(measure));
  const resized = new ResizeObserver(soon);
  resized.observe(document.documentElement);
  addEventListener('scroll', soon, { passive: true });
  measure();
  return () => {
    resized.disconnect();
    removeEventListener('scroll', soon);
    cancelAnimationFrame(waiting);
  };
}

/** Scrolls so that a row is wholly visible, below the bars that stay on top. @param {HTMLElement} list @param {number} index */
export function reveal(list, index) {
  const { rowHeight } = windowStore.state;
  const below = parseFloat(getComputedStyle(list).getPropertyValue('--foot-height')) || 16;
  const above = list.parentElement?.querySelector('.list-head')?.getBoundingClientRect().bottom ?? 0;
  const stuck = document.querySelector('.files-top')?.getBoundingClientRect().bottom ?? 0;
  const top = list.getBoundingClientRect().top + index * rowHeight;
  const free = Math.max(stuck, Math.min(above, innerHeight / 2));
  if (top < free) scrollBy({ top: top - free });
  else if (top + rowHeight > innerHeight - below) scrollBy({ top: top + rowHeight - innerHeight + below });
}
