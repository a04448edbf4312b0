// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hearthplug.rig.Json;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static Recording of(double... pairs) {
        Recording recording = new Recording();
        for (int i = 0; i < pairs.length; i += 2) {
            recording.add(pairs[i], pairs[i + 1]);
        }
        return recording;
    }

    @Test
    void energyAndMeansAreThoseOfStraightLinesBetweenTheValues() {
        Recording recording = of(0, 2, 1, 4, 3, 4, 4, 0);
        assertThat(recording.joule(0, 4)).isCloseTo(3 + 8 + 2, within(1e-9));
        assertThat(recording.joule(0.5, 1)).isCloseTo(1.75, within(1e-9));
        assertThat(recording.mean(1, 3)).isCloseTo(4, within(1e-9));
        assertThat(recording.longestGap(0, 4)).isEqualTo(2);
    }

    @Test
    void theWorstSecondIsNoSmallerThanAnySecond() {
        SplittableRandom random = new SplittableRandom(5);
        Recording recording = new Recording();
        double second = 0;
        for (int i = 0; i < 400; i++) {
            second += random.nextDouble(0.02, 0.3);
            recording.add(second, random.nextDouble(2, 8));
        }
        Recording.Second worst = recording.worst(5, 30);
        assertThat(worst.end()).isBetween(6.0, 30.0);
        double finest = 0;
        for (double end = 6; end <= 30; end += 0.001) {
            finest = Math.max(finest, recording.joule(end - 1, end));
        }
        assertThat(worst.watts()).isCloseTo(finest, within(0.02));
    }

    @Test
    void settledIsWhenTheMeanOfASecondStaysBelow() {
        Recording recording = new Recording();
        for (int i = 0; i <= 100; i++) {
            recording.add(i / 10.0, i < 52 ? 5 : 3);
        }
        // From 5.1 s on 3 W: the second that ends at 5.6 s is the first whose mean is at most 4 W.
        assertThat(recording.settled(5, 10, 4)).isCloseTo(0.7, within(0.11));
        assertThat(recording.settled(5, 10, 2.9)).isNaN();
    }

    @Test
    void lessThanASecondHasNoWorstAndTimeDoesNotRunBackwards() {
        assertThat(of(0, 1, 0.5, 9).worst(0, 0.5).watts()).isNaN();
        assertThatThrownBy(() -> of(1, 1, 1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theReportSaysAllOfIt() {
        Recording recording = new Recording();
        for (int i = 0; i <= 100; i++) {
            recording.add(i / 10.0, i < 50 ? 3 : 7.5);
        }
        Suite.Step rest = new Suite.Step(
                "at rest", 0, 5, 7, true, recording.worst(0, 5), recording.mean(0, 5), Double.NaN, 0, "");
        Suite.Step busy = new Suite.Step(
                "busy", 5, 10, 7, false, recording.worst(5, 10), recording.mean(5, 10), Double.NaN, 1 << 20, "<why>");
        Suite.Result result =
                new Suite.Result(recording, List.of(rest, busy), Double.NaN, "SIMULATED", Map.of("board", "lab"));
        Report report = new Report(result, "Simulated", Instant.parse("2026-11-25T08:00:00Z"));
        Json json = Json.parse(report.json());
        assertThat(json.get("limitHeld").bool()).isFalse();
        assertThat(json.get("steps").list()).hasSize(2);
        assertThat(json.get("steps").list().get(1).get("worstSecondWatts").doubleValue())
                .isEqualTo(7.5);
        assertThat(json.get("watts").list()).hasSize(101);
        assertThat(report.html())
                .contains("not held", "<svg", "&lt;why&gt;", "openssl dgst -sha256 -verify")
                .doesNotContain("<why>");
    }

    @Test
    void theLimitIsDrawnWithoutAGapAndWhereItIsPutBackThePlotSaysSo() {
        Recording recording = new Recording();
        for (int i = 0; i <= 150; i++) {
            recording.add(i / 10.0, 3);
        }
        Recording.Second worst = recording.worst(0, 5);
        List<Suite.Step> steps = List.of(
                new Suite.Step("busy", 0, 5, 7, true, worst, 3, Double.NaN, 0, ""),
                new Suite.Step("lowered", 5, 10, 4, true, worst, 3, 0.5, 0, ""),
                new Suite.Step("disk", 11, 15, 7, true, worst, 3, Double.NaN, 0, ""));
        Suite.Result result = new Suite.Result(recording, steps, Double.NaN, "SIMULATED", Map.of("board", "lab"));
        String html = new Report(result, "Simulated", Instant.parse("2026-11-25T08:00:00Z")).html();
        assertThat(html.split("limit being put back", -1)).as("marks").hasSize(2);
        assertThat(html).as("the plug took that at once").doesNotContain("limit being lowered");
        assertThat(html.split("#8a1c1c\" stroke-width", -1))
                .as("lines of the limit's colour")
                .hasSize(2);
    }

    @Test
    void aBenchFileWithALineThatIsNoneIsRefused() throws Exception {
        Path file = java.nio.file.Files.createTempFile("bench", ".conf");
        java.nio.file.Files.writeString(
                file, "# a bench\nmeter = tcp:meter:5025  # in the attic\nmeter-query=:NUM:VAL?\n");
        assertThat(BenchFile.read(file).lines())
                .containsEntry("meter", "tcp:meter:5025")
                .hasSize(2);
        java.nio.file.Files.writeString(file, "meter\n");
        assertThatThrownBy(() -> BenchFile.read(file)).isInstanceOf(IllegalArgumentException.class);
        java.nio.file.Files.delete(file);
    }
}
