// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update;

import java.io.IOException;
import java.nio.file.Path;
import org.hearthplug.web.update.ddi.UpdateServer;

/** Lets the tests of the package below fetch as the endpoint does. */
public final class BundleFetchAccess {
    private BundleFetchAccess() {}

    public static void into(Path file, UpdateServer.BundleSource source, long bytes, String sha256)
            throws IOException, InterruptedException {
        BundleFetch.into(file, source, bytes, sha256);
    }
}
