// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.AbstractUserAuthFactory;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.session.ServerSession;
import org.hearthplug.web.FileDoor.Admission;
import org.hearthplug.web.FileDoor.KeyProof;
import org.hearthplug.web.FileDoor.Pass;

/**
 * The method {@code publickey} of RFC 4252, section 7. MINA's own wants its key classes, and for Ed25519 a library beside the JDK; this
 * one hands the bytes on to whoever knows the keys.
 */
final class KeyAuth extends AbstractUserAuth {
    private static final String NAME = "publickey";
    private static final int MAX_KEY = 4096;
    private static final int MAX_ALGORITHM = 64;

    private final Admission admission;

    private KeyAuth(Admission admission) {
        super(NAME);
        this.admission = admission;
    }

    static final class Factory extends AbstractUserAuthFactory {
        private final Admission admission;

        Factory(Admission admission) {
            super(NAME);
            this.admission = admission;
        }

        @Override
        public UserAuth createUserAuth(ServerSession session) {
            return new KeyAuth(admission);
        }
    }

    @Override
    protected Boolean doAuth(Buffer request, boolean first) throws IOException {
        boolean proved = request.getBoolean();
        String algorithm = request.getString();
        byte[] key = request.getBytes();
        if (!first || algorithm.length() > MAX_ALGORITHM || key.length > MAX_KEY) {
            return false;
        }
        if (!proved) {
            if (!admission.knowsKey(getUsername(), algorithm, key)) {
                return false;
            }
            promise(algorithm, key);
            return null; // Not decided yet.
        }
        byte[] signature = request.getBytes();
        ServerSession session = getServerSession();
        KeyProof proof = new KeyProof(algorithm, key, signed(session, algorithm, key), signature);
        Optional<Pass> pass = admission.admitKey(SshSide.peer(session), getUsername(), proof);
        pass.ifPresent(good -> session.setAttribute(SshSide.PASS, good));
        return pass.isPresent();
    }

    /** Says that a signature by this key would do; the program sends it next. */
    private void promise(String algorithm, byte[] key) throws IOException {
        ServerSession session = getServerSession();
        Buffer answer = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_PK_OK, algorithm.length() + key.length + 16);
        answer.putString(algorithm);
        answer.putBytes(key);
        session.writePacket(answer);
    }

    private byte[] signed(ServerSession session, String algorithm, byte[] key) {
        Buffer signed = new ByteArrayBuffer();
        signed.putBytes(session.getSessionId());
        signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        signed.putString(getUsername());
        signed.putString(getService());
        signed.putString(NAME);
        signed.putBoolean(true);
        signed.putString(algorithm);
        signed.putBytes(key);
        return signed.getCompactData();
    }
}
