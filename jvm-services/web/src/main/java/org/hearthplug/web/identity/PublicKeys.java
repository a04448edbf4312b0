// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Finds the public half of a private key whose file does not tell it: one made elsewhere. */
final class PublicKeys {
    private PublicKeys() {}

    /** Computes the public key. */
    static PublicKey of(ECPrivateKey secret) throws GeneralSecurityException {
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
