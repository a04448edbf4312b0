// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.Map;

/** Parameters as they come, for an echo: JSON text to JSON text. */
final class Raw {
    private Raw() {}

    static final JsonType<Map<String, Object>> MAP =
            Jsonb.builder().build().type(Object.class).map();

    static String echo(VarlinkCall call) {
        return MAP.toJson(call.parameters(MAP));
    }
}
