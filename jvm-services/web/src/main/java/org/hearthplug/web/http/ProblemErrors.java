// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that Jetty finds itself (a header of a megabyte, a broken request line), as problems like all others. */
public final class ProblemErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        byte[] body = new Problem(status, Statuses.sentence(status)).body();
        describe(response.getHeaders());
        response.getHeaders().put("Content-Length", body.length);
        boolean head = "HEAD".equals(request.getMethod());
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
        return true;
    }

    private static void describe(HttpFields.Mutable headers) {
        SecurityHeaders.putOn(headers);
        headers.put("Content-Type", "application/problem+json");
        headers.put("Cache-Control", "no-store");
    }
}
