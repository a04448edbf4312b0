// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.security.InvalidKeyException;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.digest.Digest;
import org.apache.sshd.common.kex.AbstractDH;
import org.apache.sshd.common.kex.CurveSizeIndicator;
import org.apache.sshd.common.kex.KeyEncapsulationMethod;
import org.apache.sshd.common.util.buffer.Buffer;
import org.hearthplug.libcrypto.X25519;

/** One exchange over X25519 (RFC 8731), or X25519's part of a hybrid one. */
final class LibraryExchange extends AbstractDH implements CurveSizeIndicator {
    private final X25519 own;
    private final BuiltinDigests hash;
    private final KeyEncapsulationMethod lattice;
    private byte[] other;

    LibraryExchange(X25519 own, BuiltinDigests hash, KeyEncapsulationMethod lattice) {
        this.own = own;
        this.hash = hash;
        this.lattice = lattice;
    }

    @Override
    public int getByteLength() {
        return X25519.BYTES;
    }

    @Override
    protected byte[] calculateE() {
        return own.publicKey();
    }

    @Override
    public void setF(byte[] theirs) {
        other = theirs;
    }

    /** In SSH the secret alone is a number without leading zeros; in a hybrid it is hashed as it is. */
    @Override
    protected byte[] calculateK() throws InvalidKeyException {
        byte[] secret = own.agree(other);
        return lattice == null ? stripLeadingZeroes(secret) : secret;
    }

    /** RFC 8731, section 3: public keys are strings, not numbers. */
    @Override
    public void putE(Buffer buffer, byte[] key) {
        buffer.putBytes(key);
    }

    @Override
    public void putF(Buffer buffer, byte[] key) {
        buffer.putBytes(key);
    }

    @Override
    public Digest getHash() {
        return hash.create();
    }

    @Override
    public KeyEncapsulationMethod getKeyEncapsulation() {
        return lattice;
    }
}
