// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hearthplug.storage.Space;

/** Another way to people's files than HTTPS, found by {@link java.util.ServiceLoader}; lets programs in by app passwords and keys. */
public interface FileDoor extends AutoCloseable {
    /** Says whose files a program may have. */
    interface Admission {
        /** Lets in the person with this name and app password, if they are right; counts wrong tries by peer. */
        Optional<Pass> admit(String peer, String name, String password) throws IOException;

        /** Returns whether a person of this name may come in with this key, once it is proved. */
        boolean knowsKey(String name, String algorithm, byte[] key);

        /** Lets in the person with this name whose key it is, if the proof is good. */
        Optional<Pass> admitKey(String peer, String name, KeyProof proof) throws IOException;
    }

    /** What a program was let in with. It is good until the person may no longer come, or takes the password or the key back. For one thread. */
    interface Pass {
        /**
         * Returns the person's files as they may see and change them now; empty when the pass is good no more. To be asked at each request: it
         * is cheap, and the same space, while nobody's rights change.
         */
        Optional<Space> space() throws IOException;
    }

    /**
     * What shows that somebody has a key.
     *
     * @param algorithm how it was signed, as SSH names it
     * @param key the public key, in SSH's form
     * @param signed what was signed
     * @param signature the signature, in SSH's form
     */
    record KeyProof(String algorithm, byte[] key, byte[] signed, byte[] signature) {}

    /**
     * Listens; loads nothing else before somebody connects.
     *
     * @param address where to listen; empty for all addresses
     * @param port the TCP port, 0 for a free one
     * @param stateFolder where the door keeps its key
     * @throws IOException when the port is taken
     */
    void open(String address, int port, Path stateFolder, Admission admission) throws IOException;

    /** Returns the port that it listens on. */
    int port();

    /** Returns the fingerprint of the door's key, as its programs show it; makes the key when there is none. */
    String fingerprint() throws IOException;

    @Override
    void close();
}
