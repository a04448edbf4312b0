// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

/** What a service says of itself in {@code org.varlink.service.GetInfo}. */
public record ServiceInfo(String vendor, String product, String version, String url) {}
