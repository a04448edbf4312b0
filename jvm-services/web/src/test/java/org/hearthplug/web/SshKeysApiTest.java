// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys for SFTP: added by their owners, good for their owners' files alone. */
class SshKeysApiTest {
    private static final byte[] SIGNED = "what was signed".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private TestPlug plug;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    @Test
    void aKeyOpensItsOwnersFilesUntilItIsRemoved() throws Exception {
        String anna = plug.session;
        plug.session = plug.join("Ben", "");
        KeyPair pair = pair();
        HttpResponse<String> added = add("Ben's laptop", line(pair));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(added.body()).contains("\"type\":\"ssh-ed25519\"", "\"fingerprint\":\"SHA256:");
        assertThat(plug.get("/api/v1/ssh-keys").body()).contains("Ben's laptop").doesNotContain("lastUsed");
        FileDoor.Pass pass = enter("Ben", pair).orElseThrow();
        assertThat(pass.space().orElseThrow().account()).isEqualTo("ben");
        assertThat(pass.space().orElseThrow())
                .as("while nothing changes")
                .isSameAs(pass.space().orElseThrow());
        assertThat(plug.get("/api/v1/ssh-keys").body()).contains("lastUsed");
        assertThat(enter("Anna", pair)).as("with another's name").isEmpty();
        assertThat(enter("Ben", pair())).as("with another key").isEmpty();
        FileDoor.KeyProof stolen = proof(pair, pair());
        assertThat(plug.web.admission().admitKey("127.0.0.1", "Ben", stolen))
                .as("without the private half")
                .isEmpty();
        assertThat(plug.web.admission().knowsKey("Ben", "ssh-ed25519", blob(pair)))
                .isTrue();
        assertThat(plug.web.admission().knowsKey("Ben", "ssh-rsa", blob(pair))).isFalse();
        String id = TestPlug.field(added, "id");
        plug.session = anna;
        assertThat(plug.get("/api/v1/ssh-keys").body()).isEqualTo("{\"items\":[]}");
        assertThat(plug.delete("/api/v1/ssh-keys/" + id).statusCode())
                .as("another's key")
                .isEqualTo(404);
        assertThat(plug.get("/api/v1/audit").body()).contains("ssh-key-added", "program-in", "Ben's laptop");
        plug.restart();
        FileDoor.Pass later = enter("Ben", pair).orElseThrow();
        assertThat(later.space()).as("after a restart").isPresent();
        plug.session = TestPlug.cookieOf(plug.signIn("Ben", TestPlug.PASSPHRASE));
        assertThat(plug.delete("/api/v1/ssh-keys/" + id).statusCode()).isEqualTo(204);
        assertThat(enter("Ben", pair)).isEmpty();
        assertThat(later.space()).as("whoever is in already").isEmpty();
        assertThat(plug.delete("/api/v1/ssh-keys/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsRemovedComesInNoMore() throws Exception {
        String anna = plug.session;
        plug.session = plug.join("Ben", "");
        KeyPair pair = pair();
        add("laptop", line(pair));
        FileDoor.Pass pass = enter("Ben", pair).orElseThrow();
        plug.session = anna;
        assertThat(plug.delete("/api/v1/people/ben").statusCode()).isBetween(200, 204);
        assertThat(enter("Ben", pair)).isEmpty();
        assertThat(pass.space()).as("whoever is in already").isEmpty();
        assertThat(Files.readString(folder.resolve("cloud/ssh-keys.json"))).doesNotContain("laptop");
    }

    @Test
    void keysAreBoundedAndEachIsOnePersons() throws Exception {
        KeyPair pair = pair();
        assertThat(add("one", line(pair)).statusCode()).isEqualTo(201);
        assertThat(add("again", line(pair)).statusCode()).isEqualTo(409);
        assertThat(add(" ", line(pair())).statusCode()).isEqualTo(422);
        HttpResponse<String> none = add("none", "ssh-rsa AAAA");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("\"field\":\"key\"");
        for (int i = 2; i <= 16; i++) {
            assertThat(add("key " + i, line(pair())).statusCode()).isEqualTo(201);
        }
        assertThat(add("one too many", line(pair())).statusCode()).isEqualTo(409);
        plug.session = null;
        assertThat(add("stranger", line(pair())).statusCode()).isEqualTo(401);
    }

    @Test
    void aDamagedFileLetsNobodyIn() throws Exception {
        KeyPair pair = pair();
        add("one", line(pair));
        plug.web.close();
        Files.writeString(folder.resolve("cloud/ssh-keys.json"), "{\"format\":\"hearth-ssh-keys/1\",\"keys\":[{}]}");
        plug.start();
        assertThat(enter("Anna", pair)).isEmpty();
        assertThat(add("one", line(pair)).statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> add(String label, String line) throws Exception {
        return plug.post("/api/v1/ssh-keys", "{\"label\":\"" + label + "\",\"key\":\"" + line + "\"}");
    }

    private Optional<FileDoor.Pass> enter(String name, KeyPair pair) throws Exception {
        return plug.web.admission().admitKey("127.0.0.1", name, proof(pair, pair));
    }

    private static FileDoor.KeyProof proof(KeyPair shown, KeyPair signing) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(signing.getPrivate());
        signature.update(SIGNED);
        return new FileDoor.KeyProof("ssh-ed25519", blob(shown), SIGNED, parts(signature.sign()));
    }

    private static KeyPair pair() throws Exception {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static String line(KeyPair pair) {
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob(pair)) + " test";
    }

    private static byte[] blob(KeyPair pair) {
        byte[] spki = pair.getPublic().getEncoded();
        return parts(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
    }

    /** SSH's strings: the type and something else. */
    private static byte[] parts(byte[] second) {
        byte[] first = "ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + first.length + second.length)
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }
}
