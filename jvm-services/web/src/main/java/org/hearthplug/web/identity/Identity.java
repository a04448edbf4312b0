// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.hearthplug.libcrypto.SignatureProvider;
import org.hearthplug.libcrypto.TlsServer;
import org.hearthplug.libcrypto.TlsSettings;
import org.hearthplug.web.state.StateFile;

/** The plug's key and certificate. Made at the first start; the certificate is renewed when it is due. Safe for many threads. */
public final class Identity {
    private static final String KEY_LABEL = "PRIVATE KEY";
    private static final String PUBLIC_LABEL = "PUBLIC KEY";
    private static final String CERTIFICATE_LABEL = "CERTIFICATE";

    private final StateFile certificateFile;
    private final InstantSource clock;
    private final KeyPair key;
    private final PlugKeyManager keyManager;

    private Identity(StateFile certificateFile, InstantSource clock, KeyPair key, X509Certificate certificate) {
        this.certificateFile = certificateFile;
        this.clock = clock;
        this.key = key;
        this.keyManager = new PlugKeyManager(key.getPrivate(), certificate);
    }

    /**
     * Opens the identity in a folder, or makes it; blocks on the disk.
     *
     * @throws IOException when the folder cannot be read or written, or holds a damaged key (which is never replaced silently: people
     *     have compared its fingerprint)
     */
    public static Identity open(Path folder, InstantSource clock) throws IOException {
        SignatureProvider.install();
        StateFile keyFile = new StateFile(folder.resolve("identity-key.pem"));
        StateFile certificateFile = new StateFile(folder.resolve("certificate.pem"));
        Optional<X509Certificate> stored = readCertificate(certificateFile);
        KeyPair key = openKey(keyFile);
        boolean fits = stored.isPresent() && stored.get().getPublicKey().equals(key.getPublic());
        Identity identity = new Identity(certificateFile, clock, key, fits ? stored.get() : null);
        identity.renewIfDue();
        return identity;
    }

    private static KeyPair openKey(StateFile file) throws IOException {
        Optional<byte[]> pem = file.read();
        try {
            return pem.isPresent() ? readKey(pem.get()) : makeKey(file);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "The plug's identity key is damaged. Restore identity-key.pem from a backup, or delete it to give the"
                            + " plug a new identity.",
                    e);
        }
    }

    /** Makes and keeps a new certificate when the present one is ending or lacks one of the plug's present addresses. */
    public synchronized boolean renewIfDue() throws IOException {
        Certificates.Names names = currentNames();
        X509Certificate present = keyManager.certificate();
        if (present != null && !Certificates.isStale(present, key, names, clock.instant())) {
            return false;
        }
        X509Certificate fresh = Certificates.make(key, names, clock.instant());
        try {
            certificateFile.write(Pem.encode(CERTIFICATE_LABEL, fresh.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot encode the plug's certificate", e);
        }
        keyManager.use(fresh);
        return true;
    }

    /** Returns the SHA-256 of the public key, as 32 upper-case hex pairs with colons between. */
    public String fingerprint() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(key.getPublic().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs with the plug's key: ECDSA with SHA-256, Base64 of the DER. */
    public String sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(text);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the public key as PEM. */
    public String publicKeyPem() {
        return new String(Pem.encode(PUBLIC_LABEL, key.getPublic().getEncoded()), StandardCharsets.US_ASCII);
    }

    /** Returns the certificate that new connections see. */
    public X509Certificate certificate() {
        return keyManager.certificate();
    }

    /** Returns the addresses under which people reach the plug now, IPv4 first; its loopback only when there is no other. */
    public List<String> addresses() {
        try {
            List<String> found = currentNames().addresses().stream()
                    .filter(address -> !address.startsWith("127.") && !address.equals("0:0:0:0:0:0:0:1"))
                    .sorted(Comparator.comparing((String address) -> address.indexOf(':') >= 0))
                    .map(address -> address.indexOf(':') < 0 ? address : "[" + address + "]")
                    .toList();
            return found.isEmpty() ? List.of("localhost") : found;
        } catch (IOException e) {
            return List.of("localhost");
        }
    }

    /**
     * Returns the TLS context of the server by OpenSSL's libssl; renewed certificates show in it by themselves. Empty, with a word in the log, where the library is not.
     *
     * @param suites the preferred first
     * @param protocols of HTTP, the preferred first
     */
    public Optional<SSLContext> tlsByLibssl(List<String> suites, List<String> protocols) {
        return TlsServer.context(new TlsSettings(key.getPrivate(), keyManager::certificate, suites, protocols));
    }

    /** Returns the TLS context of the server by the JDK; renewed certificates show in it by themselves. */
    public SSLContext tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // No client shows a certificate. The default would read the whole store of public authorities: five seconds
            // on a cold plug.
            context.init(new KeyManager[] {keyManager}, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair makeKey(StateFile file) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair key = generator.generateKeyPair();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(Pem.encode(KEY_LABEL, key.getPrivate().getEncoded()));
        both.write(Pem.encode(PUBLIC_LABEL, key.getPublic().getEncoded()));
        file.write(both.toByteArray());
        return key;
    }

    /** The file tells both halves: to compute or check the public one takes a cold plug seconds at each start. */
    private static KeyPair readKey(byte[] pem) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("EC");
        ECPrivateKey secret =
                (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(KEY_LABEL, pem)));
        PublicKey open = Pem.has(PUBLIC_LABEL, pem)
                ? factory.generatePublic(new X509EncodedKeySpec(Pem.decode(PUBLIC_LABEL, pem)))
                : PublicKeys.of(secret);
        return new KeyPair(open, secret);
    }

    private static Optional<X509Certificate> readCertificate(StateFile file) throws IOException {
        Optional<byte[]> pem = file.read();
        if (pem.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] der = Pem.decode(CERTIFICATE_LABEL, pem.get());
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty(); // A certificate is cheap: the same key signs another.
        }
    }

    /** Returns what the plug is called now; link-local IPv6 addresses change with the interface and stay out. */
    private static Certificates.Names currentNames() throws IOException {
        Set<String> dns = new LinkedHashSet<>();
        Set<String> addresses = new TreeSet<>();
        String host = HostName.read();
        dns.add(host);
        dns.add(host + ".local");
        dns.add("hearth.local");
        dns.add("localhost");
        addresses.add("127.0.0.1");
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : one.inetAddresses().toList()) {
                if (!address.isLinkLocalAddress() && !address.isMulticastAddress()) {
                    addresses.add(address.getHostAddress().replaceAll("%.*$", ""));
                }
            }
        }
        return new Certificates.Names(dns, addresses);
    }
}
