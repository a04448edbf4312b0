// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who the plug is: a P-256 key that is made once and kept, and certificates that the key signs itself.
 *
 * <p>In the data folder: {@code identity-key.pem} (PKCS #8) and {@code certificate.pem} (X.509), both PEM, 0600. The fingerprint that
 * people compare is the SHA-256 of the public key (SubjectPublicKeyInfo), so it stays the same when the certificate is renewed.
 */
package org.hearthplug.web.identity;
