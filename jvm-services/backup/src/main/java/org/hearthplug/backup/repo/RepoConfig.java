// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.chunk.Polynomial;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.json.JsonWriter;

/**
 * The configuration file.
 *
 * @param version of the repository's format, 1 or 2
 * @param id random, the same in every replica
 * @param polynomial of the chunker
 */
public record RepoConfig(int version, String id, long polynomial) {
    /** A new one, version 2. */
    public static RepoConfig random() {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[32];
        random.nextBytes(id);
        return new RepoConfig(2, ObjectId.from(id, 0).hex(), Polynomial.random(random));
    }

    /** Its JSON. */
    public JsonWriter write() {
        JsonWriter out = new JsonWriter(256);
        out.begin('{').name("version").number(version).name("id").string(id);
        out.name("chunker_polynomial").plain(Long.toHexString(polynomial)).end('}');
        return out;
    }

    /** Reads it. @throws BackupException UNSUPPORTED for a version beyond 2, DAMAGED */
    public static RepoConfig read(byte[] json) {
        JsonReader in = new JsonReader(json, 0, json.length, 4096);
        int version = 0;
        String id = "";
        String polynomial = "";
        in.beginObject();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "version" -> version = (int) in.number(Integer.MAX_VALUE);
                case "id" -> id = in.string();
                case "chunker_polynomial" -> polynomial = in.string();
                default -> in.skip();
            }
        }
        if (version < 1 || version > 2) {
            throw new BackupException(
                    BackupException.Kind.UNSUPPORTED,
                    "the repository's format is version " + version + ", known are 1 and 2");
        }
        return new RepoConfig(version, id, polynomial(polynomial));
    }

    private static long polynomial(String hex) {
        try {
            long p = HexFormat.fromHexDigitsToLong(hex);
            if (Polynomial.degree(p) == Polynomial.DEGREE && Polynomial.irreducible(p)) {
                return p;
            }
        } catch (IllegalArgumentException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "the chunker's polynomial is no number", e);
        }
        throw BackupException.damaged("the chunker's polynomial is not irreducible of degree 53");
    }
}
