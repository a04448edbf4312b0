// SPDX-License-Identifier: AGPL-3.0-or-later
/** Ciphers, hashes and key derivation by OpenSSL's libcrypto. */
module org.hearthplug.libcrypto {
    requires java.logging;

    exports org.hearthplug.libcrypto;
}
