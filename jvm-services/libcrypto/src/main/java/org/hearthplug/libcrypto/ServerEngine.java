// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/** What an engine of a server says of its settings, which are those of all connections and cannot be changed for one. */
abstract sealed class ServerEngine extends SSLEngine permits TlsEngine {
    private final List<String> suites;
    private final List<String> versions;

    ServerEngine(String peer, int port, List<String> suites, List<String> versions) {
        super(peer, port);
        this.suites = suites;
        this.versions = versions;
    }

    /** Nothing is put off: all is computed in wrap and unwrap. */
    @Override
    public Runnable getDelegatedTask() {
        return null;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return suites.toArray(String[]::new);
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return getSupportedCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] wanted) {
        requireOurs(wanted, suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return versions.toArray(String[]::new);
    }

    @Override
    public String[] getEnabledProtocols() {
        return getSupportedProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] wanted) {
        requireOurs(wanted, versions);
    }

    private static void requireOurs(String[] wanted, List<String> ours) {
        if (!Set.of(wanted).equals(Set.copyOf(ours))) {
            throw new IllegalArgumentException("set for all connections, by TlsSettings");
        }
    }

    @Override
    public void setUseClientMode(boolean client) {
        refuse(client);
    }

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        refuse(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        refuse(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    private static void refuse(boolean asked) {
        if (asked) {
            throw new IllegalArgumentException("the server's end, without client certificates");
        }
    }

    /** Sessions are never resumed, so this makes no difference. */
    @Override
    public void setEnableSessionCreation(boolean create) {
        // See above.
    }

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }
}
