// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The disk is full: a clear answer, nothing half written, and all is well when there is room again. */
@Order(6)
@Household
class DiskFullIT {
    private static final String FILLER = "/data/log/filler";

    @AfterEach
    void makeRoom(Plug plug) {
        plug.shell().check("rm -f " + FILLER);
    }

    @Test
    void aFullDiskIsSaidAndNothingHalfIsLeft(Plug plug) {
        Shell shell = plug.shell();
        Content big = Content.of(2, 24_000_000);
        try (PlugClient owner = plug.owner()) {
            Folder folder = Folder.at(owner, "Full/");
            assertThat(folder.put("before.bin", Content.of(1, 200_000)).status())
                    .isEqualTo(201);
            // Leaves 8 MB above the 32 MB that the plug keeps for itself; the filler is allocated without being
            // written.
            shell.check(
                    "free=$(df -k /data | tail -n 1 | awk '{print $(NF-2)}'); fallocate -l $(((free - 40960) * 1024)) "
                            + FILLER,
                    Deadline.seconds(120));
            Answer full = folder.put("big.bin", big);
            assertProblem(full, 507);
            // Without a length the plug notices only on the way.
            assertProblem(
                    owner.send(
                            "PUT",
                            folder.url("unannounced.bin"),
                            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(big.bytes())),
                            Map.of()),
                    507);
            assertThat(folder.names()).containsExactly("before.bin");
            folder.assertHolds("before.bin", Content.of(1, 200_000));
            assertThat(folder.put("small.bin", Content.of(3, 1000)).status())
                    .as("a small file still fits")
                    .isEqualTo(201);
            assertThat(shell.check("find /data/files/.hearth/uploads -type f | wc -l"))
                    .as("half uploads left behind")
                    .isEqualTo("0");
            shell.check("rm -f " + FILLER);
            assertThat(folder.put("big.bin", big).status()).isEqualTo(201);
            folder.assertHolds("big.bin", big);
            folder.delete("big.bin");
        }
    }
}
