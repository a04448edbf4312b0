// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.util.List;

/**
 * What a search found.
 *
 * @param matches the best first
 * @param more whether there are more than were asked for
 * @param complete whether the index knew all files; if not, a later search may find more
 */
public record Answer(List<Match> matches, boolean more, boolean complete) {}
