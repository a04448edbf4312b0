// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

/** Takes notices; called from the controller's thread, only when something changes. */
@FunctionalInterface
public interface NoticeSink {
    /** Takes one. */
    void notice(Notice notice);
}
