// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

/** Hears when the index looks at a whole space; called by the index's own thread, which waits. */
public interface IndexRuns {
    /** Nobody wants to hear. */
    IndexRuns IGNORED = new IndexRuns() {
        @Override
        public void began() {
            // Nobody wants to hear.
        }

        @Override
        public void ended(boolean good) {
            // Nobody wants to hear.
        }
    };

    /** It begins. */
    void began();

    /** It ended, after {@link #began}. */
    void ended(boolean good);
}
