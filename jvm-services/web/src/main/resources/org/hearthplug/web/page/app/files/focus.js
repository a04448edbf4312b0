// SPDX-License-Identifier: AGPL-3.0-or-later
import { selection } from './listing.js';

/** Puts the keyboard on the active row, once it is drawn; on the heading where there is no row. */
export function focusActive() {
  requestAnimationFrame(() => {
    const row = selection.active === undefined
      ? document.querySelector('.rows .row')
      : document.querySelector(`.rows .row[data-name="${CSS.escape(selection.active)}"]`);
    /** @type {HTMLElement | null} */ (row ?? document.querySelector('.files h1'))?.focus({ preventScroll: true });
  });
}
