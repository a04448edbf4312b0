// SPDX-License-Identifier: AGPL-3.0-or-later
import { undoNewest } from '../ui/toasts.js';
import { go } from '../core/router.js';
import { folderAbove, move, remove, rename } from './actions.js';
import { focusActive } from './focus.js';
import { chosen, entryNamed, listingStore, selection, selectionChanged } from './listing.js';
import { folded } from './sort.js';
import { reveal, windowStore } from './window.js';

/** @param {number} index @param {KeyboardEvent} event */
function moveTo(index, event) {
  const { shown } = listingStore.state;
  if (shown.length === 0) return;
  const at = Math.min(shown.length - 1, Math.max(0, index));
  const { name } = shown[at];
  if (event.shiftKey) selection.range(name, shown.map((each) => each.name));
  else if (event.ctrlKey || event.metaKey) selection.activate(name);
  else selection.only(name);
  selectionChanged();
  const rows = /** @type {HTMLElement | null} */ (document.querySelector('.rows'));
  if (rows) reveal(rows, at);
  focusActive();
}

let typed = '';
let typedAt = 0;

/** Letters typed in quick succession find the name that starts with them. @param {KeyboardEvent} event */
function find(event) {
  const { shown } = listingStore.state;
  typed = event.timeStamp - typedAt < 900 ? typed + event.key : event.key;
  typedAt = event.timeStamp;
  const wanted = folded(typed);
  const at = shown.findIndex((entry) => entry.name === selection.active);
  const order = [...shown.slice(at + (typed.length === 1 ? 1 : 0)), ...shown];
  const found = order.find((entry) => folded(entry.name).startsWith(wanted));
  if (found) moveTo(shown.indexOf(found), event);
}

/** @returns {Record<string, (event: KeyboardEvent, at: number) => void>} */
function bindings() {
  const { path, shown } = listingStore.state;
  const page = Math.max(1, Math.floor((innerHeight - 200) / windowStore.state.rowHeight));
  const active = selection.active === undefined ? undefined : entryNamed(selection.active);
  return {
    ArrowDown: (event, at) => moveTo(at + 1, event),
    ArrowUp: (event, at) => moveTo(at < 0 ? 0 : at - 1, event),
    PageDown: (event, at) => moveTo(at + page, event),
    PageUp: (event, at) => moveTo(at - page, event),
    Home: (event) => moveTo(0, event),
    End: (event) => moveTo(shown.length - 1, event),
    ' ': () => {
      if (active) selection.toggle(active.name);
      selectionChanged();
    },
    Enter: (event) => /** @type {HTMLElement} */ (event.currentTarget).querySelector('.row:focus a')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })),
    Backspace: () => {
      const above = folderAbove(path);
      if (above) go({ view: 'files', path: above.path });
    },
    Delete: () => remove(path, chosen()),
    F2: () => active && rename(path, active),
    m: (event) => (event.ctrlKey || event.metaKey) && move(path, chosen()),
    Escape: () => {
      selection.clear();
      selectionChanged();
    },
  };
}

/** @param {KeyboardEvent} event */
export function keyed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const control = event.ctrlKey || event.metaKey;
  if (!target.matches('.rows .row')) return;
  if (control && event.key.toLowerCase() === 'a') {
    selection.all(listingStore.state.shown.map((each) => each.name));
    selectionChanged();
  } else if (control && event.key.toLowerCase() === 'z') {
    if (!undoNewest()) return;
  } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
    /** @type {HTMLElement | null} */ (target.querySelector('[data-test="file-menu"]'))?.click();
  } else if (event.key === 'm' && !control) {
    find(event);
  } else {
    const bound = bindings()[event.key];
    if (bound) bound(event, listingStore.state.shown.findIndex((entry) => entry.name === selection.active));
    else if (event.key.length === 1 && !control && !event.altKey) find(event);
    else return;
  }
  event.preventDefault();
}
