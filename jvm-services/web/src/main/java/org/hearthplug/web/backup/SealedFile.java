// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.state.StateFile;

/**
 * Secrets at rest: a JSON object under AES-256-GCM, its key in a file beside (both 0600). A copy of one of the two tells nothing; who has
 * the plug's whole disk has both.
 */
final class SealedFile {
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final StateFile keyFile;
    private final StateFile file;

    SealedFile(Path folder) {
        keyFile = new StateFile(folder.resolve("seal-key"));
        file = new StateFile(folder.resolve("secrets.sealed"));
    }

    /** Returns the secrets; none when there are none yet. @throws IOException when they are damaged */
    Map<String, Object> read() throws IOException {
        Optional<byte[]> sealed = file.read();
        if (sealed.isEmpty()) {
            return new LinkedHashMap<>();
        }
        byte[] bytes = sealed.get();
        if (bytes.length < IV_BYTES) {
            throw new IOException("the backup's secrets are cut short");
        }
        byte[] iv = Arrays.copyOf(bytes, IV_BYTES);
        byte[] plain = crypt(Cipher.DECRYPT_MODE, iv, Arrays.copyOfRange(bytes, IV_BYTES, bytes.length));
        return Json.readObject(plain);
    }

    /** Replaces the secrets for good. */
    void write(Map<String, Object> secrets) throws IOException {
        byte[] iv = new byte[IV_BYTES];
        new SecureRandom().nextBytes(iv);
        byte[] box = crypt(Cipher.ENCRYPT_MODE, iv, Json.write(secrets));
        byte[] both = Arrays.copyOf(iv, iv.length + box.length);
        System.arraycopy(box, 0, both, iv.length, box.length);
        file.write(both);
    }

    private byte[] crypt(int mode, byte[] iv, byte[] text) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, iv));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IOException("the backup's secrets do not open with their key", e);
        }
    }

    private byte[] key() throws IOException {
        Optional<byte[]> kept = keyFile.read();
        if (kept.isPresent() && kept.get().length == KEY_BYTES) {
            return kept.get();
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        keyFile.write(key);
        return key;
    }
}
