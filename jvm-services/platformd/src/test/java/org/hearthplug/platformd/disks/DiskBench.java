// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.contract.ScriptedDisks;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.Disk;
import org.hearthplug.runtime.varlink.VarlinkException;

/** A plug with scripted disks, whose service looks when the test says so. */
final class DiskBench {
    static final String UUID = "0b5e9f6c-1111-2222-3333-444455556666";

    final ScriptedHardware hardware = new ScriptedHardware();
    final ScriptedDisks disks = hardware.disks;
    final List<DeviceEvent> told = new CopyOnWriteArrayList<>();
    final Path root;
    final Path folder;
    final Path known;
    final int uid;
    DiskService service;

    DiskBench(Path root) throws IOException {
        this.root = root;
        folder = root.resolve("run/disks");
        known = root.resolve("known");
        Files.createDirectories(root.resolve("blocks"));
        Files.createDirectories(folder.getParent());
        uid = (int) Files.getAttribute(root, "unix:uid");
        account(uid);
        start();
    }

    /** The account that people's files belong to from the next start on. */
    void account(int number) throws IOException {
        Files.writeString(
                root.resolve("users"),
                "root:x:0:0::/:/bin/sh\nhearth-cloud:x:" + number + ":" + Files.getAttribute(root, "unix:gid")
                        + ":Hearth:/nonexistent:/bin/false\n");
    }

    DiskService.Settings settings() {
        return new DiskService.Settings(
                folder,
                known,
                root.resolve("users"),
                "hearth-cloud",
                root.resolve("blocks"),
                root.resolve("card"),
                root.resolve("run/update"));
    }

    /** Another platformd, with what the one before left. */
    void start() {
        service = new DiskService(hardware, settings(), told::add, Runnable::run);
        assertThat(service.begin()).isTrue();
        service.lookOnce();
    }

    BlockDevices.Disk stick(String name, ContentType type, String label, String uuid) {
        return ScriptedDisks.stick(name, ScriptedDisks.content(type, label, uuid));
    }

    /** An ext4 stick named Photos. */
    void plug(String name) {
        disks.plug(stick(name, ContentType.EXT4, "Photos", UUID));
        service.lookOnce();
    }

    void pull(String name) {
        disks.pull(name);
        service.lookOnce();
    }

    List<Disk> list() {
        return service.view().list();
    }

    Disk disk(String volume) {
        return list().stream()
                .filter(one -> one.volume().equals(volume))
                .findFirst()
                .orElseThrow();
    }

    Disk use(String volume) {
        return service.view().of(service.work().use(volume, disk(volume).identity()));
    }

    Path point() {
        return folder.resolve(UUID);
    }

    String usedFile() throws IOException {
        return Files.readString(folder.resolve("used.json"));
    }

    static VarlinkException error(ThrowingCallable call) {
        return catchThrowableOfType(VarlinkException.class, call);
    }

    static String reason(ThrowingCallable call) {
        VarlinkException refused = error(call);
        assertThat(refused.error()).contains(DisksMessages.REFUSED);
        return DisksMessages.REFUSAL
                .fromJson(refused.parametersJson().orElseThrow())
                .reason();
    }
}
