// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.state.StateFile;

/**
 * What is kept of the backup: the owner's settings ({@code settings.json}), their secrets (sealed), and what is known of each target
 * ({@code state.json}, which may be lost without harm). Not for several threads at once.
 */
final class Book {
    private static final String FORMAT = "hearth-backup/1";
    private static final String SECRET = "target-";

    private final Path folder;
    private final StateFile settingsFile;
    private final StateFile stateFile;
    private final SealedFile secretsFile;
    private final Map<String, Object> settings;
    private final Map<String, Object> secrets;
    private Map<String, Object> state;

    Book(Path folder) throws IOException {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        settingsFile = new StateFile(folder.resolve("settings.json"));
        stateFile = new StateFile(folder.resolve("state.json"));
        secretsFile = new SealedFile(folder);
        settings = settingsFile.read().map(Json::readObject).orElseGet(LinkedHashMap::new);
        secrets = new LinkedHashMap<>(secretsFile.read());
        state = readState();
        forgetRemoved();
    }

    /** What a power cut in the midst of {@link #remove} left of a target: nobody would take it away any more. */
    private void forgetRemoved() throws IOException {
        Set<String> ids = ids(settings);
        Map<String, Object> known = Shape.object(state, "targets");
        if (known.keySet().retainAll(ids)) {
            state.put("targets", known);
        }
        if (secrets.keySet()
                .removeIf(name -> name.startsWith(SECRET) && !ids.contains(name.substring(SECRET.length())))) {
            secretsFile.write(secrets);
        }
    }

    /** The ids of the targets that these settings name. */
    static Set<String> ids(Map<String, Object> settings) {
        return Shape.objects(settings, "targets").stream()
                .map(target -> Shape.text(target, "id"))
                .collect(Collectors.toSet());
    }

    /** Whether a backup was ever set up in this folder; looks for one file and loads nothing. */
    static boolean exists(Path folder) {
        return Files.exists(folder.resolve("settings.json"));
    }

    private Map<String, Object> readState() throws IOException {
        try {
            return stateFile.read().map(Json::readObject).orElseGet(LinkedHashMap::new);
        } catch (RuntimeException damaged) {
            return new LinkedHashMap<>(); // The next look at the targets fills it again.
        }
    }

    /** The settings, to be changed and then kept by {@link #keepSettings()}. */
    Map<String, Object> settings() {
        return settings;
    }

    void keepSettings() throws IOException {
        settings.put("format", FORMAT);
        settingsFile.write(Json.write(settings));
    }

    /** What is known, to be changed and then kept by {@link #keepState()}. */
    Map<String, Object> state() {
        return state;
    }

    void keepState() throws IOException {
        state.put("format", "hearth-backup-state/1");
        stateFile.write(Json.write(state));
    }

    /** The targets as the owner set them up, without secrets. */
    List<Map<String, Object>> targets() {
        return Shape.objects(settings, "targets");
    }

    String words() {
        return Shape.text(secrets, "words");
    }

    void words(String words) throws IOException {
        Map<String, Object> changed = new LinkedHashMap<>(secrets);
        changed.put("words", words);
        secretsFile.write(changed); // First: what cannot be kept is not worked with.
        secrets.put("words", words);
    }

    /** Adds a target: its secret goes to the sealed file. */
    void add(Map<String, Object> target, String secret) throws IOException {
        if (!secret.isEmpty()) {
            secrets.put(SECRET + target.get("id"), secret);
            secretsFile.write(secrets);
        }
        List<Map<String, Object>> targets = new ArrayList<>(targets());
        targets.add(target);
        settings.put("targets", targets);
        keepSettings();
    }

    /** Takes over a backup: the words that opened it, and its place. */
    void join(String words, Map<String, Object> target, String secret) throws IOException {
        words(words);
        settings.put("proved", true);
        add(target, secret);
    }

    /** Changes a target's setting; null removes it. @return false when there is no target with this id */
    boolean change(String id, String name, Object value) throws IOException {
        List<Map<String, Object>> targets = targets();
        boolean found = false;
        for (Map<String, Object> target : targets) {
            if (Shape.text(target, "id").equals(id)) {
                found = true;
                if (value == null) {
                    target.remove(name);
                } else {
                    target.put(name, value);
                }
            }
        }
        if (found) {
            settings.put("targets", targets);
            keepSettings();
        }
        return found;
    }

    /** Removes a target and its secret; returns false when there is none with this id. */
    boolean remove(String id) throws IOException {
        List<Map<String, Object>> targets = new ArrayList<>(targets());
        boolean found = targets.removeIf(t -> Shape.text(t, "id").equals(id));
        if (found) {
            settings.put("targets", targets);
            keepSettings();
            secrets.remove(SECRET + id);
            secretsFile.write(secrets);
            Map<String, Object> known = Shape.object(state, "targets");
            known.remove(id);
            state.put("targets", known);
            if (targets.isEmpty()) {
                state.clear(); // A backup that is set up after this one is another, and its first is due at once.
            }
            keepState();
        }
        return found;
    }

    /** The setting that backupd works on: everything, secrets too. */
    Map<String, Object> setting() throws IOException {
        List<Map<String, Object>> whole = new ArrayList<>();
        for (Map<String, Object> target : targets()) {
            whole.add(whole(target, Shape.text(secrets, SECRET + target.get("id"))));
        }
        Map<String, Object> setting = new LinkedHashMap<>();
        setting.put("targets", whole);
        setting.put("words", words());
        setting.put("state", folder.resolve("targets").toString());
        setting.put("spool", folder.resolve("spool").toString());
        return setting;
    }

    /** A target with its secrets. */
    Map<String, Object> whole(Map<String, Object> target, String secret) throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>(target);
        whole.remove("label");
        whole.put("secret", secret);
        if (Shape.text(target, "kind").equals("sftp")) {
            makeSshKey();
            whole.put("sshKey", secrets.get("sshKey"));
            whole.put("sshPublic", secrets.get("sshPublic"));
        }
        return whole;
    }

    /** The plug's SSH key as a line for {@code authorized_keys}; makes the key at the first call. */
    String sshLine() throws IOException {
        makeSshKey();
        return SshLine.of(Base64.getDecoder().decode(Shape.text(secrets, "sshPublic")));
    }

    private void makeSshKey() throws IOException {
        if (secrets.containsKey("sshKey")) {
            return;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Base64.Encoder b64 = Base64.getEncoder();
            secrets.put("sshKey", b64.encodeToString(pair.getPrivate().getEncoded()));
            secrets.put("sshPublic", b64.encodeToString(pair.getPublic().getEncoded()));
            secretsFile.write(secrets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }
}
