// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { Store } from '../core/store.js';
import { mounted } from './directives.js';
import { icon } from './icons.js';

/**
 * @typedef {{label: string, icon?: any, test: string, act: () => void, danger?: boolean, checked?: boolean}} MenuItem
 * @typedef {{heading?: string, items: MenuItem[]}} MenuGroup
 * @typedef {{label: string, anchor: {left: number, right: number, top: number, bottom: number}, opener: HTMLElement | null, groups: MenuGroup[]}} Menu
 */

/** @type {Store<{menu: Menu | undefined}>} */
export const menuStore = new Store({ menu: undefined });

/**
 * @param {HTMLElement} opener the button, or the row for a context menu
 * @param {string} label
 * @param {MenuGroup[]} groups
 * @param {{x: number, y: number}} [point] where, when not below the opener
 */
export function openMenu(opener, label, groups, point) {
  const anchor = point ? { left: point.x, right: point.x, top: point.y, bottom: point.y } : opener.getBoundingClientRect();
  menuStore.set({ menu: { label, anchor, opener, groups } });
}

/** @param {boolean} [refocus] */
export function closeMenu(refocus = true) {
  const opener = menuStore.state.menu?.opener;
  menuStore.set({ menu: undefined });
  if (refocus && opener?.isConnected) opener.focus();
}

/** @param {Menu} menu @returns {(element: HTMLElement) => () => void} */
const place = (menu) => (element) => {
  const { anchor } = menu;
  const { width, height } = element.getBoundingClientRect();
  const below = anchor.bottom + 4 + height <= innerHeight - 8;
  const top = below ? anchor.bottom + 4 : Math.max(8, anchor.top - 4 - height);
  const rightAligned = anchor.left + width > innerWidth - 8;
  const left = rightAligned ? Math.max(8, anchor.right - width) : anchor.left;
  element.style.setProperty('--menu-top', `${top}px`);
  element.style.setProperty('--menu-left', `${left}px`);
  element.classList.add('placed');
  /** @type {HTMLElement | null} */ (element.querySelector('[role^="menuitem"]'))?.focus();
  const gone = () => closeMenu(false);
  addEventListener('resize', gone);
  addEventListener('hashchange', gone);
  return () => {
    removeEventListener('resize', gone);
    removeEventListener('hashchange', gone);
  };
};

/** @param {KeyboardEvent} event */
function keyed(event) {
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const items = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role^="menuitem"]')]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
  else if (event.key in steps) items.at(steps[/** @type {keyof typeof steps} */ (event.key)] % items.length)?.focus();
  else if (event.key.length === 1 && event.key !== ' ') {
    const typed = event.key.toLocaleLowerCase();
    [...items.slice(at + 1), ...items].find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(typed))?.focus();
    return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {MenuItem} item */
function itemView(item) {
  const choose = () => {
    closeMenu();
    item.act();
  };
  const radio = item.checked !== undefined;
  return html`<button class="menu-item ${item.danger ? 'danger' : ''}" tabindex="-1" data-test=${item.test}
      role=${radio ? 'menuitemradio' : 'menuitem'} aria-checked=${radio ? String(item.checked) : nothing} @click=${choose}>
    ${item.icon ? icon(item.icon) : nothing}<span>${item.label}</span>${item.checked ? icon('check', 'menu-check') : nothing}
  </button>`;
}

/** @param {MenuGroup} group */
function groupView(group) {
  return html`<div class="menu-group" role="group" aria-label=${group.heading ?? nothing}>
    ${group.heading ? html`<div class="menu-heading" aria-hidden="true">${group.heading}</div>` : nothing}
    ${group.items.map(itemView)}
  </div>`;
}

export function menuView() {
  const { menu } = menuStore.state;
  if (!menu) return nothing;
  return html`<div class="menu-back" @pointerdown=${() => closeMenu()} @contextmenu=${(/** @type {Event} */ event) => event.preventDefault()}></div>
    <div class="menu" role="menu" aria-label=${menu.label} @keydown=${keyed} ${mounted(place(menu))}>${menu.groups.map(groupView)}</div>`;
}
