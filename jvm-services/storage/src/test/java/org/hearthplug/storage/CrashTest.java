// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hearthplug.storage.FaultPoint.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The world stops before each step of each operation, and the storage is opened again. What a disk forgets that was not synced is the
 * rig's to show, by cutting the power of a whole machine.
 */
class CrashTest {
    /** The machine stopped. Not an exception that anybody catches: nothing cleans up after it. */
    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class CutBefore implements FaultPoint {
        private final Step step;
        private boolean armed;

        CutBefore(Step step) {
            this.step = step;
        }

        @Override
        public void reach(Step reached) {
            if (armed && reached == step) {
                throw new PowerCut();
            }
        }
    }

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "UPLOAD_.*")
    void anUploadIsWholeOrAbsent(Step step) throws IOException {
        Fixture plug = cut(step, fixture -> upload(fixture, "new", "whole content"));
        boolean renamed = step == Step.UPLOAD_SYNC_FOLDER || step == Step.UPLOAD_ACKNOWLEDGE;
        assertThat(plug.names("")).isEqualTo(renamed ? List.of("kept", "new") : List.of("kept"));
        if (renamed) {
            assertThat(plug.get("new")).isEqualTo("whole content");
        }
        assertThat(plug.halves()).isEmpty();
        assertThat(plug.put("new", "again").entry().bytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "UPLOAD_.*")
    void aReplacedFileIsTheOldOneOrTheNewOne(Step step) throws IOException {
        Fixture plug = cut(step, fixture -> upload(fixture, "kept", "new content"));
        boolean renamed = step == Step.UPLOAD_SYNC_FOLDER || step == Step.UPLOAD_ACKNOWLEDGE;
        assertThat(plug.get("kept")).isEqualTo(renamed ? "new content" : "old content");
        assertThat(plug.halves()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"VERSION_LINK", "VERSION_NOTE", "UPLOAD_RENAME", "UPLOAD_SYNC_FOLDER"})
    void whatIsReplacedIsInItsPlaceOrAFormerContent(Step step) throws IOException {
        Fixture plug = cut(step, fixture -> upload(fixture, "kept", "new content"));
        boolean renamed = step == Step.UPLOAD_SYNC_FOLDER;
        List<Version> versions = plug.space.past().versions(path("kept"));
        assertThat(versions).hasSize(renamed ? 1 : 0);
        if (renamed) {
            plug.space.past().restore(path("kept"), versions.getFirst().id());
        }
        assertThat(plug.get("kept")).isEqualTo("old content");
    }

    @ParameterizedTest
    @EnumSource(names = {"VERSION_LINK", "VERSION_NOTE", "VERSION_RENAME", "VERSION_SYNC"})
    void aVersionThatComesBackIsFormerOrPresentAndSoIsTheOther(Step step) throws IOException {
        CutBefore cut = new CutBefore(step);
        Fixture plug = prepared(cut);
        plug.put("kept", "new content");
        String id = plug.space.past().versions(path("kept")).getFirst().id();
        cut.armed = true;
        assertThatThrownBy(() -> plug.space.past().restore(path("kept"), id)).isInstanceOf(PowerCut.class);
        plug.reopen(0, FaultPoint.NONE);
        boolean back = step == Step.VERSION_SYNC;
        assertThat(plug.get("kept")).isEqualTo(back ? "old content" : "new content");
        List<Version> versions = plug.space.past().versions(path("kept"));
        assertThat(versions).hasSize(1);
        plug.space.past().restore(path("kept"), versions.getFirst().id());
        assertThat(plug.get("kept")).isEqualTo(back ? "new content" : "old content");
    }

    @ParameterizedTest
    @EnumSource(names = {"BIN_PREPARE", "BIN_DESCRIBE", "BIN_RENAME", "BIN_SYNC"})
    void whatIsDeletedIsInItsPlaceOrInTheBin(Step step) throws IOException {
        Fixture plug = cut(step, fixture -> fixture.space.delete(path("kept")));
        List<BinItem> bin = plug.space.bin();
        boolean binned = step == Step.BIN_SYNC;
        assertThat(plug.names("")).isEqualTo(binned ? List.of() : List.of("kept"));
        assertThat(bin).hasSize(binned ? 1 : 0);
        if (binned) {
            plug.space.restore(bin.getFirst().id());
        }
        assertThat(plug.get("kept")).isEqualTo("old content");
        assertThat(binFolder()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTORE_RENAME", "RESTORE_SYNC", "PURGE_HIDE", "PURGE_DELETE"})
    void whatIsRestoredIsInTheBinOrInItsPlace(Step step) throws IOException {
        CutBefore cut = new CutBefore(step);
        Fixture plug = prepared(cut);
        String id = plug.space.delete(path("kept")).id();
        cut.armed = true;
        assertThatThrownBy(() -> plug.space.restore(id)).isInstanceOf(PowerCut.class);
        plug.reopen(0, FaultPoint.NONE);
        boolean back = step != Step.RESTORE_RENAME;
        assertThat(plug.names("")).isEqualTo(back ? List.of("kept") : List.of());
        assertThat(plug.space.bin()).hasSize(back ? 0 : 1);
        if (!back) {
            plug.space.restore(id);
        }
        assertThat(plug.get("kept")).isEqualTo("old content");
        assertThat(binFolder()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PURGE_HIDE", "PURGE_DELETE"})
    void whatIsPurgedLeavesNothingBehind(Step step) throws IOException {
        CutBefore cut = new CutBefore(step);
        Fixture plug = prepared(cut);
        plug.space.makeFolder(path("folder"));
        plug.put("folder/inner", "x");
        String id = plug.space.delete(path("folder")).id();
        cut.armed = true;
        assertThatThrownBy(() -> plug.space.purge(id)).isInstanceOf(PowerCut.class);
        plug.reopen(0, FaultPoint.NONE);
        assertThat(plug.space.bin()).hasSize(step == Step.PURGE_HIDE ? 1 : 0);
        assertThat(binFolder()).hasSize(step == Step.PURGE_HIDE ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"MOVE_RENAME", "MOVE_SYNC", "FOLDER_CREATE", "FOLDER_SYNC"})
    void aNameIsTheOldOneOrTheNewOne(Step step) throws IOException {
        boolean move = step.name().startsWith("MOVE");
        Fixture plug = cut(step, fixture -> {
            if (move) {
                fixture.space.move(path("kept"), path("moved"), false);
            } else {
                fixture.space.makeFolder(path("made"));
            }
        });
        List<String> after = move ? List.of("moved") : List.of("kept", "made");
        assertThat(plug.names("")).isEqualTo(step.name().endsWith("SYNC") ? after : List.of("kept"));
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY_WRITE", "COPY_RENAME", "COPY_SYNC"})
    void aCopiedFolderIsWholeOrAbsent(Step step) throws IOException {
        CutBefore cut = new CutBefore(step);
        Fixture plug = prepared(cut);
        plug.space.makeFolder(path("folder"));
        plug.put("folder/a", "a");
        plug.put("folder/b", "b");
        cut.armed = true;
        assertThatThrownBy(() -> plug.space.copy(path("folder"), path("copy"), true, false))
                .isInstanceOf(PowerCut.class);
        plug.reopen(0, FaultPoint.NONE);
        boolean there = step == Step.COPY_SYNC;
        assertThat(plug.names("")).isEqualTo(there ? List.of("copy", "folder", "kept") : List.of("folder", "kept"));
        if (there) {
            assertThat(plug.names("copy")).containsExactly("a", "b");
        }
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void everyStepIsCoveredByATestAbove() {
        Set<Step> covered = EnumSet.noneOf(Step.class);
        for (var method : CrashTest.class.getDeclaredMethods()) {
            EnumSource source = method.getAnnotation(EnumSource.class);
            if (source != null) {
                Arrays.stream(Step.values())
                        .filter(step -> Stream.of(source.names()).anyMatch(step.name()::matches))
                        .forEach(covered::add);
            }
        }
        assertThat(covered).containsExactlyInAnyOrder(Step.values());
    }

    private interface Operation {
        void run(Fixture plug) throws IOException;
    }

    private Fixture cut(Step step, Operation operation) throws IOException {
        CutBefore cut = new CutBefore(step);
        Fixture plug = prepared(cut);
        cut.armed = true;
        assertThatThrownBy(() -> operation.run(plug)).isInstanceOf(PowerCut.class);
        plug.reopen(0, FaultPoint.NONE);
        return plug;
    }

    private Fixture prepared(FaultPoint faults) throws IOException {
        Fixture plug = new Fixture(root, 0, faults);
        plug.put("kept", "old content");
        return plug;
    }

    /** As a server does, but without its cleaning up. */
    private static void upload(Fixture plug, String name, String text) throws IOException {
        Upload upload = plug.space.upload(path(name), Condition.NONE, text.length());
        upload.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        upload.commit();
    }

    private List<Path> binFolder() throws IOException {
        try (Stream<Path> items = Files.list(root.resolve(".hearth/bin/anna"))) {
            return items.toList();
        }
    }
}
