// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugTrust;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A card whose parts are damaged: the boot state, then the start of the data partition, then all of it. The plug starts each time. */
@Order(62)
@BootTarget(kind = "card")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DamagedCardIT {
    private static final Content LETTER = Content.of(42, 300_000);
    private static final String FINGERPRINT = "((?:[0-9A-F]{2}:){31}[0-9A-F]{2})";

    /** Read-only first, by the kernel's own emergency way: else its last write would mend what was just broken. */
    private static void damage(Plug plug, String commands) {
        plug.shell().check("sync; echo u >/proc/sysrq-trigger; sleep 1; " + commands + "; sync");
        plug.target().console().skipToNow();
        // a new QEMU: one that was only reset runs U-Boot's unpacking many times as slowly over memory that held a JVM's code
        plug.target().cut(0);
        plug.target().powerOn();
    }

    @Test
    @Order(1)
    void aBootStateOfGarbageStartsTheFirstSlot(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Letters/").put("oma.bin", LETTER);
        }
        damage(
                plug,
                "for at in 1024 2048; do dd if=/dev/urandom of=/dev/hearth/card bs=4096 seek=$at count=1 conv=notrunc,fsync; done");
        plug.target().console().expect("(hearth: state 0, order A B)", Deadline.seconds(120));
        plug.awaitPage();
        assertLetterIsThere(plug);
    }

    @Test
    @Order(2)
    void aDataPartitionWithoutItsStartIsRepaired(Plug plug) {
        damage(plug, "dd if=/dev/zero of=/dev/hearth/data bs=4096 count=1 conv=notrunc,fsync");
        plug.target().console().expect("(the data partition is damaged; repairing it)", Deadline.seconds(180));
        plug.awaitPage();
        assertLetterIsThere(plug);
    }

    @Test
    @Order(3)
    void aDataPartitionThatCannotBeReadIsLeftAloneAndSaid(Plug plug) {
        // all of it: of less, fsck finds something to mend, and how much it finds is another thing on each card
        damage(
                plug,
                "dd if=/dev/zero of=/dev/hearth/data bs=1M conv=notrunc,fsync; "
                        + "dd if=/dev/urandom of=/dev/hearth/data bs=1M count=4 conv=notrunc,fsync");
        plug.target().console().expect("(NO DATA DISK)", Deadline.seconds(180));
        String fingerprint = plug.target()
                .console()
                .expect(FINGERPRINT, Deadline.seconds(240))
                .group(1);
        assertThat(fingerprint).as("a key that was never kept").isNotEqualTo(plug.fingerprint());
        assertThat(plug.shell().check("od -An -tx1 -j 1080 -N 2 /dev/hearth/data"))
                .as("not a new file system's magic number")
                .isNotEqualTo(" 53 ef");
        try (PlugClient stranger = new PlugClient(plug.target().port(443), PlugTrust.only(fingerprint))) {
            assertThat(stranger.send("GET", "/api/v1/setup")
                            .json()
                            .get("forgets")
                            .bool())
                    .isTrue();
            String code = plug.shell().check("cat /run/hearth/notice/claim-code");
            assertThat(Plug.claim(stranger, code).status()).isEqualTo(201);
            plug.target().console().skipToNow();
            Deadline.seconds(120)
                    .awaitTrue(
                            "the plug to take the factory reset",
                            () -> stranger.sendJson(
                                                    "POST",
                                                    "/api/v1/update/factory-reset",
                                                    Map.of("plugName", Plug.NAME, "passphrase", Plug.PASSPHRASE))
                                            .status()
                                    == 202);
        }
        plug.target().console().expect("(making the data partition anew)", Deadline.seconds(60));
        plug.target().console().expect("(hearth: starting slot [AB])", Deadline.seconds(180));
        plug.target().console().expect(FINGERPRINT, Deadline.seconds(240));
        assertThat(plug.shell().check("stat -f -c %T /data")).isNotEqualTo("tmpfs");
        assertThat(plug.shell().check("ls /run/hearth/notice")).doesNotContain("no-data");
    }

    private static void assertLetterIsThere(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            new Folder(owner, "Letters/").assertHolds("oma.bin", LETTER);
        }
    }
}
