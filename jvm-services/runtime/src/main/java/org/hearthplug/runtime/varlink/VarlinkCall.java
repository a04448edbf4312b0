// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import io.avaje.jsonb.JsonType;
import java.io.IOException;
import org.hearthplug.runtime.varlink.wire.Call;
import org.hearthplug.runtime.varlink.wire.Reply;

/** One call as its method sees it. Used by the one thread that answers it. */
public final class VarlinkCall {
    private final Call message;
    private final Peer peer;
    private final Sender sender;
    private boolean finished;

    VarlinkCall(Call message, Peer peer, Sender sender) {
        this.message = message;
        this.peer = peer;
        this.sender = sender;
    }

    /** Puts a reply on the wire, within the server's time limit. */
    @FunctionalInterface
    interface Sender {
        void send(Reply reply) throws IOException;
    }

    /** Full name of the method. */
    public String method() {
        return message.method();
    }

    /** Who calls. */
    public Peer peer() {
        return peer;
    }

    /** True when the caller takes several replies. */
    public boolean wantsMore() {
        return Boolean.TRUE.equals(message.more()) && !oneway();
    }

    /** True when the caller wants no reply at all; replies are then dropped. */
    boolean oneway() {
        return Boolean.TRUE.equals(message.oneway());
    }

    /**
     * The parameters as a typed value.
     *
     * @throws VarlinkException {@code InvalidParameter} when they are not of that type
     */
    public <T> T parameters(JsonType<T> type) {
        String json = message.parameters() == null ? "{}" : message.parameters();
        try {
            T value = type.fromJson(json);
            if (value != null) {
                return value;
            }
        } catch (RuntimeException unreadable) {
            // Falls to the error below: which parameter is at fault is not known here.
        }
        throw VarlinkException.invalidParameter("parameters");
    }

    /** Sends one of several replies. The caller must have asked for more. */
    public void replyContinues(String parametersJson) throws IOException {
        if (!wantsMore()) {
            throw VarlinkException.expectedMore();
        }
        put(new Reply(parametersJson, true, null));
    }

    /** Sends the only or last reply: a JSON object, or null for none. */
    public void reply(String parametersJson) throws IOException {
        put(new Reply(parametersJson, null, null));
        finished = true;
    }

    void error(VarlinkException error) throws IOException {
        put(new Reply(error.parametersJson().orElse(null), null, error.error().orElseThrow()));
        finished = true;
    }

    private void put(Reply reply) throws IOException {
        if (finished) {
            throw new IllegalStateException(method() + " has been answered already.");
        }
        if (!oneway()) {
            sender.send(reply);
        }
    }

    boolean finished() {
        return finished;
    }
}
