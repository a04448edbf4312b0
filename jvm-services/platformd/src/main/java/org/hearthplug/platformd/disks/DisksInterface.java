// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.DiskReply;
import org.hearthplug.runtime.platform.DisksMessages.ListReply;
import org.hearthplug.runtime.platform.DisksMessages.PrepareRequest;
import org.hearthplug.runtime.platform.DisksMessages.UseRequest;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Disks}, answered. */
final class DisksInterface {
    private final DiskWork work;
    private final DisksView view;

    DisksInterface(DiskWork work, DisksView view) {
        this.work = work;
        this.view = view;
    }

    /** What a method does before its reply. */
    @FunctionalInterface
    private interface Answer {
        String json() throws InterruptedException;
    }

    VarlinkInterface describe() {
        return new VarlinkInterface(
                DisksMessages.INTERFACE,
                DisksMessages.description(),
                Map.of(
                        "List", this::list,
                        "Use", this::use,
                        "Release", this::release,
                        "Forget", this::forget,
                        "Prepare", this::prepare));
    }

    /** The HAL's errors that nothing better is known of become the interface's. */
    private static void reply(VarlinkCall call, Answer answer) throws IOException, InterruptedException {
        String json;
        try {
            json = answer.json();
        } catch (HalException failure) {
            throw switch (failure.kind()) {
                case GONE -> Refusals.noDisk();
                case BUSY -> Refusals.busy();
                default ->
                    Refusals.refused(
                            "The plug could not look at its disks: " + failure.kind() + ". Try again in a minute.");
            };
        }
        call.reply(json);
    }

    private String told(Seen seen) {
        return DisksMessages.DISK_REPLY.toJson(new DiskReply(view.of(seen)));
    }

    private static String needed(String parameter, String value) {
        if (value == null) {
            throw VarlinkException.invalidParameter(parameter);
        }
        return value;
    }

    private static String volume(VarlinkCall call) {
        return needed("volume", call.parameters(DisksMessages.VOLUME_REQUEST).volume());
    }

    private void list(VarlinkCall call) throws IOException, InterruptedException {
        reply(call, () -> DisksMessages.LIST_REPLY.toJson(new ListReply(view.list())));
    }

    private void use(VarlinkCall call) throws IOException, InterruptedException {
        UseRequest request = call.parameters(DisksMessages.USE_REQUEST);
        String volume = needed("volume", request.volume());
        String identity = needed("identity", request.identity());
        reply(call, () -> told(work.use(volume, identity)));
    }

    private void release(VarlinkCall call) throws IOException, InterruptedException {
        String volume = volume(call);
        reply(call, () -> told(work.release(volume)));
    }

    private void forget(VarlinkCall call) throws IOException, InterruptedException {
        String volume = volume(call);
        reply(call, () -> told(work.forget(volume)));
    }

    private void prepare(VarlinkCall call) throws IOException, InterruptedException {
        PrepareRequest request = call.parameters(DisksMessages.PREPARE_REQUEST);
        String volume = needed("volume", request.volume());
        String identity = needed("identity", request.identity());
        String label = needed("label", request.label());
        Optional<String> typed = Optional.ofNullable(request.confirmation()).filter(text -> !text.isEmpty());
        reply(call, () -> told(work.prepare(volume, identity, typed, label)));
    }
}
