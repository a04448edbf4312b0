// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * SFTP of the plug against OpenSSH's own server, on this machine: {@code SftpBench WORK JAVA_ARGUMENTS_FILE MEBIBYTES ROUNDS [OTHER_CLASSPATH]}.
 * The load is OpenSSH's client; what counts is the processor time of the servers by the kernel's count, in alternation, medians of the
 * rounds; the first round of each is not counted. With another class path (an earlier build) that one is measured in the same rounds.
 */
public final class SftpBench {
    private static final List<String> CIPHERS = List.of("aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com");
    private static final String OPTIONS =
            "-q -o BatchMode=no -b - -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no"
                    + " -o LogLevel=ERROR -o IdentitiesOnly=yes";

    private final Path work;
    private final Path blob;
    private final int mebibytes;

    private SftpBench(Path work, int mebibytes) throws IOException {
        this.work = Files.createDirectories(work).toAbsolutePath();
        this.mebibytes = mebibytes;
        blob = work.resolve("blob");
        if (!Files.exists(blob) || Files.size(blob) != (long) mebibytes << 20) {
            byte[] mebibyte = new byte[1 << 20];
            Random random = new Random(1);
            try (var out = Files.newOutputStream(blob)) {
                for (int i = 0; i < mebibytes; i++) {
                    random.nextBytes(mebibyte);
                    out.write(mebibyte);
                }
            }
        }
    }

    /** A server, and how its processor time and memory are known. */
    private abstract static class Server implements AutoCloseable {
        final String name;
        Process process;

        Server(String name) {
            this.name = name;
        }

        abstract List<String> client(String cipher);

        abstract String remote();

        abstract long allocated() throws IOException;

        long ticks() throws IOException {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11])
                    + Long.parseLong(fields[12])
                    + Long.parseLong(fields[13])
                    + Long.parseLong(fields[14]);
        }

        String peak() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .findFirst()
                    .orElse("?");
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private final class Plug extends Server {
        private final BufferedReader said;
        private final String port;

        Plug(String name, List<String> arguments, String classpath) throws IOException {
            super(name);
            Path folder = Files.createDirectories(work.resolve(name));
            List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
            command.addAll(arguments);
            command.addAll(List.of("-cp", classpath, "org.hearthplug.sftp.Served", folder.toString()));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            said = process.inputReader();
            port = said.readLine();
        }

        @Override
        List<String> client(String cipher) {
            List<String> words = new ArrayList<>(List.of("sftp", "-P", port, "-c", cipher));
            words.addAll(List.of(OPTIONS.split(" ")));
            words.addAll(List.of("-o", "PreferredAuthentications=password", "Anna@127.0.0.1"));
            return words;
        }

        @Override
        String remote() {
            return "/over-sftp";
        }

        @Override
        long allocated() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return Long.parseLong(said.readLine().split(" ")[0]);
        }
    }

    private final class OpenSsh extends Server {
        OpenSsh() throws Exception {
            super("sshd");
            for (String key : List.of("host", "user")) {
                if (!Files.exists(work.resolve(key))) {
                    run(
                            List.of(
                                    "ssh-keygen",
                                    "-q",
                                    "-t",
                                    "ed25519",
                                    "-N",
                                    "",
                                    "-f",
                                    work.resolve(key).toString()),
                            "");
                }
            }
            Path config = Files.writeString(work.resolve("sshd.conf"), """
                    Port 20222
                    ListenAddress 127.0.0.1
                    HostKey %1$s/host
                    PidFile none
                    PermitRootLogin yes
                    StrictModes no
                    UsePAM no
                    AuthorizedKeysFile %1$s/user.pub
                    Subsystem sftp internal-sftp
                    """.formatted(work));
            process = new ProcessBuilder(
                            System.getProperty("bench.sshd", "/usr/sbin/sshd"), "-D", "-e", "-f", config.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread.sleep(1000);
        }

        @Override
        List<String> client(String cipher) {
            List<String> words = new ArrayList<>(List.of("sftp", "-P", "20222", "-c", cipher));
            words.addAll(List.of(OPTIONS.split(" ")));
            words.addAll(
                    List.of("-i", work.resolve("user").toString(), System.getProperty("user.name") + "@127.0.0.1"));
            return words;
        }

        @Override
        String remote() {
            return work.resolve("over-sftp").toString();
        }

        @Override
        long allocated() {
            return 0;
        }
    }

    private void run(List<String> words, String input) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("SSH_ASKPASS", work.resolve("askpass").toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(words + ": " + said);
        }
    }

    private void measure(List<Server> servers, int rounds) throws Exception {
        Path askpass = Files.writeString(work.resolve("askpass"), "#!/bin/sh\necho right\n");
        Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String cipher : CIPHERS) {
            for (boolean up : new boolean[] {true, false}) {
                double[][] cpu = new double[servers.size()][rounds];
                double[] allocated = new double[servers.size()];
                for (int round = -1; round < rounds; round++) {
                    for (int i = 0; i < servers.size(); i++) {
                        Server server = servers.get(i);
                        long bytes = server.allocated();
                        long before = server.ticks();
                        run(
                                server.client(cipher),
                                up ? "put " + blob + " " + server.remote() : "get " + server.remote() + " /dev/null");
                        Thread.sleep(300);
                        long ticks = server.ticks() - before;
                        if (round >= 0) {
                            cpu[i][round] = ticks / 100.0;
                            allocated[i] = (server.allocated() - bytes) / (double) mebibytes / 1024;
                        }
                    }
                }
                report(cipher, up, servers, cpu, allocated);
            }
        }
        for (Server server : servers) {
            System.out.println(server.name + " " + server.peak());
        }
    }

    private void report(String cipher, boolean up, List<Server> servers, double[][] cpu, double[] allocated) {
        double sshd = median(cpu[servers.size() - 1]);
        for (int i = 0; i < servers.size(); i++) {
            double own = median(cpu[i]);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %-4s %-6s %.2f s of processor %s, %.0f MB per CPU second, %.2f of sshd, %.1f KiB allocated per MiB%n",
                    cipher,
                    up ? "up" : "down",
                    servers.get(i).name,
                    own,
                    Arrays.toString(cpu[i]),
                    mebibytes * 1.048576 / own,
                    sshd / own,
                    allocated[i]);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        List<String> arguments = Files.readAllLines(Path.of(args[1])).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        SftpBench bench = new SftpBench(Path.of(args[0]), Integer.parseInt(args[2]));
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(bench.new Plug("plug", arguments, System.getProperty("java.class.path")));
            if (args.length > 4) {
                servers.add(bench.new Plug("before", arguments, args[4]));
            }
            servers.add(bench.new OpenSsh());
            bench.measure(servers, Integer.parseInt(args[3]));
        } finally {
            servers.forEach(Server::close);
        }
    }
}
