// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

/** Hears what platformd tells. Called by one thread, which waits until each call returns. */
public interface PlatformListener {
    /** The connection to platformd came up or broke. The first call tells the first outcome. */
    void connected(boolean connected);

    /** The plug as it is now. */
    void snapshot(Snapshot snapshot);

    /** Something came, went or changed; a snapshot that shows it follows. */
    void event(DeviceEvent event);
}
