// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * A cipher whose whole messages (key, nonce, authenticated data, one call for the rest), as TLS and SSH send them, go to libcrypto, and whatever is asked
 * otherwise, or of a plug without the library, to the JDK's own. Decided at each message, so that the caller sees one cipher. For one thread.
 */
abstract sealed class AeadCipher extends CipherSpi {
    private static final String JDK = "SunJCE";

    private final String transformation;
    private final String parameters;
    private final int blockBytes;
    private Cipher jdk;

    private int mode;
    private Key key;
    private AlgorithmParameterSpec spec;
    private SecureRandom random;
    private Algorithm algorithm;
    private Engine engine;
    private byte[] keyBytes;
    private byte[] nonce;
    private byte[] aad = new byte[32];
    private int aadBytes;
    private boolean ended;

    private byte[] usedKey;
    private byte[] usedNonce;

    private AeadCipher(String transformation, String parameters, int blockBytes) {
        this.transformation = transformation;
        this.parameters = parameters;
        this.blockBytes = blockBytes;
    }

    /** AES-GCM. */
    static final class Gcm extends AeadCipher {
        Gcm() {
            super("AES/GCM/NoPadding", "GCM", 16);
        }

        @Override
        byte[] nonce(AlgorithmParameterSpec spec) {
            return spec instanceof GCMParameterSpec gcm && gcm.getTLen() == 8 * Algorithm.TAG_BYTES
                    ? gcm.getIV()
                    : new byte[0];
        }

        @Override
        Algorithm algorithm(int keyBytes) {
            return switch (keyBytes) {
                case 16 -> Algorithm.AES_128_GCM;
                case 32 -> Algorithm.AES_256_GCM;
                default -> null;
            };
        }

        @Override
        Class<? extends AlgorithmParameterSpec> specType() {
            return GCMParameterSpec.class;
        }
    }

    /** ChaCha20-Poly1305. */
    static final class ChaCha extends AeadCipher {
        ChaCha() {
            super("ChaCha20-Poly1305", "ChaCha20-Poly1305", 0);
        }

        @Override
        byte[] nonce(AlgorithmParameterSpec spec) {
            return spec instanceof IvParameterSpec iv ? iv.getIV() : new byte[0];
        }

        @Override
        Algorithm algorithm(int keyBytes) {
            return keyBytes == 32 ? Algorithm.CHACHA20_POLY1305 : null;
        }

        @Override
        Class<? extends AlgorithmParameterSpec> specType() {
            return IvParameterSpec.class;
        }
    }

    /** The nonce that these parameters tell; of another length than 12 when they are nothing for libcrypto. */
    abstract byte[] nonce(AlgorithmParameterSpec spec);

    /** The algorithm for a key, or null. */
    abstract Algorithm algorithm(int keyBytes);

    abstract Class<? extends AlgorithmParameterSpec> specType();

    @Override
    protected void engineInit(int opmode, Key secret, AlgorithmParameterSpec params, SecureRandom source)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        engine = null;
        aadBytes = 0;
        ended = false;
        boolean encrypt = opmode == Cipher.ENCRYPT_MODE;
        nonce = encrypt || opmode == Cipher.DECRYPT_MODE ? nonce(params) : new byte[0];
        if (secret != key || keyBytes == null) {
            keyBytes = "RAW".equals(secret.getFormat()) ? secret.getEncoded() : null;
        }
        algorithm = keyBytes == null || nonce.length != Algorithm.NONCE_BYTES ? null : algorithm(keyBytes.length);
        mode = opmode;
        key = secret;
        spec = params;
        random = source;
        if (encrypt && algorithm != null) {
            requireFresh();
        }
        Optional<Engine> found = algorithm == null ? Optional.empty() : Engine.of(algorithm);
        if (found.isPresent()) {
            engine = found.get();
        } else {
            jdk().init(opmode, secret, params, source);
        }
    }

    /** Two messages under one key and nonce would betray both: refused as the JDK refuses it, whoever computed the first. */
    private void requireFresh() throws InvalidAlgorithmParameterException {
        if (usedKey != null && Arrays.equals(usedNonce, nonce) && MessageDigest.isEqual(usedKey, keyBytes)) {
            throw new InvalidAlgorithmParameterException("Cannot reuse key and nonce for encryption");
        }
        usedKey = keyBytes;
        usedNonce = nonce;
    }

    @Override
    protected void engineInit(int opmode, Key secret, AlgorithmParameters params, SecureRandom source)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (params == null) {
            engineInit(opmode, secret, (AlgorithmParameterSpec) null, source);
            return;
        }
        try {
            engineInit(opmode, secret, params.getParameterSpec(specType()), source);
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException(e);
        }
    }

    @Override
    protected void engineInit(int opmode, Key secret, SecureRandom source) throws InvalidKeyException {
        engine = null;
        key = null;
        nonce = new byte[0];
        jdk().init(opmode, secret, source);
    }

    @Override
    protected void engineUpdateAAD(byte[] src, int offset, int len) {
        if (engine == null) {
            jdk().updateAAD(src, offset, len);
            return;
        }
        requireMessage();
        if (!Engine.takes(aadBytes + len)) {
            toJdk().updateAAD(src, offset, len);
            return;
        }
        if (aadBytes + len > aad.length) {
            aad = Arrays.copyOf(aad, 2 * (aadBytes + len));
        }
        System.arraycopy(src, offset, aad, aadBytes, len);
        aadBytes += len;
    }

    @Override
    protected void engineUpdateAAD(ByteBuffer src) {
        byte[] bytes = new byte[src.remaining()];
        src.get(bytes);
        engineUpdateAAD(bytes, 0, bytes.length);
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
        return length(toJdk().update(input, offset, length), length);
    }

    private static byte[] length(byte[] output, int input) {
        Engine.computedByJava(input);
        return output;
    }

    @Override
    protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        Engine.computedByJava(length);
        return toJdk().update(input, offset, length, output, outputOffset);
    }

    @Override
    protected int engineUpdate(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
        Engine.computedByJava(input.remaining());
        return toJdk().update(input, output);
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        if (engine == null) {
            Engine.computedByJava(length);
            return input == null ? jdk().doFinal() : jdk().doFinal(input, offset, length);
        }
        ByteBuffer in = input == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(input, offset, length);
        byte[] output = new byte[engineGetOutputSize(length)];
        try {
            compute(in, ByteBuffer.wrap(output));
        } catch (ShortBufferException e) {
            throw new ProviderException(e);
        }
        return output;
    }

    @Override
    protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (engine == null) {
            Engine.computedByJava(length);
            return input == null
                    ? jdk().doFinal(output, outputOffset)
                    : jdk().doFinal(input, offset, length, output, outputOffset);
        }
        ByteBuffer in = input == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(input, offset, length);
        return compute(in, ByteBuffer.wrap(output, outputOffset, output.length - outputOffset));
    }

    @Override
    protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (engine == null) {
            Engine.computedByJava(input.remaining());
            return jdk().doFinal(input, output);
        }
        int end = input.limit();
        int at = output.position();
        int made = compute(input, output);
        input.position(end);
        output.position(at + made);
        return made;
    }

    /** Computes the message from buffer to buffer and leaves their positions. */
    private int compute(ByteBuffer in, ByteBuffer out) throws ShortBufferException, BadPaddingException {
        requireMessage();
        boolean encrypt = mode == Cipher.ENCRYPT_MODE;
        if (!encrypt && in.remaining() < Algorithm.TAG_BYTES) {
            throw new AEADBadTagException("Input too short - need tag");
        }
        int length = engineGetOutputSize(in.remaining());
        if (out.remaining() < length) {
            throw new ShortBufferException("Output buffer must be at least " + length + " bytes long");
        }
        boolean good = engine.compute(encrypt, keyBytes, nonce, aad, aadBytes, apart(in, out), out);
        aadBytes = 0;
        ended = encrypt || algorithm == Algorithm.CHACHA20_POLY1305;
        if (!good) {
            throw new AEADBadTagException("Tag mismatch");
        }
        return length;
    }

    /** In place is well; what overlaps otherwise is copied first. */
    private static ByteBuffer apart(ByteBuffer in, ByteBuffer out) {
        MemorySegment source = MemorySegment.ofBuffer(in);
        MemorySegment target = MemorySegment.ofBuffer(out);
        if (source.address() == target.address()
                || source.asOverlappingSlice(target).isEmpty()) {
            return in;
        }
        return ByteBuffer.allocate(in.remaining()).put(in.duplicate()).flip();
    }

    private void requireMessage() {
        if (ended) {
            throw new IllegalStateException("Must use either different key or nonce for the next message");
        }
    }

    /** Hands a message that was begun for libcrypto over to the JDK's cipher. */
    private Cipher toJdk() {
        if (engine == null) {
            return jdk();
        }
        requireMessage();
        try {
            jdk().init(mode, key, spec, random);
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e);
        }
        engine = null;
        jdk.updateAAD(aad, 0, aadBytes);
        return jdk;
    }

    private Cipher jdk() {
        if (jdk == null) {
            try {
                jdk = Cipher.getInstance(transformation, JDK);
            } catch (GeneralSecurityException e) {
                throw new ProviderException(e);
            }
        }
        return jdk;
    }

    @Override
    protected int engineGetOutputSize(int inputBytes) {
        if (engine == null) {
            return jdk().getOutputSize(inputBytes);
        }
        return mode == Cipher.ENCRYPT_MODE
                ? Math.addExact(inputBytes, Algorithm.TAG_BYTES)
                : Math.max(0, inputBytes - Algorithm.TAG_BYTES);
    }

    @Override
    protected int engineGetBlockSize() {
        return blockBytes;
    }

    @Override
    protected byte[] engineGetIV() {
        return engine == null ? jdk().getIV() : nonce.clone();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        if (engine == null) {
            return jdk().getParameters();
        }
        try {
            AlgorithmParameters told = AlgorithmParameters.getInstance(parameters);
            told.init(spec);
            return told;
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e);
        }
    }

    @Override
    protected int engineGetKeySize(Key secret) throws InvalidKeyException {
        byte[] bytes = secret.getEncoded();
        if (bytes == null) {
            throw new InvalidKeyException("the key does not tell its bytes");
        }
        return 8 * bytes.length;
    }

    @Override
    protected byte[] engineWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        return jdk().wrap(wrapped);
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String wrappedAlgorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        return jdk().unwrap(wrapped, wrappedAlgorithm, type);
    }

    @Override
    protected void engineSetMode(String wanted) throws NoSuchAlgorithmException {
        if (blockBytes != 0 || !wanted.equalsIgnoreCase("None")) {
            throw new NoSuchAlgorithmException("no mode but that of " + transformation);
        }
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        if (!padding.equalsIgnoreCase("NoPadding")) {
            throw new NoSuchPaddingException("these ciphers pad nothing");
        }
    }
}
