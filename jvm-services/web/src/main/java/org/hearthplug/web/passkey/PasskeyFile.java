// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.state.StateFile;

/** {@code passkeys.json}: public keys and a salt, no secrets. */
final class PasskeyFile {
    private static final Logger LOG = Logger.getLogger(PasskeyFile.class.getName());
    private static final String FORMAT = "hearth-passkeys/1";

    private final StateFile file;
    private String salt;

    PasskeyFile(StateFile file) {
        this.file = file;
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.salt = Base64s.encode(bytes);
    }

    /** Returns what the file held when it was read; a random one before there was a file. */
    String salt() {
        return salt;
    }

    List<Passkey> read() throws IOException {
        Optional<byte[]> stored = file.read();
        try {
            return stored.isEmpty() ? List.of() : parse(Json.readObject(stored.get()));
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "passkeys.json is damaged: nobody can sign in with a passkey until new ones are made. Passphrases and recovery"
                            + " codes work as before.",
                    e);
            return List.of();
        }
    }

    private List<Passkey> parse(Map<String, Object> json) {
        if (!FORMAT.equals(json.get("format"))) {
            throw new IllegalArgumentException("not a " + FORMAT + " file");
        }
        List<Passkey> all = new ArrayList<>();
        for (Object each : (List<?>) json.get("passkeys")) {
            Map<?, ?> one = (Map<?, ?>) each;
            CoseKey.parse(Base64s.decode(one.get("cose")));
            all.add(new Passkey(
                    (String) one.get("person"),
                    (String) one.get("handle"),
                    (String) one.get("credential"),
                    (String) one.get("cose"),
                    (String) one.get("rpId"),
                    (String) one.get("name"),
                    ((Number) one.get("signCount")).longValue(),
                    (Boolean) one.get("verifies"),
                    (Boolean) one.get("syncable"),
                    (Boolean) one.get("backedUp"),
                    ((List<?>) one.get("transports"))
                            .stream().map(String.class::cast).toList(),
                    Instant.parse((String) one.get("created")),
                    Optional.ofNullable((String) one.get("lastUsed")).map(Instant::parse)));
        }
        salt = (String) json.get("salt");
        return List.copyOf(all);
    }

    void write(List<Passkey> all) throws IOException {
        List<Object> list = new ArrayList<>();
        for (Passkey one : all) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("person", one.person());
            json.put("handle", one.handle());
            json.put("credential", one.credential());
            json.put("cose", one.cose());
            json.put("rpId", one.rpId());
            json.put("name", one.name());
            json.put("signCount", one.signCount());
            json.put("verifies", one.verifies());
            json.put("syncable", one.syncable());
            json.put("backedUp", one.backedUp());
            json.put("transports", one.transports());
            json.put("created", one.created().toString());
            one.lastUsed().ifPresent(at -> json.put("lastUsed", at.toString()));
            list.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("salt", salt);
        json.put("passkeys", list);
        file.write(Json.write(json));
    }
}
