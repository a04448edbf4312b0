// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.sshd.common.kex.BuiltinKEM;
import org.apache.sshd.common.kex.KeyEncapsulationMethod;
import org.hearthplug.libcrypto.MlKem768;

/** ML-KEM-768 of a server by libcrypto; MINA's own where the library is not, or has it not. */
final class LibraryKem implements KeyEncapsulationMethod {
    @Override
    public Client getClient() {
        return BuiltinKEM.mlkem768.getClient();
    }

    @Override
    public Server getServer() {
        return new Answer();
    }

    /** The answer to one client. */
    private static final class Answer implements Server {
        private byte[] secret;
        private byte[] capsule;

        @Override
        public int getPublicKeyLength() {
            return MlKem768.PUBLIC_KEY_BYTES;
        }

        /** Takes what the client sent and returns what follows its key; {@link IllegalArgumentException}, as MINA expects it, when that is none. */
        @Override
        public byte[] init(byte[] sent) {
            if (sent.length < MlKem768.PUBLIC_KEY_BYTES) {
                throw new IllegalArgumentException("a key of ML-KEM-768 is missing");
            }
            byte[] key = Arrays.copyOf(sent, MlKem768.PUBLIC_KEY_BYTES);
            Optional<MlKem768> made;
            try {
                made = MlKem768.encapsulate(key);
            } catch (InvalidKeyException e) {
                throw new IllegalArgumentException(e);
            }
            if (made.isPresent()) {
                secret = made.get().secret();
                capsule = made.get().capsule();
            } else {
                Server plain = BuiltinKEM.mlkem768.getServer();
                plain.init(key);
                secret = plain.getSecret();
                capsule = plain.getEncapsulation();
            }
            return Arrays.copyOfRange(sent, MlKem768.PUBLIC_KEY_BYTES, sent.length);
        }

        @Override
        public byte[] getSecret() {
            return secret;
        }

        @Override
        public byte[] getEncapsulation() {
            return capsule;
        }
    }
}
