// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Plain HTTP says one thing only: come over HTTPS. */
final class Redirect {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]");

    private Redirect() {}

    static void send(Request request, Response response, int httpsPort) throws IOException {
        String host = request.getHttpURI().getHost();
        String path = request.getHttpURI().getPathQuery();
        if (host == null || !HOST.matcher(host).matches() || path == null || !path.startsWith("/")) {
            response.setStatus(400);
        } else {
            response.setStatus(308);
            String port = httpsPort == 443 ? "" : ":" + httpsPort;
            response.getHeaders().put("Location", "https://" + host + port + path);
        }
        response.getHeaders().put("Connection", "close");
        response.getHeaders().put("Content-Length", 0);
        Content.Sink.write(response, true, ByteBuffer.allocate(0));
    }
}
