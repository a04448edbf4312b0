// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Passkeys: the relying party's half of Web Authentication (W3C, Level 3), as far as a plug needs it. No attestation is asked for and none
 * is judged: whose hardware holds a key is the household's affair, and no company's list is asked.
 */
package org.hearthplug.web.passkey;
