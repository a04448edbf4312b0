// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of "Signature Calculations for the Authorization Header" in Amazon's S3 reference. */
class S3SignerTest {
    private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");

    private final S3Signer signer =
            new S3Signer("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".toCharArray(), "us-east-1");

    @Test
    void getAnObjectsRange() {
        String auth = signer.sign(
                        "GET",
                        URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                        S3Signer.EMPTY,
                        Map.of("range", "bytes=0-9"),
                        TIME)
                .get("Authorization");
        assertThat(auth).endsWith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void listObjects() {
        String auth = signer.sign(
                        "GET",
                        URI.create("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"),
                        S3Signer.EMPTY,
                        Map.of(),
                        TIME)
                .get("Authorization");
        assertThat(auth).endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }
}
