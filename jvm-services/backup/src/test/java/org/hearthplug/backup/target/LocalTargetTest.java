// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.nio.file.Path;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.io.TempDir;

class LocalTargetTest extends TargetContract {
    @TempDir
    Path dir;

    @Override
    Target target() {
        Target target = new LocalTarget(dir.resolve("repo"));
        target.prepare();
        return target;
    }
}
