// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.hearthplug.bench.instrument.Person;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugTrust;

/**
 * {@code make bench-power TARGET=serial:…|tcp:…|ssh:…}: an owner's plug with real instruments. The target is where the meter is; BENCH_FILE
 * names a file with the other instruments. Exit code 0: the limit was held; 1: it was not; 2: the bench did not come to an end.
 */
public final class OwnerBench {
    private OwnerBench() {}

    /** Arguments: target, folder for the report, bench file or nothing. */
    public static void main(String[] arguments) {
        try {
            System.exit(run(arguments[0], Path.of(arguments[1]), arguments.length > 2 ? arguments[2] : "") ? 0 : 1);
        } catch (IOException | RuntimeException failed) {
            System.err.println("bench-power: " + failed.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(String target, Path folder, String file) throws IOException {
        Person person =
                new Person(System.out, new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())));
        BenchFile bench = file.isEmpty() ? new BenchFile(Map.of()) : BenchFile.read(Path.of(file));
        Suite.Bench opened = bench.withMeter(target).open(person);
        System.out.println("Meter: " + opened.meter().identity());
        try (PlugClient owner = signIn(person)) {
            Suite.Result result = new Suite(owner, opened, System.out).run();
            Path page =
                    new Report(result, "On an owner's bench, meter at " + target, Instant.now()).write(folder, owner);
            System.out.println("The limit was " + (result.held() ? "held" : "NOT held") + ". Report: " + page);
            return result.held();
        } finally {
            opened.meter().close();
        }
    }

    private static PlugClient signIn(Person person) throws IOException {
        String plug = or("PLUG", person, "Address of the plug (name or number, :port if it is not 443):");
        String key = or("KEY", person, "Fingerprint of its key, as its page or console shows it:");
        String name = or("OWNER", person, "Owner's name:");
        int colon = plug.lastIndexOf(':');
        String host = colon < 0 ? plug : plug.substring(0, colon);
        int port = colon < 0 ? 443 : Integer.parseInt(plug.substring(colon + 1));
        PlugClient owner = new PlugClient(host, port, PlugTrust.only(key));
        PlugClient.Answer answer =
                owner.sendJson("POST", "/api/v1/session", Map.of("ownerName", name, "passphrase", passphrase(person)));
        if (answer.status() / 100 != 2) {
            throw new IOException("the plug does not let " + name + " in: " + answer);
        }
        return owner;
    }

    private static String or(String variable, Person person, String question) throws IOException {
        String set = System.getenv(variable);
        return set == null || set.isEmpty() ? person.line(question) : set;
    }

    /** Never from the command line, where others could read it. */
    private static String passphrase(Person person) throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Passphrase (not shown): ");
            if (typed != null) {
                return new String(typed);
            }
        }
        return person.line("Passphrase:");
    }
}
