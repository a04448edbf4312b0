// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.hearthplug.web.http.Problem;

/**
 * Somebody's public key as SSH writes it (RFC 4253 section 6.6, RFC 5656, RFC 8709): Ed25519, ECDSA over NIST's three curves, RSA of
 * 3072 to 8192 bits. Signatures of RSA are those of RFC 8332; none uses SHA-1.
 */
final class SshPublicKey {
    private static final int MIN_RSA_BITS = 3072;
    private static final int MAX_RSA_BITS = 8192;

    /** The longest line that is read, in characters: an RSA key of 8192 bits has 1,400. */
    private static final int MAX_LINE = 4096;

    /** P-521's, with a sign. */
    private static final int MAX_ECDSA_NUMBER = 67;

    private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final Map<String, String> CURVES = Map.of(
            "ecdsa-sha2-nistp256", "secp256r1",
            "ecdsa-sha2-nistp384", "secp384r1",
            "ecdsa-sha2-nistp521", "secp521r1");
    private static final Map<String, String> HASHES = Map.of(
            "ecdsa-sha2-nistp256", "SHA256",
            "ecdsa-sha2-nistp384", "SHA384",
            "ecdsa-sha2-nistp521", "SHA512",
            "rsa-sha2-256", "SHA256",
            "rsa-sha2-512", "SHA512");

    private final byte[] blob;
    private final String type;
    private final PublicKey key;

    private SshPublicKey(byte[] blob, String type, PublicKey key) {
        this.blob = blob;
        this.type = type;
        this.key = key;
    }

    /** Reads a line of a {@code .pub} file; problem 422 with a sentence when it is none that can be used. */
    static SshPublicKey parseLine(String line) {
        String text = line.strip();
        if (text.contains("PRIVATE KEY")) {
            throw refused("This is the private key, which stays on your computer. Paste the one that ends in “.pub”.");
        }
        String[] parts = text.split("[ \t]+", 3);
        if (text.length() > MAX_LINE || text.lines().count() != 1 || parts.length < 2) {
            throw refused("Paste the one line of the “.pub” file: it begins with “ssh-ed25519”, for example.");
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            throw refused("The key was not copied whole, or has options before it. Paste the line of the “.pub” file.");
        }
        SshPublicKey key;
        try {
            key = parse(blob);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refused("This key cannot be used. Make one with “ssh-keygen -t ed25519”; ECDSA, and RSA of "
                    + MIN_RSA_BITS + " bits or more, work too.");
        }
        if (!key.type.equals(parts[0])) {
            throw refused("The key was not copied whole. Paste the line of the “.pub” file.");
        }
        return key;
    }

    private static Problem refused(String detail) {
        return new Problem(422, detail, java.util.List.of(new Problem.Field("key", detail)));
    }

    /**
     * Reads a key in SSH's own form.
     *
     * @throws GeneralSecurityException when the key is of no kind that can be used
     * @throws RuntimeException when the bytes are no key
     */
    static SshPublicKey parse(byte[] blob) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(blob);
        String type = new String(part(in), StandardCharsets.US_ASCII);
        PublicKey key;
        if (type.equals("ssh-ed25519")) {
            key = ed25519(part(in));
        } else if (type.equals("ssh-rsa")) {
            BigInteger exponent = new BigInteger(part(in));
            key = rsa(exponent, new BigInteger(part(in)));
        } else if (CURVES.containsKey(type)) {
            if (!type.endsWith(new String(part(in), StandardCharsets.US_ASCII))) {
                throw new GeneralSecurityException("two curves");
            }
            key = ecdsa(CURVES.get(type), part(in));
        } else {
            throw new GeneralSecurityException("not a known type");
        }
        if (in.hasRemaining()) {
            throw new GeneralSecurityException("more than a key");
        }
        return new SshPublicKey(blob.clone(), type, key);
    }

    private static byte[] part(ByteBuffer in) {
        byte[] part = new byte[Math.min(in.getInt(), in.remaining() + 1)];
        in.get(part);
        return part;
    }

    private static PublicKey ed25519(byte[] point) throws GeneralSecurityException {
        if (point.length != 32) {
            throw new GeneralSecurityException("not 32 bytes");
        }
        byte[] spki = Arrays.copyOf(ED25519_SPKI, ED25519_SPKI.length + point.length);
        System.arraycopy(point, 0, spki, ED25519_SPKI.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static PublicKey rsa(BigInteger exponent, BigInteger modulus) throws GeneralSecurityException {
        if (modulus.signum() <= 0
                || modulus.bitLength() < MIN_RSA_BITS
                || modulus.bitLength() > MAX_RSA_BITS
                || exponent.compareTo(BigInteger.TWO) <= 0
                || exponent.bitLength() > 64
                || !exponent.testBit(0)) {
            throw new GeneralSecurityException("too small or too large");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static PublicKey ecdsa(String curve, byte[] point) throws GeneralSecurityException {
        AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
        named.init(new ECGenParameterSpec(curve));
        ECParameterSpec parameters = named.getParameterSpec(ECParameterSpec.class);
        int size = (parameters.getCurve().getField().getFieldSize() + 7) / 8;
        if (point.length != 1 + 2 * size || point[0] != 4) {
            throw new GeneralSecurityException("not an uncompressed point");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + size));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + size, point.length));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters));
    }

    byte[] blob() {
        return blob.clone();
    }

    /** Returns what kind of key it is, as its file's line begins. */
    String type() {
        return type;
    }

    /** Returns the length of an RSA key in bits, 0 for others. */
    int rsaBits() {
        return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
    }

    /** As {@code ssh-keygen -l} shows it. */
    String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash(blob));
    }

    static byte[] hash(byte[] blob) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(blob);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether this key can sign in this way. */
    boolean speaks(String algorithm) {
        return type.equals("ssh-rsa")
                ? algorithm.equals("rsa-sha2-256") || algorithm.equals("rsa-sha2-512")
                : type.equals(algorithm);
    }

    /** Returns whether a signature, in SSH's form, is this key's over these bytes. */
    boolean signed(String algorithm, byte[] bytes, byte[] signature) {
        try {
            ByteBuffer in = ByteBuffer.wrap(signature);
            String named = new String(part(in), StandardCharsets.US_ASCII);
            byte[] raw = part(in);
            if (!speaks(algorithm) || !named.equals(algorithm) || in.hasRemaining()) {
                return false;
            }
            Signature check;
            if (type.equals("ssh-ed25519")) {
                check = Signature.getInstance("Ed25519");
            } else if (type.equals("ssh-rsa")) {
                check = Signature.getInstance(HASHES.get(algorithm) + "withRSA");
            } else {
                check = Signature.getInstance(HASHES.get(algorithm) + "withECDSA");
                raw = der(raw);
            }
            check.initVerify(key);
            check.update(bytes);
            return check.verify(raw);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // Not a signature at all.
        }
    }

    /** Two numbers of SSH's as DER has them: what an ECDSA signature is for Java. */
    private static byte[] der(byte[] pair) {
        ByteBuffer in = ByteBuffer.wrap(pair);
        byte[] first = integer(in);
        byte[] second = integer(in);
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("more than two numbers");
        }
        int length = first.length + second.length;
        ByteBuffer der = ByteBuffer.allocate(3 + length).put((byte) 0x30);
        if (length > Byte.MAX_VALUE) {
            der.put((byte) 0x81);
        }
        return Arrays.copyOf(der.put((byte) length).put(first).put(second).array(), der.position());
    }

    private static byte[] integer(ByteBuffer in) {
        byte[] number = new BigInteger(part(in)).toByteArray();
        if (number.length > MAX_ECDSA_NUMBER) {
            throw new IllegalArgumentException("not a number of these curves");
        }
        return ByteBuffer.allocate(2 + number.length)
                .put((byte) 2)
                .put((byte) number.length)
                .put(number)
                .array();
    }
}
