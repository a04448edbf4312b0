// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.hal.BoardProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {
    @TempDir
    Path root;

    @Test
    void everyBoardThatIsListedIsWhole() {
        ProfileFile file = new ProfileFile(new KernelFiles(root));
        for (String word : List.of(
                "raspberrypi,model-zero-2-w",
                "raspberrypi,3-model-a-plus",
                "raspberrypi,3-model-b-plus",
                "beagle,am625-beagleplay",
                "linux,dummy-virt")) {
            BoardProfile profile = file.of(List.of("some,carrier", word)).orElseThrow();
            assertThat(profile.parts()).as(word).hasSizeGreaterThan(5).noneMatch(BoardProfile.Part::found);
            assertThat(profile.limits()).as(word).hasSizeGreaterThan(3).allMatch(limit -> limit.value() > 0);
            assertThat(profile.simulated()).isEqualTo(word.startsWith("linux,"));
        }
        assertThat(ProfileFile.lines("index")).hasSize(5);
        assertThat(file.of(List.of("nobody,nothing"))).isEmpty();
    }

    @Test
    void whatTheKernelShowsIsFound() throws Exception {
        Files.createDirectories(root.resolve("sys/class/leds/ACT"));
        Files.createDirectories(root.resolve("sys/class/ieee80211/phy0"));
        BoardProfile profile = new ProfileFile(new KernelFiles(root))
                .of(List.of("raspberrypi,model-zero-2-w"))
                .orElseThrow();
        assertThat(profile.parts().stream().filter(BoardProfile.Part::found).map(BoardProfile.Part::kind))
                .containsExactly("led", "wifi");
    }

    @Test
    void aSimulatorsModuleMakesTheHardwareSimulated() throws Exception {
        assertThat(LinuxHardware.simulatedParts(new KernelFiles(root))).isEmpty();
        Files.createDirectories(root.resolve("sys/module/hearth_bench"));
        assertThat(LinuxHardware.simulatedParts(new KernelFiles(root))).containsExactly("hearth_bench");
    }
}
