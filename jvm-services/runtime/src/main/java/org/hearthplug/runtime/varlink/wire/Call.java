// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink.wire;

import io.avaje.jsonb.Json;

/** A method call; see "Method Call" in the specification. */
@Json
public record Call(String method, @Json.Raw String parameters, Boolean oneway, Boolean more, Boolean upgrade) {}
