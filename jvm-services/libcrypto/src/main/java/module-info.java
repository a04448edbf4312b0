// SPDX-License-Identifier: AGPL-3.0-or-later
/** TLS, ciphers, hashes and key derivation by OpenSSL. */
module org.hearthplug.libcrypto {
    requires java.logging;

    exports org.hearthplug.libcrypto;
}
