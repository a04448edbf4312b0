// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The checks of Web Authentication's sections 7.1 (making) and 7.2 (using), on what a browser sent as JSON. Attestation statements are not
 * looked at: the plug asks for none, and trusts no list of makers.
 */
final class Verified {
    private static final Set<String> TRANSPORTS = Set.of("usb", "nfc", "ble", "smart-card", "hybrid", "internal");
    private static final int MAX_SIGNATURE = 1024;

    private Verified() {}

    /** A passkey that was just made. */
    record Made(byte[] challenge, String credential, String cose, AuthenticatorData data, List<String> transports) {}

    /** A passkey that was used. */
    record Used(byte[] challenge, AuthenticatorData data) {}

    static Made made(Map<?, ?> credential, Site site, Predicate<byte[]> lasts) {
        Map<?, ?> response = response(credential);
        byte[] clientJson = Base64s.decode(response.get("clientDataJSON"));
        ClientData client = client(clientJson, "webauthn.create", site, lasts);
        CborReader attestation = new CborReader(Base64s.decode(response.get("attestationObject")), 0);
        if (!(attestation.readMap().get("authData") instanceof byte[] authData)) {
            throw new InvalidPasskeyException("the authenticator's data are missing");
        }
        AuthenticatorData data = authenticator(authData, site, false);
        AuthenticatorData.Fresh fresh = data.fresh()
                .orElseThrow(() -> new InvalidPasskeyException("there is no new key in the authenticator's data"));
        String id = Base64s.encode(fresh.id());
        require(id.equals(credential.get("id")), "the browser names another credential than the authenticator");
        List<String> transports = response.get("transports") instanceof List<?> list
                ? list.stream()
                        .filter(TRANSPORTS::contains)
                        .map(String.class::cast)
                        .distinct()
                        .toList()
                : List.of();
        return new Made(client.challenge(), id, Base64s.encode(fresh.cose()), data, transports);
    }

    static Used used(Map<?, ?> credential, Passkey passkey, Site site, Predicate<byte[]> lasts, boolean mustVerify) {
        Map<?, ?> response = response(credential);
        require(passkey.rpId().equals(site.rpId()), "the passkey belongs to another name of the plug");
        Object handle = response.get("userHandle");
        require(handle == null || handle.equals(passkey.handle()), "the authenticator names another person");
        byte[] clientJson = Base64s.decode(response.get("clientDataJSON"));
        ClientData client = client(clientJson, "webauthn.get", site, lasts);
        byte[] authData = Base64s.decode(response.get("authenticatorData"));
        AuthenticatorData data = authenticator(authData, site, mustVerify);
        require(data.mayBeBackedUp() == passkey.syncable(), "the authenticator contradicts what it said before");
        byte[] signed = Arrays.copyOf(authData, authData.length + 32);
        System.arraycopy(Base64s.sha256(clientJson), 0, signed, authData.length, 32);
        byte[] signature = Base64s.decode(response.get("signature"));
        require(
                signature.length <= MAX_SIGNATURE
                        && CoseKey.parse(Base64s.decode(passkey.cose())).verifies(signed, signature),
                "the signature is not of this passkey");
        return new Used(client.challenge(), data);
    }

    private static Map<?, ?> response(Map<?, ?> credential) {
        if ("public-key".equals(credential.get("type")) && credential.get("response") instanceof Map<?, ?> response) {
            return response;
        }
        throw new InvalidPasskeyException("this is not what a browser answers");
    }

    private static ClientData client(byte[] json, String type, Site site, Predicate<byte[]> lasts) {
        ClientData client = ClientData.parse(json);
        require(client.type().equals(type), "it is an answer to another question");
        require(lasts.test(client.challenge()), "the challenge is not ours, or has ended");
        require(client.origin().equalsIgnoreCase(site.origin()), "another page asked for it");
        require(!client.crossOrigin(), "it was asked for inside another site's page");
        return client;
    }

    private static AuthenticatorData authenticator(byte[] bytes, Site site, boolean mustVerify) {
        AuthenticatorData data = AuthenticatorData.parse(bytes);
        byte[] wanted = Base64s.sha256(site.rpId().getBytes(StandardCharsets.UTF_8));
        require(MessageDigest.isEqual(wanted, data.rpIdHash()), "it is bound to another name");
        require(data.userPresent(), "nobody touched the authenticator");
        require(data.userVerified() || !mustVerify, "the authenticator did not ask for a finger, a face or a PIN");
        return data;
    }

    private static void require(boolean right, String why) {
        if (!right) {
            throw new InvalidPasskeyException(why);
        }
    }
}
