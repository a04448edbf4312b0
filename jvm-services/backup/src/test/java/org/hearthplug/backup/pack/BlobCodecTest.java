// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.Random;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.MasterKey;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large blobs go through in slices, small ones in one piece; both ways give the same bytes and see the same damage. */
class BlobCodecTest {
    private static final int PIECE = BlobCodec.PIECE;

    @TempDir
    private Path dir;

    private final Sealer sealer = new Sealer(MasterKey.random());
    private final BlobCodec codec = new BlobCodec(sealer, 3);

    private record Stored(byte[] bytes, BlobRecord blob) {}

    private Stored encode(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = codec.encode(data, 0, data.length, out::write);
        assertThat(out.size()).isEqualTo(length);
        return new Stored(
                out.toByteArray(),
                new BlobRecord(BlobType.DATA, ObjectId.hashOf(data), 0, length, codec.indexedPlainLength()));
    }

    /** @param noiseFrom from which byte on nothing repeats */
    private static byte[] data(int length, int noiseFrom) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        for (int i = 0; i < Math.min(noiseFrom, length); i++) {
            data[i] = (byte) (i / 7 % 50 + 'a');
        }
        return data;
    }

    private byte[] whole(Stored s) {
        int n = codec.decode(s.blob(), s.bytes().clone(), 0);
        byte[] plain = new byte[n];
        System.arraycopy(codec.plain(), codec.plainOffset(), plain, 0, n);
        return plain;
    }

    private byte[] slices(Stored s) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.decode(s.blob(), s.bytes().clone(), 0, out::write);
        return out.toByteArray();
    }

    private BackupException check(Stored s, byte[] bytes) throws Exception {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        BackupException wrong = codec.check(s.blob(), in, seen::write);
        assertThat(seen.toByteArray()).isEqualTo(bytes);
        assertThat(in.available()).isZero();
        return wrong;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 100, PIECE - 1, PIECE, PIECE + 1, PIECE + 131072, 3 * PIECE + 17, 5_000_001, 8 * 1024 * 1024})
    void whatGoesInComesOut(int length) throws Exception {
        for (int noiseFrom : new int[] {0, PIECE / 2, 2 * PIECE, length}) {
            byte[] data = data(length, noiseFrom);
            Stored s = encode(data);
            assertThat(whole(s)).isEqualTo(data);
            assertThat(slices(s)).isEqualTo(data);
            assertThat(check(s, s.bytes())).isNull();
            assertThat(s.bytes().length).isLessThanOrEqualTo(length + length / 1000 + 64);
        }
        // What repeats is small in slices too, and what does not is kept as it is.
        assertThat(encode(data(length, length)).bytes().length).isLessThan(length / 20 + 100);
        assertThat(encode(data(length, 0)).blob().plainLength()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, PIECE, PIECE + 1, 3 * PIECE + 17, 5_000_001, 20_000_000})
    void whatGoesInFromAFileComesOutToAFile(int length) throws Exception {
        for (int level : new int[] {3, 0}) {
            for (int noiseFrom : new int[] {PIECE / 2, length}) {
                byte[] data = data(length, noiseFrom);
                try (SpoolFile in = new SpoolFile(dir);
                        SpoolFile out = new SpoolFile(dir);
                        BlobCodec filing = new BlobCodec(sealer, level)) {
                    in.write(data, 0, 1);
                    in.write(data, 1, length - 1);
                    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
                    int n = filing.encode(in, sealed::write);
                    assertThat(sealed.size()).isEqualTo(n);
                    BlobRecord blob =
                            new BlobRecord(BlobType.TREE, ObjectId.hashOf(data), 0, n, filing.indexedPlainLength());
                    assertThat(blob.plainLength()).isEqualTo(level == 0 ? 0 : length);
                    Stored s = new Stored(sealed.toByteArray(), blob);
                    assertThat(whole(s)).isEqualTo(data);
                    ByteArrayInputStream from = new ByteArrayInputStream(s.bytes());
                    assertThat(codec.check(blob, from, (x, y, z) -> {}, out::write))
                            .isNull();
                    assertThat(out.stream().readAllBytes()).isEqualTo(data);
                    byte[] bent = s.bytes().clone();
                    bent[bent.length / 2] ^= 4;
                    assertThat(codec.check(blob, new ByteArrayInputStream(bent), (x, y, z) -> {}, (x, y, z) -> {}))
                            .isNotNull();
                }
                assertThat(dir).isEmptyDirectory();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, PIECE + 1, 3_000_000})
    void everyFlippedBitIsSeen(int length) throws Exception {
        for (int noiseFrom : new int[] {0, 1_500_000, length}) {
            Stored s = encode(data(length, noiseFrom));
            Random random = new Random(7);
            int[] places = random.ints(12, 0, s.bytes().length).toArray();
            places[0] = 0;
            places[1] = s.bytes().length - 1;
            places[2] = 16;
            for (int at : places) {
                byte[] bent = s.bytes().clone();
                bent[at] ^= (byte) (1 << random.nextInt(8));
                assertThat(check(s, bent))
                        .as("byte " + at)
                        .extracting(BackupException::kind)
                        .isEqualTo(BackupException.Kind.DAMAGED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 2_000_000})
    void anIndexThatLiesIsSeen(int length) throws Exception {
        Stored s = encode(data(length, length));
        BlobRecord b = s.blob();
        for (BlobRecord lie : new BlobRecord[] {
            new BlobRecord(b.type(), b.id(), 0, b.length(), b.plainLength() + 1),
            new BlobRecord(b.type(), b.id(), 0, b.length(), b.plainLength() - 1),
            new BlobRecord(b.type(), ObjectId.hashOf(new byte[3]), 0, b.length(), b.plainLength())
        }) {
            Stored lying = new Stored(s.bytes(), lie);
            assertThat(check(lying, s.bytes())).isNotNull();
            assertThatThrownBy(() -> slices(lying)).isInstanceOf(BackupException.class);
        }
        byte[] shorter = java.util.Arrays.copyOf(s.bytes(), s.bytes().length - 1);
        assertThatThrownBy(() -> codec.check(b, new ByteArrayInputStream(shorter), (x, y, z) -> {}))
                .isInstanceOf(EOFException.class);
    }
}
