// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who may come in: the claim code, the owner's account, passphrases, sessions, and the slowing of guesses.
 *
 * <p>What belongs here: secrets and the files that hold them. None of them is ever logged; what is compared is compared in constant
 * time; every table is bounded. The files are described in {@code jvm-services/README.md} and frozen by golden samples.
 */
package org.hearthplug.web.access;
