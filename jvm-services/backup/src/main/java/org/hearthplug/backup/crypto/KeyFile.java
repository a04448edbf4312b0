// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.json.ByteBuilder;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.json.JsonWriter;

/**
 * A key file: the master key sealed under a passphrase by scrypt (RFC 7914).
 *
 * @param n scrypt's cost, a power of two
 * @param r scrypt's block size
 * @param p scrypt's parallelisation
 */
public record KeyFile(String created, String userName, String hostName, int n, int r, int p, byte[] salt, byte[] data) {
    /** 32 MiB of memory and three passes: OWASP's setting for 32 MiB, about 0.3 s here and 3 s on the plug. */
    private static final int DEFAULT_N = 32768;

    private static final int DEFAULT_R = 8;
    private static final int DEFAULT_P = 3;

    /** For passphrases that hold 128 random bits: 1 MiB, one pass. restic opens it like any other. */
    private static final int LIGHT_N = 1024;

    private static final long MAX_MEMORY = 256L << 20;
    private static final long MAX_WORK = 1L << 28;
    private static final int SALT_BYTES = 64;

    /** Seals a key under a passphrase. Blocks for scrypt's time. */
    public static KeyFile seal(MasterKey key, Passphrase passphrase, String userName, String hostName, Instant now) {
        boolean light = passphrase.isMachineMade();
        int n = light ? LIGHT_N : DEFAULT_N;
        int p = light ? 1 : DEFAULT_P;
        return seal(
                key,
                passphrase,
                new KeyFile(now.toString(), userName, hostName, n, DEFAULT_R, p, new byte[0], new byte[0]));
    }

    /** Seals a key at the cost and with the names of a model, whose salt and data are ignored. */
    public static KeyFile seal(MasterKey key, Passphrase passphrase, KeyFile model) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        try (MasterKey wrapping = derive(passphrase, salt, model.n, model.r, model.p)) {
            JsonWriter json = new JsonWriter(256);
            Base64.Encoder b64 = Base64.getEncoder();
            json.begin('{').name("mac").begin('{');
            json.name("k").plain(b64.encodeToString(key.macK()));
            json.name("r").plain(b64.encodeToString(key.macR())).end('}');
            json.name("encrypt").plain(b64.encodeToString(key.encryptionKey())).end('}');
            byte[] box = new byte[json.length() + Sealer.OVERHEAD];
            System.arraycopy(json.array(), 0, box, Sealer.IV_BYTES, json.length());
            new Sealer(wrapping).seal(box, 0, json.length());
            Arrays.fill(json.array(), (byte) 0);
            return new KeyFile(model.created, model.userName, model.hostName, model.n, model.r, model.p, salt, box);
        }
    }

    /** Opens the master key. Blocks for scrypt's time. @throws BackupException WRONG_PASSPHRASE, LIMIT, DAMAGED */
    public MasterKey open(Passphrase passphrase) {
        checkCost();
        byte[] box = data.clone();
        try (MasterKey wrapping = derive(passphrase, salt, n, r, p)) {
            int length;
            try {
                length = new Sealer(wrapping).open(box, 0, box.length);
            } catch (BackupException e) {
                throw new BackupException(
                        BackupException.Kind.WRONG_PASSPHRASE, "this passphrase opens no key here", e);
            }
            return masterKey(new JsonReader(box, Sealer.IV_BYTES, length, 4096));
        } finally {
            Arrays.fill(box, (byte) 0);
        }
    }

    private void checkCost() {
        boolean powerOfTwo = n > 1 && (n & n - 1) == 0;
        if (!powerOfTwo || r < 1 || p < 1 || 128L * n * r > MAX_MEMORY || (long) n * r * p > MAX_WORK) {
            throw new BackupException(BackupException.Kind.LIMIT, "a key file asks for an unreasonable scrypt cost");
        }
    }

    private static MasterKey derive(Passphrase passphrase, byte[] salt, int n, int r, int p) {
        byte[] secret = passphrase.copyBytes();
        try {
            return MasterKey.of(Scrypt.derive(secret, salt, n, r, p, MasterKey.BYTES));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static MasterKey masterKey(JsonReader in) {
        byte[] encrypt = {};
        byte[] k = {};
        byte[] macR = {};
        in.beginObject();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "encrypt" -> encrypt = base64(in);
                case "mac" -> {
                    in.beginObject();
                    for (String f = in.nextField(); f != null; f = in.nextField()) {
                        switch (f) {
                            case "k" -> k = base64(in);
                            case "r" -> macR = base64(in);
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
        if (encrypt.length != 32 || k.length != 16 || macR.length != 16) {
            throw BackupException.damaged("a key file holds a key of the wrong size");
        }
        return MasterKey.of(encrypt, k, macR);
    }

    private static byte[] base64(JsonReader in) {
        try {
            return Base64.getDecoder().decode(in.stringBytes());
        } catch (IllegalArgumentException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "malformed base64 in a key file", e);
        }
    }

    /** Reads a key file. @throws BackupException DAMAGED, UNSUPPORTED */
    public static KeyFile parse(byte[] json) {
        JsonReader in = new JsonReader(json, 0, json.length, 16384);
        String created = "";
        String user = "";
        String host = "";
        String kdf = "";
        int[] cost = new int[3];
        byte[] salt = {};
        byte[] data = {};
        in.beginObject();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "created" -> created = in.string();
                case "username" -> user = in.string();
                case "hostname" -> host = in.string();
                case "kdf" -> kdf = in.string();
                case "N" -> cost[0] = (int) in.number(Integer.MAX_VALUE);
                case "r" -> cost[1] = (int) in.number(Integer.MAX_VALUE);
                case "p" -> cost[2] = (int) in.number(Integer.MAX_VALUE);
                case "salt" -> salt = base64(in);
                case "data" -> data = base64(in);
                default -> in.skip();
            }
        }
        in.end();
        if (!kdf.equals("scrypt")) {
            throw new BackupException(BackupException.Kind.UNSUPPORTED, "a key file uses an unknown key derivation");
        }
        return new KeyFile(created, user, host, cost[0], cost[1], cost[2], salt, data);
    }

    /** The file's bytes. */
    public byte[] toJson() {
        JsonWriter json = new JsonWriter(512);
        Base64.Encoder b64 = Base64.getEncoder();
        json.begin('{').name("created").string(created);
        json.name("username").string(userName).name("hostname").string(hostName);
        json.name("kdf")
                .plain("scrypt")
                .name("N")
                .number(n)
                .name("r")
                .number(r)
                .name("p")
                .number(p);
        json.name("salt").plain(b64.encodeToString(salt)).name("data").plain(b64.encodeToString(data));
        json.end('}');
        return ((ByteBuilder) json).copy();
    }
}
