// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Finds the public half of a private key, which PKCS #8 files of the JDK leave out. */
final class PublicKeys {
    private PublicKeys() {}

    /** Returns {@code known} when it belongs to the private key (checked by a signature), else computes the public key. */
    static PublicKey of(PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        return known != null && belongTogether(secret, known) ? known : compute((ECPrivateKey) secret);
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        byte[] challenge = new byte[32];
        new SecureRandom().nextBytes(challenge);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(secret);
        signature.update(challenge);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(challenge);
        return signature.verify(signed);
    }

    private static PublicKey compute(ECPrivateKey secret) throws GeneralSecurityException {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
        var point = curve.getG().multiply(secret.getS()).normalize();
        byte[] check = secret.getParams().getOrder().toByteArray();
        if (!Arrays.equals(check, curve.getN().toByteArray())) {
            throw new GeneralSecurityException("the key is not on curve P-256");
        }
        ECPoint place = new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(place, secret.getParams()));
    }
}
