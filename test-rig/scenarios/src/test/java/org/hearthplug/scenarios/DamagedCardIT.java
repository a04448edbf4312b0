// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
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

/** A card whose parts are damaged: the boot state and the start of the data partition, then all of it. The plug starts each time. */
@Order(62)
@BootTarget(kind = "card")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DamagedCardIT {
    private static final Content LETTER = Content.of(42, 300_000);
    private static final String FINGERPRINT = "((?:[0-9A-F]{2}:){31}[0-9A-F]{2})";

    /** What goes wrong with a card while the plug is off. */
    private interface Damage {
        void on(FileChannel card, Stretch data) throws IOException;
    }

    /** Where the data partition lies, in bytes. */
    private record Stretch(long start, long size) {}

    private static void damage(Plug plug, Damage damage) throws IOException {
        String partition = "/sys/class/block/$(basename $(readlink -f /dev/hearth/data))";
        String[] sectors = plug.shell()
                .check("sync; echo $(cat " + partition + "/start " + partition + "/size)")
                .split(" ");
        Stretch data = new Stretch(Long.parseLong(sectors[0]) * 512, Long.parseLong(sectors[1]) * 512);
        plug.target().console().skipToNow();
        plug.target().cut(0);
        try (FileChannel card = FileChannel.open(
                plug.target().state().resolve("data.img"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            damage.on(card, data);
        }
        plug.target().powerOn();
    }

    private static void noise(FileChannel card, long at, int bytes) throws IOException {
        card.write(ByteBuffer.wrap(Content.of(at, bytes).bytes()), at);
    }

    /** Zeros from there to the partition's end, as holes; what lies behind it, the partitions' second table, is kept. */
    private static void empty(FileChannel card, Stretch data) throws IOException {
        long end = data.start() + data.size();
        ByteBuffer behind = ByteBuffer.allocate(Math.toIntExact(card.size() - end));
        card.read(behind, end);
        card.truncate(data.start());
        card.write(behind.flip(), end);
    }

    @Test
    @Order(1)
    void aBootStateOfGarbageStartsTheFirstSlotAndADataPartitionWithoutItsStartIsRepaired(Plug plug) throws IOException {
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Letters/").put("oma.bin", LETTER);
        }
        damage(plug, (card, data) -> {
            noise(card, 1024 * 4096L, 4096);
            noise(card, 2048 * 4096L, 4096);
            card.write(ByteBuffer.allocate(4096), data.start());
        });
        plug.target().console().expect("(hearth: state 0, order A B)", Deadline.seconds(120));
        plug.target().console().expect("(the data partition is damaged; repairing it)", Deadline.seconds(180));
        plug.awaitPage();
        assertLetterIsThere(plug);
    }

    @Test
    @Order(2)
    void aDataPartitionThatCannotBeReadIsLeftAloneAndSaid(Plug plug) throws IOException {
        // all of it: of less, fsck finds something to mend, and how much it finds is another thing on each card
        damage(plug, (card, data) -> {
            empty(card, data);
            noise(card, data.start(), 4 << 20);
        });
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
