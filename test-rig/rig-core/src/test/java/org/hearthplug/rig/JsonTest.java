// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void findsValuesByPath() {
        Json json = Json.parse("{\"a\":{\"b\":[{\"c\":7},{\"c\":8.5}]},\"t\":true,\"s\":\"grün\",\"n\":null}");
        assertThat(json.get("a.b.0.c").longValue()).isEqualTo(7);
        assertThat(json.get("a.b.1.c").doubleValue()).isEqualTo(8.5);
        assertThat(json.get("a.b").list()).hasSize(2);
        assertThat(json.get("t").bool()).isTrue();
        assertThat(json.get("s").string()).isEqualTo("grün");
        assertThat(json.at("n")).isEmpty();
        assertThat(json.at("a.b.2")).isEmpty();
        assertThat(json.at("s.x")).isEmpty();
    }

    @Test
    void saysWhatIsMissingOrOfAnotherType() {
        Json json = Json.parse("{\"a\":1}");
        assertThatThrownBy(() -> json.get("b")).isInstanceOf(RigException.class).hasMessageContaining("no b in");
        assertThatThrownBy(() -> json.get("a").string()).hasMessageContaining("not a string");
        assertThatThrownBy(() -> Json.parse("<html>"))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.PROTOCOL));
    }

    @Test
    void readsBackWhatItWrites() {
        Map<String, Object> value = Map.of("list", List.of(1, "zwei", false), "quote", "\"\\\n");
        Json read = Json.parse(Json.write(value));
        assertThat(read.get("quote").string()).isEqualTo("\"\\\n");
        assertThat(read.get("list.1").string()).isEqualTo("zwei");
    }
}
