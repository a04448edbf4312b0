// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink.wire;

import io.avaje.jsonb.Json;
import java.util.List;

/** Reply of {@code org.varlink.service.GetInfo}. */
@Json
public record Info(String vendor, String product, String version, String url, List<String> interfaces) {}
