// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the JDK computes fast only once its optimising compiler has worked for seconds, by OpenSSL, which is on the plug anyway. A server's end of TLS by
 * libssl ({@link org.hearthplug.libcrypto.TlsServer}); the rest by libcrypto: for TLS of the JDK and SSH AES-GCM and ChaCha20-Poly1305 (RFC 5116, RFC 8439) as a
 * security provider of Java, and SSH's packets without its framework; signatures (ECDSA on P-256, Ed25519) as another provider; for SSH's key exchanges X25519 and
 * ML-KEM-768; for passphrases Argon2id and scrypt; for backups AES-CTR, Poly1305 and SHA-256; HMAC. What
 * is kept is believed after it has computed what is published, or refused what must be; where the library is not, the caller has Java's own.
 */
package org.hearthplug.libcrypto;
