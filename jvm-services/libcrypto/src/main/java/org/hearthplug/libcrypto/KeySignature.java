// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Signatures by libcrypto of messages that are kept whole until their end. Java's first ECDSA signature, and its first check of one, makes a table of 256
 * points: a fifth of a second for a fast processor without an optimising compiler. Whatever is refused here goes to the next provider. For one thread.
 */
abstract sealed class KeySignature extends SignatureSpi {
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private SigningKey key;

    /** ECDSA on P-256 with SHA-256, the signature in DER. */
    static final class P256 extends KeySignature {
        /** All of a SubjectPublicKeyInfo but the point's two numbers: RFC 5480. */
        private static final byte[] PREFIX =
                HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

        private static final int FIELD_BITS = 256;

        /** Found, and checked, when somebody first signs or checks. */
        private static final class Library {
            static final long DIGEST =
                    SelfCheck.find("ECDSA on P-256", () -> Libcrypto.DIGEST_FETCH.named("SHA2-256"), Library::known);

            /** RFC 6979, appendix A.2.5. */
            private static boolean known(long digest) {
                HexFormat hex = HexFormat.of();
                byte[] shown = hex.parseHex(hex.formatHex(PREFIX)
                        + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
                byte[] secret = hex.parseHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"
                        + "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
                byte[] signature =
                        hex.parseHex("3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
                byte[] message = {'s', 'a', 'm', 'p', 'l', 'e'};
                SigningKey publicKey = SigningKey.ofDer(false, digest, shown);
                return publicKey.tells(message, signature)
                        && publicKey.tells(
                                message, SigningKey.ofDer(true, digest, secret).sign(message));
            }
        }

        @Override
        SigningKey open(PublicKey shown) {
            byte[] encoded = shown.getEncoded();
            return Library.DIGEST != 0 && begins(encoded, PREFIX)
                    ? SigningKey.ofDer(false, Library.DIGEST, encoded)
                    : null;
        }

        /** Java knows one curve of this size. */
        @Override
        SigningKey open(PrivateKey secret) {
            if (Library.DIGEST == 0
                    || !(secret instanceof ECPrivateKey ec)
                    || ec.getParams().getCurve().getField().getFieldSize() != FIELD_BITS) {
                return null;
            }
            byte[] encoded = secret.getEncoded();
            try {
                return SigningKey.ofDer(true, Library.DIGEST, encoded);
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        }
    }

    /** Ed25519 (RFC 8032), which is only checked: the plug has no such key. */
    static final class Ed25519 extends KeySignature {
        /** All of a SubjectPublicKeyInfo but the point: RFC 8410. */
        private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

        /** Found, and checked, when somebody first checks. */
        private static final class Library {
            static final boolean GOOD = SelfCheck.holds("Ed25519", Library::known);

            /** RFC 8032, section 7.1, test 2. */
            private static boolean known() {
                HexFormat hex = HexFormat.of();
                byte[] shown = hex.parseHex(
                        hex.formatHex(PREFIX) + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
                byte[] signature = hex.parseHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
                return SigningKey.ofDer(false, Libcrypto.NULL, shown).tells(new byte[] {0x72}, signature);
            }
        }

        @Override
        SigningKey open(PublicKey shown) {
            byte[] encoded = shown.getEncoded();
            return Library.GOOD && begins(encoded, PREFIX) ? SigningKey.ofDer(false, Libcrypto.NULL, encoded) : null;
        }

        @Override
        SigningKey open(PrivateKey secret) {
            return null;
        }
    }

    private static boolean begins(byte[] encoded, byte[] prefix) {
        return encoded != null && Arrays.mismatch(encoded, prefix) == prefix.length;
    }

    /** Returns the key as libcrypto has it; null when it is none for this class. */
    abstract SigningKey open(PublicKey shown);

    /** As above. */
    abstract SigningKey open(PrivateKey secret);

    @Override
    protected void engineInitVerify(PublicKey shown) throws InvalidKeyException {
        begin(open(shown));
    }

    @Override
    protected void engineInitSign(PrivateKey secret) throws InvalidKeyException {
        begin(open(secret));
    }

    private void begin(SigningKey found) throws InvalidKeyException {
        if (found == null) {
            throw new InvalidKeyException("not a key for libcrypto");
        }
        key = found;
        message.reset();
    }

    @Override
    protected void engineUpdate(byte one) {
        message.write(one);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        message.write(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        byte[] signature = key.sign(taken());
        if (signature.length == 0) {
            throw new SignatureException("libcrypto does not sign");
        }
        return signature;
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
        return key.verify(taken(), signature);
    }

    private byte[] taken() {
        byte[] taken = message.toByteArray();
        message.reset();
        return taken;
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        throw new InvalidAlgorithmParameterException("there are no parameters");
    }

    @Deprecated
    @Override
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("there are no parameters");
    }

    @Deprecated
    @Override
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("there are no parameters");
    }
}
