// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.net.URI;
import java.util.UUID;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;

/** The same server, with the bucket in the host's name, as the large clouds want it: {@code HEARTH_S3_HOSTS} names the host. */
@Tag("campaign")
class S3HostStyleTest extends TargetContract {
    private static final String SERVER = System.getenv().getOrDefault("HEARTH_S3_HOSTS", "");
    private static final String BUCKET = "hearth-host-style";

    @Override
    Target target() {
        Assumptions.assumeFalse(SERVER.isEmpty(), "src/test/s3/run starts a server for this");
        Target target = new S3Target(
                URI.create(SERVER),
                "us-east-1",
                BUCKET,
                UUID.randomUUID().toString(),
                false,
                "AKIDEXAMPLE",
                "geheim/und+so".toCharArray());
        target.prepare();
        return target;
    }
}
