// SPDX-License-Identifier: AGPL-3.0-or-later
/** HTTPS, sessions, the claim, the HTTP API and the page. */
module org.hearthplug.web {
    requires java.logging;
    requires java.net.http;
    requires transitive org.hearthplug.storage;
    requires org.hearthplug.libcrypto;
    requires org.hearthplug.runtime;
    requires io.avaje.json;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.eclipse.jetty.alpn.server;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;

    exports org.hearthplug.web;
}
