// SPDX-License-Identifier: AGPL-3.0-or-later
import { Look } from '../library/look.js';
import { guestFileUrl, guestStore } from './guest.js';

/** What fills a guest's screen. */
export const guestLook = new Look(() => guestStore.state.entries, guestFileUrl);
