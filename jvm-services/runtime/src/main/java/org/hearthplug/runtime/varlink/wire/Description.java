// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink.wire;

import io.avaje.jsonb.Json;

/** Reply of {@code org.varlink.service.GetInterfaceDescription}. */
@Json
public record Description(String description) {}
