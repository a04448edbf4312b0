// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.hearthplug.backup.crypto.KeyFile;
import org.hearthplug.backup.engine.Engine;
import org.hearthplug.backup.repo.Keys;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;

/** What the tests share: a passphrase, small trees of files, stock restic, and looking at folders. */
public final class Scratch {
    public static final String WORD = "geheim";

    /** The stock restic to compare with: Debian's, or the one that {@code HEARTH_RESTIC} names. */
    public static final String RESTIC = System.getenv().getOrDefault("HEARTH_RESTIC", "restic");

    /** No waiting between a lock's two looks: nobody else is there. */
    public static final BackupEngine ENGINE = new Engine(Clock.systemUTC(), Duration.ZERO);

    private static final Map<String, byte[]> EMPTY = new TreeMap<>();

    private Scratch() {}

    public static Passphrase passphrase() {
        return Passphrase.of(WORD.toCharArray());
    }

    /** A new repository in memory; scrypt is paid for once in a JVM. */
    public static synchronized MemoryTarget emptyRepository(String name) {
        if (EMPTY.isEmpty()) {
            MemoryTarget first = new MemoryTarget("first");
            ENGINE.init(first, passphrase());
            cheapen(first);
            EMPTY.putAll(first.files());
        }
        MemoryTarget copy = new MemoryTarget(name);
        copy.files().putAll(EMPTY);
        return copy;
    }

    /** A key file that costs a hundredth of scrypt's time: tests open repositories a thousand times. */
    private static void cheapen(MemoryTarget target) {
        Keys.Opened opened = Keys.open(target, passphrase());
        KeyFile model = new KeyFile("2024-01-01T00:00:00Z", "", "", 1024, 8, 1, new byte[0], new byte[0]);
        byte[] json = KeyFile.seal(opened.key(), passphrase(), model).toJson();
        target.delete(FileRef.of(FileType.KEY, opened.file()));
        target.write(FileRef.of(FileType.KEY, ObjectId.hashOf(json)), Content.of(json));
    }

    public static Repository open(Target target, Path spool) {
        return ENGINE.open(
                target,
                passphrase(),
                RepositoryOptions.defaults().withSpool(spool).withPackBytes(64 * 1024));
    }

    /** Writes files of seeded content; every 7th is over a mebibyte when {@code large}. */
    public static void fill(Path folder, long seed, int files, boolean large) throws IOException {
        SplittableRandom r = new SplittableRandom(seed);
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve("d" + i % 5).resolve("file-" + i);
            Files.createDirectories(file.getParent());
            byte[] bytes = new byte[large && i % 7 == 0 ? 1_200_000 + r.nextInt(1_000_000) : r.nextInt(20_000)];
            if (i % 3 == 0) {
                Arrays.fill(bytes, (byte) r.nextInt());
            } else {
                r.nextBytes(bytes);
            }
            Files.write(file, bytes);
        }
        Files.createDirectories(folder.resolve("empty-folder"));
        Files.write(folder.resolve("empty-file"), new byte[0]);
        Files.deleteIfExists(folder.resolve("link"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("d1/file-1"));
        Files.deleteIfExists(folder.resolve("hard"));
        Files.createLink(folder.resolve("hard"), folder.resolve("d1/file-1"));
    }

    /** Everything below a folder, a line each: path, type, mode, owner, size, time, link target, hash. */
    public static List<String> describe(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var walk = Files.walk(folder)) {
            for (Path p : walk.sorted().toList()) {
                var a = Files.readAttributes(
                        p,
                        "unix:mode,uid,gid,nlink,lastModifiedTime,size,isRegularFile,isSymbolicLink",
                        java.nio.file.LinkOption.NOFOLLOW_LINKS);
                boolean file = (boolean) a.get("isRegularFile");
                String what = file
                        ? a.get("size") + " "
                                + ObjectId.hashOf(Files.readAllBytes(p)).shortHex() + " " + a.get("nlink")
                        : (boolean) a.get("isSymbolicLink")
                                ? Files.readSymbolicLink(p).toString()
                                : "";
                lines.add(folder.relativize(p) + " " + a.get("mode") + " " + a.get("uid") + ":" + a.get("gid") + " "
                        + a.get("lastModifiedTime") + " " + what);
            }
        }
        return lines.subList(1, lines.size());
    }

    /** Unpacks a repository from the test's resources. */
    public static void unzip(String resource, Path folder) throws IOException {
        try (InputStream in = Scratch.class.getResourceAsStream(resource);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                Path file = folder.resolve(e.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    /** Writes a memory repository to a folder. */
    public static void spill(MemoryTarget target, Path folder) throws IOException {
        for (var e : target.files().entrySet()) {
            Path file = folder.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, e.getValue());
        }
        for (String d : List.of("locks", "index", "snapshots", "data", "keys")) {
            Files.createDirectories(folder.resolve(d));
        }
    }

    /** Removes a folder and all that is in it. */
    public static void delete(Path folder) {
        if (run(List.of("rm", "-rf", folder.toString()), Path.of("/")).code() != 0) {
            throw new IllegalStateException("cannot remove " + folder);
        }
    }

    public static boolean hasRestic() {
        return run(List.of(RESTIC, "version"), Path.of("/")).code() == 0;
    }

    /** Runs stock restic on a repository; standard output and error together. */
    public static Ran restic(Path repo, Path cwd, String... arguments) {
        List<String> command = new ArrayList<>(List.of(RESTIC, "--no-cache", "-r", repo.toString()));
        command.addAll(List.of(arguments));
        return run(command, cwd);
    }

    /** What a program said. */
    public record Ran(int code, String out) {}

    public static Ran run(List<String> command, Path cwd) {
        try {
            ProcessBuilder b =
                    new ProcessBuilder(command).redirectErrorStream(true).directory(cwd.toFile());
            b.environment().put("RESTIC_PASSWORD", WORD);
            Process p = b.start();
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!p.waitFor(60, TimeUnit.SECONDS)) {
                p.destroyForcibly();
            }
            return new Ran(p.waitFor(), out);
        } catch (IOException e) {
            return new Ran(127, e.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
