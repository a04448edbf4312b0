// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.hearthplug.rig.Json;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void writesWhatProgramsRead() {
        Report report = new Report("boot");
        report.add(Metric.lower("power-on to page", 9.04, "s").over(8).must(2).aim(1.25));
        report.add(Metric.higher("upload", 4, "MB/s"));
        Json json = Json.parse(report.json());
        assertThat(json.get("0.metric").string()).isEqualTo("power-on to page");
        assertThat(json.get("0.ratio").doubleValue()).isEqualTo(1.13);
        assertThat(json.get("0.must").doubleValue()).isEqualTo(2);
        assertThat(json.get("0.better").string()).isEqualTo("lower");
        assertThat(json.at("1.peer")).isEmpty();
        assertThat(json.get("1.better").string()).isEqualTo("higher");
    }

    @Test
    void judgesTheRatioWhereThereIsAPeerAndTheValueWhereThereIsNone() {
        assertThat(Metric.lower("a", 9, "s").over(3).must(2).fails()).isTrue();
        assertThat(Metric.lower("a", 9, "s").over(8).must(2).fails()).isFalse();
        assertThat(Metric.lower("a", 161, "MiB").must(160).fails()).isTrue();
        assertThat(Metric.higher("a", 0.4, "MB/s").over(1).must(0.5).fails()).isTrue();
        assertThat(Metric.lower("a", 1, "s").fails()).isFalse();
    }

    @Test
    void theMedianIsTheMiddle() {
        Samples samples = new Samples();
        samples.add(9);
        samples.add(1);
        samples.add(5);
        assertThat(samples.median()).isEqualTo(5);
        samples.add(6);
        assertThat(samples.median()).isEqualTo(5.5);
    }

    @Test
    void namesProcessesByTheirService() {
        assertThat(BootBench.shortName("/opt/hearth/jre/bin/java @/etc/hearth/cloudd.jvm -cp x"))
                .isEqualTo("cloudd");
        assertThat(BootBench.shortName("udhcpc -f -R")).isEqualTo("udhcpc -f -R");
    }
}
