// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileUrl } from '../core/api.js';
import { join } from '../core/paths.js';
import { routeStore } from '../core/router.js';
import { Look } from '../library/look.js';
import { listingStore } from './listing.js';

/** What fills the screen with a file of the folder that is open. */
export const filesLook = new Look(() => listingStore.state.shown, (name, query = '') => `${fileUrl(join(listingStore.state.path, name))}${query}`);

routeStore.subscribe(() => filesLook.leave());
