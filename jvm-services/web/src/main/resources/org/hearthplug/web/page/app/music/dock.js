// SPDX-License-Identifier: AGPL-3.0-or-later
import { nothing } from '../vendor/lit-html/lit-html.js';
import { Store } from '../core/store.js';

/** What stays at the page's foot whichever view is open, once something put it there. @type {Store<{view: () => unknown}>} */
export const dockStore = new Store({ view: () => nothing });
