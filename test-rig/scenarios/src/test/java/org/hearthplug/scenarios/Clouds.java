// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;

/** Other people's servers on the host, which the guest reaches at 10.0.2.2; and stock restic. */
final class Clouds implements AutoCloseable {
    /** The host as QEMU's user network shows it to the guest. */
    static final String HOST = "10.0.2.2";

    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    Clouds(Path folder) {
        this.folder = folder;
    }

    Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw RigException.io("make " + name, e);
        }
    }

    /** Serves a folder with rclone. @param protocol restic or webdav @return the address for the guest */
    String serve(String protocol, String name) {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                "rclone",
                "serve",
                protocol,
                "--addr",
                "127.0.0.1:" + port,
                folder(name).toString()));
        if (protocol.equals("restic")) {
            // Else it goes on telling of files that are gone.
            command.add("--cache-objects=false");
        }
        start(command);
        Deadline.seconds(30).awaitTrue("rclone to serve " + protocol, () -> listens(port));
        return "http://" + HOST + ":" + port + "/";
    }

    /** Serves a folder over SFTP to “hearth” with “secret1”. @return the port at {@link #HOST} */
    int serveSftp(String name) {
        int port = freePort();
        start(List.of(
                "rclone",
                "serve",
                "sftp",
                "--cache-dir",
                folder("logs").toString(),
                "--authorized-keys",
                "",
                "--user",
                "hearth",
                "--pass",
                "secret1",
                "--addr",
                "127.0.0.1:" + port,
                folder(name).toString()));
        Deadline.seconds(60).awaitTrue("rclone to serve SFTP", () -> listens(port));
        return port;
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw RigException.io("find a free port", e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void start(List<String> command) {
        try {
            running.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            folder("logs").resolve(command.get(2) + ".log").toFile())
                    .start());
        } catch (IOException e) {
            throw RigException.io("start " + command.getFirst(), e);
        }
    }

    /** Runs stock restic on a repository's folder. @return what it said */
    String restic(Path repository, String words, String... arguments) {
        return restic(repository.toString(), words, List.of(), arguments);
    }

    /** Runs stock restic. @param options come before the command @return what it said */
    String restic(String repository, String words, List<String> options, String... arguments) {
        try {
            Path password = folder("logs").resolve("password");
            Files.writeString(password, words);
            List<String> command = new ArrayList<>(
                    List.of("restic", "--no-cache", "-r", repository, "--password-file", password.toString()));
            command.addAll(options);
            command.addAll(List.of(arguments));
            return run(command, folder("logs").resolve("restic.log"), null);
        } catch (IOException e) {
            throw RigException.io("run restic", e);
        }
    }

    /** Runs a script with what it reads. @return what it said, without the end of the line */
    String python(Path script, String input) throws IOException {
        Path read = folder("logs").resolve("python.in");
        Files.writeString(read, input + "\n");
        return run(List.of("python3", script.toString()), folder("logs").resolve("python.log"), read)
                .strip();
    }

    private static String run(List<String> command, Path said, Path input) throws IOException {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
            if (input != null) {
                builder.redirectInput(input.toFile());
            }
            Process process = builder.start();
            boolean ended = process.waitFor(Deadline.seconds(120).remaining().toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new RigException(RigException.Kind.IO, command.getFirst() + " failed: " + Files.readString(said));
            }
            return Files.readString(said);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    /** The packs that a repository's folder holds, ordered. */
    List<Path> packs(String name) {
        try (Stream<Path> all = Files.walk(folder(name).resolve("data"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw RigException.io("list packs", e);
        }
    }

    /** A bit of a file turns over. */
    static void rot(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            if (!file.toFile().setWritable(true)) {
                throw new IOException("not writable: " + file);
            }
            Files.write(file, bytes);
        } catch (IOException e) {
            throw RigException.io("turn a bit over", e);
        }
    }

    /** All that a server holds is gone; the server still answers. */
    void destroy(String name) {
        Path root = folder(name);
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException failed) throws IOException {
                    if (!dir.equals(root)) {
                        Files.delete(dir);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw RigException.io("destroy " + name, e);
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
    }
}
