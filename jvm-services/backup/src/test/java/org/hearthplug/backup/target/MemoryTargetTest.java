// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import org.hearthplug.backup.spi.Target;

class MemoryTargetTest extends TargetContract {
    @Override
    Target target() {
        return new MemoryTarget("test");
    }
}
