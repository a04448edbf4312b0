// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The plug's SSH key, P-256, in {@code ssh-host-key.pem}: two lines of Base64, PKCS #8 and SubjectPublicKeyInfo, each between its PEM
 * marks. A damaged file is an error and not a new key: programs have remembered the old one.
 */
final class HostKey {
    private static final String NAME = "ssh-host-key.pem";

    private HostKey() {}

    static KeyPair open(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        try {
            return Files.exists(file) ? read(file) : make(file);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged. Restore it from a backup, or delete it for a new key.", e);
        }
    }

    private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        KeyFactory keys = KeyFactory.getInstance("EC");
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY"))),
                keys.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY"))));
    }

    private static byte[] block(String text, String label) {
        String begin = "-----BEGIN " + label + "-----\n";
        int from = text.indexOf(begin);
        int to = text.indexOf("\n-----END " + label, Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException("no " + label);
        }
        return Base64.getDecoder().decode(text.substring(from + begin.length(), to));
    }

    private static KeyPair make(Path file) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String text = pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        Path aside = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(aside);
        try (FileChannel out = FileChannel.open(
                aside,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            out.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        return pair;
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /** As {@code ssh-keygen -l} shows it: the SHA-256 of the key in the form of RFC 5656. */
    static String fingerprint(KeyPair pair) throws IOException {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        byte[] point = new byte[65];
        point[0] = 4;
        put(key.getW().getAffineX().toByteArray(), point, 33);
        put(key.getW().getAffineY().toByteArray(), point, 65);
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(blob);
        for (byte[] part : List.of(
                "ecdsa-sha2-nistp256".getBytes(StandardCharsets.US_ASCII),
                "nistp256".getBytes(StandardCharsets.US_ASCII),
                point)) {
            out.writeInt(part.length);
            out.write(part);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob.toByteArray());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a number's 32 bytes so that they end at {@code end}. */
    private static void put(byte[] number, byte[] to, int end) {
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, to, end - length, length);
    }
}
