// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ViewerTest {
    private final Viewer viewer = new Viewer();

    @Test
    void snapshotsReplaceEachOtherAndDevicesDoNot() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            viewer.snapshot("s" + i);
        }
        viewer.device("d1");
        viewer.device("d2");
        viewer.connected(true);
        assertThat(viewer.next(1)).contains(new Viewer.Event("platform", "{\"connected\":true}"));
        assertThat(viewer.next(1)).contains(new Viewer.Event("device", "d1"));
        assertThat(viewer.next(1)).contains(new Viewer.Event("device", "d2"));
        assertThat(viewer.next(1)).contains(new Viewer.Event("snapshot", "s999"));
        assertThat(viewer.next(0)).isEmpty();
    }

    @Test
    void aViewerThatDoesNotReadIsDroppedWithAllThatWaitedForIt() throws InterruptedException {
        for (int i = 0; i < Viewer.MAX_QUEUED; i++) {
            viewer.device("d" + i);
        }
        assertThat(viewer.isDropped()).isFalse();
        viewer.device("one too many");
        assertThat(viewer.isDropped()).isTrue();
        assertThat(viewer.next(60)).isEmpty();
    }
}
