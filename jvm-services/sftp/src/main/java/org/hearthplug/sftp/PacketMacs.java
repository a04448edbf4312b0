// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.mac.Mac;
import org.hearthplug.libcrypto.Hmac;

/** SSH's message authentication codes by libcrypto, for programs that choose AES in counter mode; MINA's own where the library is not. */
final class PacketMacs {
    private PacketMacs() {}

    /** Puts libcrypto's in the place of MINA's, of which it has the names, sizes and the rest. */
    static List<NamedFactory<Mac>> instead(List<NamedFactory<Mac>> known) {
        return known.stream().map(PacketMacs::instead).toList();
    }

    private static NamedFactory<Mac> instead(NamedFactory<Mac> known) {
        return new NamedFactory<>() {
            @Override
            public String getName() {
                return known.getName();
            }

            @Override
            public Mac create() {
                return new Packets(known.create());
            }
        };
    }

    /** One direction of one connection. */
    private static final class Packets implements Mac {
        private final Mac plain;
        private Hmac library;

        Packets(Mac plain) {
            this.plain = plain;
        }

        @Override
        public void init(byte[] key) throws Exception {
            byte[] secret = Arrays.copyOf(key, plain.getDefaultBlockSize());
            library = Hmac.of(plain.getDefaultBlockSize(), secret).orElse(null);
            Arrays.fill(secret, (byte) 0);
            if (library == null) {
                plain.init(key);
            }
        }

        @Override
        public void updateUInt(long number) {
            byte[] four =
                    ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array();
            update(four, 0, four.length);
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            if (library == null) {
                plain.update(bytes, offset, length);
            } else {
                library.update(bytes, offset, length);
            }
        }

        @Override
        public void doFinal(byte[] into, int offset) throws Exception {
            if (library == null) {
                plain.doFinal(into, offset);
            } else {
                library.tag(into, offset);
            }
        }

        @Override
        public String getAlgorithm() {
            return plain.getAlgorithm();
        }

        @Override
        public int getBlockSize() {
            return plain.getBlockSize();
        }

        @Override
        public int getDefaultBlockSize() {
            return plain.getDefaultBlockSize();
        }

        @Override
        public boolean isEncryptThenMac() {
            return plain.isEncryptThenMac();
        }
    }
}
