// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/**
 * What a repair found and did.
 *
 * @param repaired what was wrong and is right again, as {@code target: file}
 * @param unrepairable files that no target has whole: {@code Repository.check} names what of the owner's is lost with them
 * @param problems targets that could not be looked at, and why
 */
public record RepairReport(List<String> repaired, List<ObjectId> unrepairable, List<Problem> problems) {}
