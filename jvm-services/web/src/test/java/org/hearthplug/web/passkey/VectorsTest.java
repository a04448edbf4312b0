// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's own examples, and 30,000 spoilt copies of them. */
class VectorsTest {
    private static final Site SITE = new Site("example.org", "https://example.org");
    private static final Properties VECTORS = read();
    private static final List<String> WHOLE = List.of(
            "none-es256",
            "packed-self-es256",
            "none-es256-long-credential-id",
            "packed-es256",
            "packed-eddsa",
            "tpm-es256",
            "android-key-es256",
            "apple-es256",
            "fido-u2f-es256");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none-es256",
                "packed-self-es256",
                "none-es256-long-credential-id",
                "packed-es256",
                "packed-eddsa",
                "tpm-es256",
                "android-key-es256",
                "apple-es256",
                "fido-u2f-es256"
            })
    void whatTheSpecificationMakesIsTakenAndOpensTheDoor(String name) {
        Verified.Made made = Verified.made(made(name), SITE, is(name, "create"));
        assertThat(made.credential()).isEqualTo(text(name, "create.credential_id"));
        Verified.used(used(name), passkey(made), SITE, is(name, "get"), false);
    }

    @Test
    void anRsaKeyOfTwoKnownPrimesIsTakenToo() {
        // The specification's key is of 2,491 bits.
        Verified.Made made = Verified.made(made("packed-rs256"), SITE, is("packed-rs256", "create"));
        assertThat(CoseKey.parse(Base64s.decode(made.cose())).algorithm()).isEqualTo(-257);
        Verified.used(used("packed-rs256"), passkey(made), SITE, is("packed-rs256", "get"), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed-es384", "packed-es512", "packed-ed448"})
    void algorithmsThatWereNotAskedForAreRefused(String name) {
        assertThatExceptionOfType(InvalidPasskeyException.class)
                .isThrownBy(() -> Verified.made(made(name), SITE, is(name, "create")))
                .withMessageContaining("algorithm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none-es256-crossOrigin", "none-es256-topOrigin"})
    void anotherSitesFrameIsRefused(String name) {
        assertThatExceptionOfType(InvalidPasskeyException.class)
                .isThrownBy(() -> Verified.made(made(name), SITE, is(name, "create")))
                .withMessageContaining("another site");
    }

    @Test
    void eachThingThatIsNotAsItWasAskedForIsRefused() {
        Verified.Made made = Verified.made(made("none-es256"), SITE, is("none-es256", "create"));
        Passkey mine = passkey(made);
        refused("another page", mine, new Site("example.org", "https://example.org:8443"), is("none-es256", "get"));
        refused("another name", mine, new Site("example.com", "https://example.org"), is("none-es256", "get"));
        refused("the challenge", mine, SITE, any -> false);
        Passkey another = passkey(Verified.made(made("packed-self-es256"), SITE, is("packed-self-es256", "create")));
        refused("the signature", another, SITE, is("none-es256", "get"));
        Map<String, Object> someoneElse = used("none-es256");
        response(someoneElse).put("userHandle", "c29tZW9uZQ");
        assertThatExceptionOfType(InvalidPasskeyException.class)
                .isThrownBy(() -> Verified.used(someoneElse, mine, SITE, is("none-es256", "get"), false))
                .withMessageContaining("another person");
        assertThatExceptionOfType(InvalidPasskeyException.class)
                .as("neither finger nor PIN")
                .isThrownBy(() -> Verified.used(used("none-es256"), mine, SITE, is("none-es256", "get"), true))
                .withMessageContaining("PIN");
        assertThatExceptionOfType(InvalidPasskeyException.class)
                .as("an assertion is no registration")
                .isThrownBy(() -> Verified.made(used("none-es256"), SITE, is("none-es256", "get")));
    }

    @Test
    void spoiltAnswersAreRefusedAndNothingElseHappens() {
        Random random = new Random(20261128);
        int taken = 0;
        for (int round = 0; round < 30_000; round++) {
            String name = WHOLE.get(random.nextInt(WHOLE.size()));
            boolean making = random.nextBoolean();
            Map<String, Object> answer = making ? made(name) : used(name);
            Map<String, Object> response = response(answer);
            String field = making ? "attestationObject" : "authenticatorData";
            byte[] spoilt = spoil(Base64s.decode(response.get(field)), random);
            response.put(field, Base64s.encode(spoilt));
            try {
                if (making) {
                    Verified.made(answer, SITE, is(name, "create"));
                    taken++;
                } else {
                    Passkey passkey = passkey(Verified.made(made(name), SITE, is(name, "create")));
                    Verified.used(answer, passkey, SITE, is(name, "get"), false);
                    throw new AssertionError("a signature over other bytes was taken: " + name);
                }
            } catch (InvalidPasskeyException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        // Attestation statements are not looked at: what is spoilt there does not matter.
        assertThat(taken).isLessThan(15_000);
    }

    @Test
    void bytesThatAreNoCborAtAllEndQuickly() {
        Random random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            try {
                new CborReader(noise, 0).read();
            } catch (InvalidPasskeyException e) {
                continue;
            }
        }
        // A million empty arrays in an array of 2^62, nested: bounded by count and depth, not by what is announced.
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 0x81);
        assertThatExceptionOfType(InvalidPasskeyException.class).isThrownBy(() -> new CborReader(deep, 0).read());
        byte[] wide = new byte[100_000];
        Arrays.fill(wide, (byte) 0x80);
        wide[0] = (byte) 0x9b;
        wide[1] = 0x3f;
        assertThatExceptionOfType(InvalidPasskeyException.class).isThrownBy(() -> new CborReader(wide, 0).read());
    }

    private static byte[] spoil(byte[] bytes, Random random) {
        byte[] spoilt = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
        if (spoilt.length == 0 || spoilt.length != bytes.length && random.nextBoolean()) {
            return spoilt;
        }
        int at = random.nextInt(spoilt.length);
        spoilt[at] ^= (byte) (1 + random.nextInt(255));
        return spoilt;
    }

    private static void refused(String why, Passkey passkey, Site site, Predicate<byte[]> lasts) {
        assertThatExceptionOfType(InvalidPasskeyException.class)
                .isThrownBy(() -> Verified.used(used("none-es256"), passkey, site, lasts, false))
                .withMessageContaining(why);
    }

    private static Passkey passkey(Verified.Made made) {
        return new Passkey(
                "",
                "aGFuZGxl",
                made.credential(),
                made.cose(),
                "example.org",
                "test",
                made.data().signCount(),
                made.data().userVerified(),
                made.data().mayBeBackedUp(),
                made.data().backedUp(),
                List.of(),
                Instant.EPOCH,
                Optional.empty());
    }

    private static Predicate<byte[]> is(String name, String part) {
        return challenge -> Arrays.equals(challenge, bytes(name, part + ".challenge"));
    }

    private static Map<String, Object> made(String name) {
        return answer(name, "create", "clientDataJSON", "attestationObject");
    }

    private static Map<String, Object> used(String name) {
        return answer(name, "get", "clientDataJSON", "authenticatorData", "signature");
    }

    private static Map<String, Object> answer(String name, String part, String... fields) {
        Map<String, Object> response = new HashMap<>();
        for (String field : fields) {
            response.put(field, text(name, part + "." + field));
        }
        Map<String, Object> answer = new HashMap<>();
        answer.put("id", text(name, "create.credential_id"));
        answer.put("type", "public-key");
        answer.put("response", response);
        return answer;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> response(Map<String, Object> answer) {
        return (Map<String, Object>) answer.get("response");
    }

    private static String text(String name, String key) {
        return Base64s.encode(bytes(name, key));
    }

    private static byte[] bytes(String name, String key) {
        return HexFormat.of().parseHex(VECTORS.getProperty(name + "." + key));
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (var in = VectorsTest.class.getResourceAsStream("vectors.properties")) {
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
