// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.hearthplug.libcrypto.AesCtr;
import org.hearthplug.libcrypto.PacketCipher;

/** SSH's ciphers by libcrypto, packet by packet, most of them where the packets lie; MINA's own where the library is not. */
final class PacketCiphers {
    private PacketCiphers() {}

    /** Puts libcrypto's in the place of MINA's, of which it has the names, sizes and the rest. */
    static List<NamedFactory<Cipher>> instead(List<NamedFactory<Cipher>> known) {
        return known.stream().map(PacketCiphers::instead).toList();
    }

    private static NamedFactory<Cipher> instead(NamedFactory<Cipher> known) {
        boolean gcm = known == BuiltinCiphers.aes128gcm || known == BuiltinCiphers.aes256gcm;
        boolean chaCha = known == BuiltinCiphers.cc20p1305_openssh;
        boolean ctr = known == BuiltinCiphers.aes128ctr || known == BuiltinCiphers.aes256ctr;
        if (!gcm && !chaCha && !ctr) {
            return known;
        }
        return new NamedFactory<>() {
            @Override
            public String getName() {
                return known.getName();
            }

            @Override
            public Cipher create() {
                return ctr ? new Stream(known.create()) : new Packets(known.create(), gcm);
            }
        };
    }

    /** One direction of one connection. */
    private static final class Packets extends Named {
        private static final int LENGTH_BYTES = 4;

        private final boolean gcm;
        private PacketCipher library;

        Packets(Cipher plain, boolean gcm) {
            super(plain);
            this.gcm = gcm;
        }

        @Override
        public void init(Mode mode, byte[] key, byte[] iv) throws Exception {
            boolean encrypt = mode == Mode.Encrypt;
            byte[] secret = Arrays.copyOf(key, plain.getKdfSize());
            Optional<PacketCipher> found = gcm
                    ? PacketCipher.gcm(encrypt, secret, Arrays.copyOf(iv, plain.getIVSize()))
                    : PacketCipher.chaCha(encrypt, secret, ByteBuffer.wrap(iv).getLong());
            Arrays.fill(secret, (byte) 0);
            library = found.orElse(null);
            if (library == null) {
                plain.init(mode, key, iv);
            }
        }

        @Override
        public void updateAAD(byte[] data, int offset, int length) throws Exception {
            if (library == null) {
                plain.updateAAD(data, offset, length);
            } else if (length != LENGTH_BYTES) {
                throw new IllegalArgumentException("a packet's length has four bytes");
            } else {
                library.length(data, offset);
            }
        }

        @Override
        public void update(byte[] data, int offset, int length) throws Exception {
            if (library == null) {
                plain.update(data, offset, length);
            } else {
                library.packet(data, offset, length);
            }
        }
    }

    /** What a cipher is called and how long its parts are: as MINA's. */
    private abstract static class Named implements Cipher {
        final Cipher plain;

        Named(Cipher plain) {
            this.plain = plain;
        }

        @Override
        public String getAlgorithm() {
            return plain.getAlgorithm();
        }

        @Override
        public String getTransformation() {
            return plain.getTransformation();
        }

        @Override
        public int getIVSize() {
            return plain.getIVSize();
        }

        @Override
        public int getAuthenticationTagSize() {
            return plain.getAuthenticationTagSize();
        }

        @Override
        public int getCipherBlockSize() {
            return plain.getCipherBlockSize();
        }

        @Override
        public int getKdfSize() {
            return plain.getKdfSize();
        }

        @Override
        public int getKeySize() {
            return plain.getKeySize();
        }
    }

    /** AES in counter mode, in which OpenSSH before version 10 speaks rather than in AES-GCM; its packets are one stream. */
    private static final class Stream extends Named {
        private AesCtr library;

        Stream(Cipher plain) {
            super(plain);
        }

        @Override
        public void init(Mode mode, byte[] key, byte[] iv) throws Exception {
            byte[] secret = Arrays.copyOf(key, plain.getKdfSize());
            library = AesCtr.of(secret).orElse(null);
            Arrays.fill(secret, (byte) 0);
            if (library == null) {
                plain.init(mode, key, iv);
            } else {
                library.start(iv, 0);
            }
        }

        @Override
        public void updateAAD(byte[] data, int offset, int length) {
            throw new UnsupportedOperationException("a code beside the cipher authenticates");
        }

        @Override
        public void update(byte[] data, int offset, int length) throws Exception {
            if (library == null) {
                plain.update(data, offset, length);
            } else {
                library.update(data, offset, length);
            }
        }
    }
}
