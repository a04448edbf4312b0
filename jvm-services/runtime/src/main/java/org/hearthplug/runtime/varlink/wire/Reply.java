// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink.wire;

import io.avaje.jsonb.Json;

/** A reply or an error; see "Method Reply" in the specification. */
@Json
public record Reply(@Json.Raw String parameters, Boolean continues, String error) {}
