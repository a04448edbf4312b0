// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.util.Map;
import java.util.Set;

/** Decides who may call what. What is not allowed is refused. */
@FunctionalInterface
public interface AccessPolicy {
    /**
     * True when this peer may call this method.
     *
     * @param peer who calls
     * @param method full name of the method, {@code org.hearthplug.Platform.GetSnapshot}
     */
    boolean allows(Peer peer, String method);

    /**
     * The superuser may call everything, each named user the methods listed for it; all who may call anything may also
     * ask the service to describe itself.
     *
     * @param superuser account that may call everything
     * @param methodsByUser full method names for each other account
     */
    static AccessPolicy byUser(String superuser, Map<String, Set<String>> methodsByUser) {
        Map<String, Set<String>> rules = Map.copyOf(methodsByUser);
        return (peer, method) -> {
            if (peer.user().equals(superuser)) {
                return true;
            }
            Set<String> allowed = rules.get(peer.user());
            return allowed != null && (allowed.contains(method) || method.startsWith(ServiceInterface.NAME + "."));
        };
    }
}
