// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * AES-GCM and ChaCha20-Poly1305 (RFC 5116, RFC 8439) by OpenSSL's libcrypto, which is on the plug anyway, as a security provider of Java. The JDK computes them
 * fast only once its optimising compiler has worked for seconds, or the processor has instructions for them. And Argon2id, for the same reason.
 */
package org.hearthplug.web.libcrypto;
