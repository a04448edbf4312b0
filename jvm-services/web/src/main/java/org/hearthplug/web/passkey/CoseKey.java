// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Map;

/**
 * A public key as authenticators tell it (COSE, RFC 9053): ES256 on P-256, EdDSA on Ed25519, or RS256 with 2048 to 4096 bits, which covers
 * every authenticator in use.
 *
 * @param algorithm COSE's number: one of {@link #ALGORITHMS}
 * @param key the key, checked to be one (a point of its curve, a modulus of a fair size)
 */
record CoseKey(int algorithm, PublicKey key) {
    /** EdDSA, ES256 and RS256, the one that is wanted most first. */
    static final List<Integer> ALGORITHMS = List.of(-8, -7, -257);

    private static final long KTY = 1;
    private static final long ALG = 3;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 4096;

    /** Reads a key's map. */
    static CoseKey of(Map<?, ?> map) {
        try {
            return switch (number(map, ALG) + "/" + number(map, KTY)) {
                case "-7/2" -> new CoseKey(-7, p256(map));
                case "-8/1" -> new CoseKey(-8, ed25519(map));
                case "-257/3" -> new CoseKey(-257, rsa(map));
                default -> throw invalid("its algorithm is none that was asked for");
            };
        } catch (GeneralSecurityException e) {
            throw invalid("the runtime does not take it");
        }
    }

    /** Reads a key from its bytes, which must hold nothing else. */
    static CoseKey parse(byte[] cose) {
        CborReader reader = new CborReader(cose, 0);
        CoseKey key = of(reader.readMap());
        if (reader.position() != cose.length) {
            throw invalid("something follows it");
        }
        return key;
    }

    /** Returns whether the signature is this key's over the data. */
    boolean verifies(byte[] data, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(
                    switch (algorithm) {
                        case -7 -> "SHA256withECDSA";
                        case -8 -> "Ed25519";
                        default -> "SHA256withRSA";
                    });
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PublicKey p256(Map<?, ?> map) throws GeneralSecurityException {
        require(number(map, -1) == 1, "not on P-256");
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        BigInteger x = new BigInteger(1, bytes(map, -2, 32));
        BigInteger y = new BigInteger(1, bytes(map, -3, 32));
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger right = x.multiply(x)
                .add(curve.getCurve().getA())
                .multiply(x)
                .add(curve.getCurve().getB())
                .mod(p);
        require(
                x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right),
                "not a point of its curve");
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    }

    private static PublicKey ed25519(Map<?, ?> map) throws GeneralSecurityException {
        require(number(map, -1) == 6, "not on Ed25519");
        byte[] little = bytes(map, -2, 32);
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = little[31 - i];
        }
        boolean odd = (big[0] & 0x80) != 0;
        big[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static PublicKey rsa(Map<?, ?> map) throws GeneralSecurityException {
        require(map.get(-1L) instanceof byte[] && map.get(-2L) instanceof byte[] e && e.length <= 8, "not an RSA key");
        BigInteger modulus = new BigInteger(1, (byte[]) map.get(-1L));
        BigInteger exponent = new BigInteger(1, (byte[]) map.get(-2L));
        require(
                modulus.bitLength() >= MIN_RSA_BITS
                        && modulus.bitLength() <= MAX_RSA_BITS
                        && modulus.testBit(0)
                        && exponent.testBit(0)
                        && exponent.compareTo(BigInteger.TWO) > 0,
                "not an RSA key of a fair size");
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static long number(Map<?, ?> map, long label) {
        if (map.get(label) instanceof Long number) {
            return number;
        }
        throw invalid("a number is missing");
    }

    private static byte[] bytes(Map<?, ?> map, long label, int length) {
        if (map.get(label) instanceof byte[] bytes && bytes.length == length) {
            return bytes;
        }
        throw invalid("a coordinate is missing, or not of its length");
    }

    private static void require(boolean right, String why) {
        if (!right) {
            throw invalid(why);
        }
    }

    private static InvalidPasskeyException invalid(String why) {
        return new InvalidPasskeyException("the public key is not usable: " + why);
    }
}
