// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** A browser and a security key in one, as far as the plug can tell: ES256, one credential, a counter. */
final class SoftAuthenticator {
    private final KeyPair keys;
    private final byte[] id = new byte[32];
    private String origin;
    int count;
    boolean verifies = true;
    String handle = "";

    SoftAuthenticator(String origin) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        this.keys = generator.generateKeyPair();
        this.origin = origin;
        new java.security.SecureRandom().nextBytes(id);
    }

    SoftAuthenticator at(String other) {
        origin = other;
        return this;
    }

    String make(String challenge) throws IOException, GeneralSecurityException {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(header(0x40));
        data.write(new byte[16]);
        data.write(new byte[] {0, 32});
        data.write(id);
        data.write(HexFormat.of().parseHex("a5010203262001215820"));
        data.write(coordinate(key.getW().getAffineX().toByteArray()));
        data.write(HexFormat.of().parseHex("225820"));
        data.write(coordinate(key.getW().getAffineY().toByteArray()));
        ByteArrayOutputStream attestation = new ByteArrayOutputStream();
        attestation.write(HexFormat.of().parseHex("a363666d74646e6f6e656761747453746d74a068617574684461746158"));
        attestation.write(data.size());
        attestation.write(data.toByteArray());
        return "{\"id\":\"" + base64(id) + "\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\""
                + base64(client("webauthn.create", challenge)) + "\",\"attestationObject\":\""
                + base64(attestation.toByteArray()) + "\",\"transports\":[\"usb\"]}}";
    }

    String use(String challenge) throws GeneralSecurityException, IOException {
        count++;
        byte[] data = header(0);
        byte[] client = client("webauthn.get", challenge);
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(data);
        signer.update(MessageDigest.getInstance("SHA-256").digest(client));
        return "{\"id\":\"" + base64(id) + "\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\""
                + base64(client) + "\",\"authenticatorData\":\"" + base64(data) + "\",\"signature\":\""
                + base64(signer.sign()) + "\"" + (handle.isEmpty() ? "" : ",\"userHandle\":\"" + handle + "\"") + "}}";
    }

    private byte[] header(int more) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("localhost".getBytes(StandardCharsets.UTF_8));
        int flags = 1 | (verifies ? 4 : 0) | more;
        return ByteBuffer.allocate(37).put(hash).put((byte) flags).putInt(count).array();
    }

    private byte[] client(String type, String challenge) {
        String json = "{\"type\":\"" + type + "\",\"challenge\":\"" + challenge + "\",\"origin\":\"" + origin
                + "\",\"crossOrigin\":false}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] coordinate(byte[] number) {
        byte[] wide = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, wide, 32 - length, length);
        return wide;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
