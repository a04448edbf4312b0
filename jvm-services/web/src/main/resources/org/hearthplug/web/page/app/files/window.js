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
  let top = 0;
  let rowHeight = 48;
  // Where the list is in the page is looked up when something changed its size, not while scrolling: each look would have the browser lay the page out.
  const place = () => {
    top = list.getBoundingClientRect().top + scrollY;
    rowHeight = parseFloat(getComputedStyle(list).getPropertyValue('--row-height')) || 48;
    measure();
  };
  const measure = () => {
    waiting = 0;
    const next = rowsNear({ top: scrollY - top, height: innerHeight, rowHeight, count: count() });
    const { from, to, rowHeight: before } = windowStore.state;
    // Redraws only when the drawn rows no longer cover the window.
    if (rowHeight !== before || next.from < from || next.to > to || Math.abs(next.from - from) > 2 * BEYOND) {
      // Always as many: a row more or less would be nodes made or thrown away.
      const start = Math.max(0, next.from - BEYOND);
      windowStore.set({ from: start, to: start + Math.ceil(innerHeight / rowHeight) + 1 + 4 * BEYOND, rowHeight });
    }
  };
  const soon = () => (waiting ||= requestAnimationFrame(measure));
  const resized = new ResizeObserver(place);
  resized.observe(document.documentElement);
  addEventListener('scroll', soon, { passive: true });
  place();
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

/** Hands rows' places in the document on: a row that leaves the window gives its place, and so its nodes, to one that comes. */
export class Places {
  constructor() {
    /** @type {Map<string, number>} by name */
    this.taken = new Map();
    /** @type {number[]} */
    this.free = [];
    this.count = 0;
  }

  /** @param {string[]} names of the rows to be drawn, each once @returns {number[]} a place for each */
  of(names) {
    const wanted = new Set(names);
    for (const [name, place] of this.taken) {
      if (wanted.has(name)) continue;
      this.taken.delete(name);
      this.free.push(place);
    }
    return names.map((name) => {
      const place = this.taken.get(name) ?? this.free.pop() ?? this.count++;
      this.taken.set(name, place);
      return place;
    });
  }
}
