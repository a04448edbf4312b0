// SPDX-License-Identifier: AGPL-3.0-or-later

/** @type {HTMLElement | undefined} */
let region;

/** Says something to screen readers, once and politely. @param {string} text */
export function announce(text) {
  if (!region) {
    region = document.createElement('div');
    region.className = 'visually-hidden';
    region.setAttribute('role', 'status');
    region.setAttribute('aria-live', 'polite');
    document.body.append(region);
  }
  const line = document.createElement('p');
  line.textContent = text;
  region.append(line);
  while (region.childElementCount > 3) region.firstElementChild?.remove();
}
