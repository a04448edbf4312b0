// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes and judges the plug's self-signed certificates. */
final class Certificates {
    /** Apple's systems refuse certificates that live longer than 825 days. */
    static final Duration LIFE = Duration.ofDays(819);

    /** A phone's clock may be behind the plug's. */
    private static final Duration HEAD_START = Duration.ofDays(1);

    private static final Duration RENEW_BEFORE_END = Duration.ofDays(60);
    private static final int DNS = GeneralName.dNSName;
    private static final int IP = GeneralName.iPAddress;

    private Certificates() {}

    static X509Certificate make(KeyPair key, Names names, Instant now) throws IOException {
        try {
            X500Name subject = new X500Name("CN=" + names.dns().iterator().next() + ", O=Hearth plug");
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(127, new SecureRandom()).setBit(126),
                    Date.from(now.minus(HEAD_START)),
                    Date.from(now.minus(HEAD_START).plus(LIFE)),
                    subject,
                    key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names.general()));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot make the plug's certificate", e);
        }
    }

    /** Returns whether another certificate is due: time, key, or a name that the present one lacks. */
    static boolean isStale(X509Certificate certificate, KeyPair key, Names names, Instant now) {
        boolean tooEarly = now.isBefore(certificate.getNotBefore().toInstant());
        boolean tooLate =
                now.plus(RENEW_BEFORE_END).isAfter(certificate.getNotAfter().toInstant());
        return tooEarly
                || tooLate
                || !certificate.getPublicKey().equals(key.getPublic())
                || !namesOf(certificate).containsAll(names.wanted());
    }

    private static Set<String> namesOf(X509Certificate certificate) {
        Set<String> found = new HashSet<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                all.forEach(one -> found.add(one.get(1).toString()));
            }
        } catch (GeneralSecurityException e) {
            return Set.of();
        }
        return found;
    }

    /**
     * What the plug is called.
     *
     * @param dns host names, the plug's own first
     * @param addresses IP addresses as text
     */
    record Names(Set<String> dns, Set<String> addresses) {
        GeneralName[] general() {
            return java.util.stream.Stream.concat(
                            dns.stream().map(name -> new GeneralName(DNS, name)),
                            addresses.stream().map(address -> new GeneralName(IP, address)))
                    .toArray(GeneralName[]::new);
        }

        /** Names whose absence makes a certificate stale; IPv6 addresses come and go too often for that. */
        Set<String> wanted() {
            Set<String> wanted = new HashSet<>(dns);
            addresses.stream().filter(address -> address.indexOf(':') < 0).forEach(wanted::add);
            return wanted;
        }
    }
}
