// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Map;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** An owner's files over the API: stored, read, found again after a restart. */
@Order(3)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FilesIT {
    private static final Content LETTER = Content.of(1, 300_000);

    @Test
    @Order(1)
    void storesAndReadsBackWithRanges(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder folder = Folder.at(owner, "Letters/");
            Answer stored = folder.put("Brief an Oma – März.bin", LETTER);
            assertThat(stored.status()).as("%s", stored).isEqualTo(201);
            assertThat(stored.json().get("bytes").longValue()).isEqualTo(LETTER.bytes().length);
            folder.assertHolds("Brief an Oma – März.bin", LETTER);
            Answer part = owner.send(
                    "GET",
                    folder.url("Brief an Oma – März.bin"),
                    BodyPublishers.noBody(),
                    Map.of("Range", "bytes=1000-1999"));
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.header("Content-Range")).isEqualTo("bytes 1000-1999/300000");
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(LETTER.bytes(), 1000, 2000));
            assertThat(folder.put("Brief an Oma – März.bin", LETTER, Map.of("If-None-Match", "*"))
                            .status())
                    .isEqualTo(412);
        }
    }

    @Test
    @Order(2)
    void aDeletedFileCanBeTakenBack(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder folder = Folder.at(owner, "Undo/");
            assertThat(folder.put("precious.bin", LETTER).status()).isEqualTo(201);
            Answer deleted = folder.delete("precious.bin");
            assertThat(deleted.status()).as("%s", deleted).isEqualTo(200);
            assertProblem(folder.get("precious.bin"), 404);
            String undo = deleted.json().get("undo").string();
            Answer restored = owner.send("POST", "/api/v1/bin/" + undo + "/restore");
            assertThat(restored.status()).as("%s", restored).isEqualTo(200);
            folder.assertHolds("precious.bin", LETTER);
        }
    }

    @Test
    @Order(3)
    void filesStayFilesOnTheDisk(Plug plug) {
        String found = plug.shell().check("find /data/files -path '*/.hearth' -prune -o -name 'Brief*' -print");
        assertThat(found.lines()).hasSize(1);
        assertThat(plug.shell().check("sha256sum <\"" + found + "\"")).startsWith(LETTER.sha256());
    }

    @Test
    @Order(4)
    void aFileAndItsOwnerSurviveACleanReboot(Plug plug) {
        String before = plug.fingerprint();
        plug.rebootCleanly();
        assertThat(plug.fingerprint()).isEqualTo(before);
        assertThat(plug.target().console().remembered()).contains(before);
        try (PlugClient owner = plug.owner()) {
            new Folder(owner, "Letters/").assertHolds("Brief an Oma – März.bin", LETTER);
        }
    }
}
