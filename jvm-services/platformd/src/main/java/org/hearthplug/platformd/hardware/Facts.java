// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.runtime.platform.HardwareMessages.Fact;
import org.hearthplug.runtime.platform.HardwareMessages.Part;

/** A part in the making: facts that are not known are left out. */
final class Facts {
    private final String kind;
    private final String name;
    private final String about;
    private final List<Fact> facts = new ArrayList<>();
    private String parent;

    Facts(String kind, String name, String about) {
        this.kind = kind;
        this.name = name;
        this.about = about;
    }

    Facts parent(Optional<String> hub) {
        parent = hub.orElse(null);
        return this;
    }

    Facts add(String fact, String value) {
        if (!value.isBlank()) {
            facts.add(new Fact(fact, value));
        }
        return this;
    }

    Facts add(String fact, Optional<String> value) {
        return add(fact, value.orElse(""));
    }

    Part part() {
        return new Part(kind, name, parent, about, facts);
    }
}
