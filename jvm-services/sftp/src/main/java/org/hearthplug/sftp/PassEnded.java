// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;

/** What a program was let in with is good no more: the person may no longer come, or has taken it back. */
final class PassEnded extends IOException {
    private static final long serialVersionUID = 1;

    PassEnded() {
        super("You may no longer come in with this password or key. Make another, or ask the plug's owner.");
    }
}
