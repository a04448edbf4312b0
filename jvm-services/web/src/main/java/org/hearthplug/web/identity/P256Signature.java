// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * Signs with ECDSA on P-256 and SHA-256, nonces by RFC 6979, in DER. The arithmetic is BouncyCastle's: the JDK's makes a table of 256 points
 * before its first signature, which on a cold plug is a third of the processor's work from the JVM's start to the first page. Only signs;
 * other curves and verifying are left to the next provider.
 */
final class P256Signature extends SignatureSpi {
    private MessageDigest digest;
    private ECDSASigner signer;
    private BigInteger order;

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
        if (!(key instanceof ECPrivateKey secret)
                || !secret.getParams().getOrder().equals(curve.getN())
                || !secret.getParams()
                        .getCurve()
                        .getA()
                        .equals(curve.getCurve().getA().toBigInteger())) {
            throw new InvalidKeyException("not a private key on P-256");
        }
        order = curve.getN();
        ECDomainParameters domain = new ECDomainParameters(curve.getCurve(), curve.getG(), order, curve.getH());
        try {
            ECPrivateKeyParameters parameters = new ECPrivateKeyParameters(secret.getS(), domain);
            digest = MessageDigest.getInstance("SHA-256");
            signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(true, parameters);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new InvalidKeyException(e);
        }
    }

    @Override
    protected void engineUpdate(byte one) {
        digest.update(one);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        BigInteger[] pair = signer.generateSignature(digest.digest());
        try {
            return StandardDSAEncoding.INSTANCE.encode(order, pair[0], pair[1]);
        } catch (IOException e) {
            throw new SignatureException(e);
        }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        throw new InvalidKeyException("signs only");
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("signs only");
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
