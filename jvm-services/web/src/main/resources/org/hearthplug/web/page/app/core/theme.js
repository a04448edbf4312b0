// SPDX-License-Identifier: AGPL-3.0-or-later
import { remember, remembered } from './prefs.js';

const system = matchMedia('(prefers-color-scheme: dark)');

/** @returns {'auto' | 'light' | 'dark'} */
export function theme() {
  const wanted = remembered('theme');
  return wanted === 'dark' || wanted === 'light' ? wanted : 'auto';
}

/** @param {'auto' | 'light' | 'dark'} wanted */
export function setTheme(wanted) {
  remember('theme', wanted);
  applyTheme(wanted);
}

/** @param {'auto' | 'light' | 'dark'} wanted */
function applyTheme(wanted) {
  const dark = wanted === 'dark' || (wanted === 'auto' && system.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour);
}

/** Follows the system from now on, unless the person chose. */
export function followSystemTheme() {
  applyTheme(theme());
  system.addEventListener('change', () => applyTheme(theme()));
}
