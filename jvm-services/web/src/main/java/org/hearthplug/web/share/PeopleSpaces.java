// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.io.IOException;
import java.util.Optional;
import org.hearthplug.storage.Space;
import org.hearthplug.web.access.Person;

/** Whose files are which. */
public interface PeopleSpaces {
    /** Returns somebody's files, as they may see and change them now. */
    Space of(Person person) throws IOException;

    /** Returns the files of whoever has this id, the owner's for an empty one; empty when the person may no longer come. */
    Optional<Space> of(String id) throws IOException;
}
