// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;

/**
 * A password of a program, without the password.
 *
 * @param id names it
 * @param label what the owner made it for
 * @param created when
 */
public record AppPassword(String id, String label, Instant created) {}
