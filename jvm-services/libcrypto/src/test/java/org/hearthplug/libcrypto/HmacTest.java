// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** HMAC by libcrypto, held to the JDK's byte for byte. */
class HmacTest {
    private final Random random = new Random(7);

    @Test
    void itIsTheJdksForAnyMessagesOneAfterTheOther() throws Exception {
        for (int tagBytes : new int[] {32, 64}) {
            byte[] key = bytes(tagBytes);
            Optional<Hmac> found = Hmac.of(tagBytes, key);
            assumeTrue(found.isPresent(), "this machine has no libcrypto.so.3");
            Hmac hmac = found.get();
            Mac jdk = Mac.getInstance(tagBytes == 32 ? "HmacSHA256" : "HmacSHA512");
            jdk.init(new SecretKeySpec(key, "HMAC"));
            for (int i = 0; i < 300; i++) {
                byte[] message = bytes(i < 130 ? i : random.nextInt(70_000));
                int cut = message.length == 0 ? 0 : random.nextInt(message.length);
                hmac.update(message, 0, cut);
                hmac.update(message, cut, message.length - cut);
                byte[] tag = new byte[3 + tagBytes];
                hmac.tag(tag, 3);
                assertThat(Arrays.copyOfRange(tag, 3, tag.length)).isEqualTo(jdk.doFinal(message));
            }
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThatThrownBy(() -> Hmac.of(20, new byte[20])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hmac.of(32, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hmac.of(32, new byte[65])).isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
