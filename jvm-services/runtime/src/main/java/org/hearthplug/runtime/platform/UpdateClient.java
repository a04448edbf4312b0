// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import java.nio.file.Path;
import java.time.Duration;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;

/** {@code org.hearthplug.Update}, as its clients see it. For any number of threads; connects at the first call. */
public final class UpdateClient implements AutoCloseable {
    private static final int MAX_REPLY_BYTES = 64 * 1024;

    private final Path socket;
    private VarlinkClient client;

    /** Makes a client of the socket. */
    public UpdateClient(Path socket) {
        this.socket = socket;
    }

    /**
     * Calls a method and waits at most until the limit.
     *
     * @param method full name, one of {@link UpdateMessages#ALL}
     * @param parametersJson a JSON object, or null for none
     * @return the reply's parameters as JSON
     * @throws VarlinkException when platformd does not answer or refuses
     */
    public String call(String method, String parametersJson, Duration limit) {
        return client().call(method, parametersJson, limit);
    }

    /** Made when it is needed: most days nobody asks for updates. */
    private synchronized VarlinkClient client() {
        if (client == null) {
            client = new VarlinkClient(socket, MAX_REPLY_BYTES);
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
