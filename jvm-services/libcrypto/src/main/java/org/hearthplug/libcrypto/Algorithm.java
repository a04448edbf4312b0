// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

/** A cipher as Java and libcrypto call it. All of them have nonces of 12 and tags of 16 bytes here. */
enum Algorithm {
    AES_128_GCM("AES/GCM/NoPadding", "AES-128-GCM", 16),
    AES_256_GCM("AES/GCM/NoPadding", "AES-256-GCM", 32),
    CHACHA20_POLY1305("ChaCha20-Poly1305", "ChaCha20-Poly1305", 32);

    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    final String transformation;
    final String name;
    final int keyBytes;

    Algorithm(String transformation, String name, int keyBytes) {
        this.transformation = transformation;
        this.name = name;
        this.keyBytes = keyBytes;
    }
}
