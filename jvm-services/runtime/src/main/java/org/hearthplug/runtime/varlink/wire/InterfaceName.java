// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink.wire;

import io.avaje.jsonb.Json;

/** Parameters of {@code org.varlink.service.GetInterfaceDescription}. */
@Json
public record InterfaceName(@Json.Property("interface") String name) {}
