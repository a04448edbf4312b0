// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the JDK computes fast only once its optimising compiler has worked for seconds, by OpenSSL's libcrypto, which is on the plug anyway. For TLS and SSH
 * AES-GCM and ChaCha20-Poly1305 (RFC 5116, RFC 8439) as a security provider of Java, and SSH's packets of both without its framework; for passphrases Argon2id
 * and scrypt; for backups AES-CTR, Poly1305 and SHA-256. What is kept is believed after it has computed what is published (a peer refuses a wrong packet at
 * once); where the library is not, the caller has Java's own.
 */
package org.hearthplug.libcrypto;
