// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.restic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/**
 * restic's REST protocol, versions 1 and 2, below {@code /restic/<repository>/}. Append-only: who has stolen a laptop can add to its backups
 * and remove its locks, but neither change nor remove what is there.
 */
public final class ResticEndpoint {
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
    private static final String V2 = "application/vnd.x.restic.rest.v2";
    private static final String V1 = "application/vnd.x.restic.rest.v1";
    private static final int BUFFER = 64 * 1024;
    private static final long MAX_FILE = 512L << 20;
    private static final int MAX_REPOSITORIES = 64;

    private final Shelf.Choice choice;
    private final long quotaBytes;
    private final Vaults vaults = new Vaults();

    /**
     * Serves.
     *
     * @param choice where the repositories are
     * @param quotaBytes the most that one repository may take; 0 for no other limit than the disk's
     */
    public ResticEndpoint(Shelf.Choice choice, long quotaBytes) {
        this.choice = choice;
        this.quotaBytes = quotaBytes;
    }

    /** Answers a request of a program that has been let in. @param rest what follows {@code /restic/} */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        if (rest.isEmpty() || !REPOSITORY.matcher(rest.getFirst()).matches()) {
            throw new Problem(
                    404, "A repository's name is 1 to 64 letters, digits, “-” and “_”: rest:https://…/restic/laptop/");
        }
        Shelf shelf = choice.now();
        try {
            serve(exchange, rest, shelf, shelf.folder().resolve(rest.getFirst()));
        } catch (IOException e) {
            choice.now(); // Pulled in the midst: that is what is told, where the answer has not begun.
            throw e;
        }
    }

    /** One that is not there is empty. */
    private Vault vault(Path folder) {
        return vaults.find(folder).orElseGet(() -> new Vault(folder));
    }

    private void serve(Exchange exchange, List<String> rest, Shelf shelf, Path folder) throws IOException {
        String method = exchange.method();
        boolean config = rest.size() == 2 && rest.get(1).equals("config");
        boolean folderOfType = rest.size() == 2 && Vault.TYPES.contains(rest.get(1));
        boolean file = rest.size() == 3 && Vault.TYPES.contains(rest.get(1)) && Vault.isName(rest.get(2));
        if (rest.size() == 1 && method.equals("POST")) {
            create(exchange, shelf, folder);
        } else if (folderOfType && method.equals("GET")) {
            list(exchange, vault(folder), rest.get(1));
        } else if (config || file) {
            file(exchange, shelf, folder, rest.get(1), config ? "config" : rest.get(2));
        } else {
            throw new Problem(rest.size() == 1 ? 405 : 404, "This is not a request of restic’s REST protocol.");
        }
    }

    private void create(Exchange exchange, Shelf shelf, Path folder) throws IOException {
        if (!exchange.target().query().containsKey("create")) {
            throw new Problem(400, "To make a repository, ask with “?create=true”.");
        }
        if (vaults.find(folder).isEmpty()) {
            requireFewRepositories(shelf.folder());
            new Vault(folder).create();
        }
        exchange.empty(200);
    }

    private static void requireFewRepositories(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var all = Files.list(folder)) {
            if (all.count() >= MAX_REPOSITORIES) {
                throw new Problem(507, "There are " + MAX_REPOSITORIES + " repositories already. Remove one first.");
            }
        }
    }

    /** Returns the repositories of a shelf: name, bytes, and when the last snapshot came. Counts a repository's bytes at the first call. */
    public List<Map<String, Object>> describe(Path folder) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> repositories = Files.newDirectoryStream(folder)) {
            for (Path one : repositories) {
                String name = one.getFileName().toString();
                Vault vault = vault(one);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("name", name);
                line.put("bytes", vault.usedBytes());
                vault.newest().ifPresent(time -> line.put("newest", time.toString()));
                all.add(line);
            }
        }
        return all;
    }

    private static void list(Exchange exchange, Vault vault, String type) throws IOException {
        String accept = exchange.header("Accept");
        boolean second = accept != null && accept.contains(V2);
        exchange.response().setStatus(200);
        exchange.set("Content-Type", second ? V2 : V1);
        exchange.set("Cache-Control", "no-store");
        StringBuilder json = new StringBuilder("[");
        vault.list(type, (name, bytes) -> {
            if (json.length() == 0 || json.charAt(json.length() - 1) != '[') {
                json.append(',');
            }
            if (second) {
                json.append("{\"name\":\"")
                        .append(name)
                        .append("\",\"size\":")
                        .append(bytes)
                        .append('}');
            } else {
                json.append('"').append(name).append('"');
            }
            if (json.length() > BUFFER) {
                exchange.write(false, ascii(json));
                json.setLength(0);
            }
        });
        json.append(']');
        exchange.write(true, ascii(json));
    }

    private static ByteBuffer ascii(StringBuilder text) {
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private void file(Exchange exchange, Shelf shelf, Path folder, String type, String name) throws IOException {
        switch (exchange.method()) {
            case "HEAD", "GET" -> send(exchange, vault(folder).path(type, name));
            case "POST" -> receive(exchange, shelf, folder, type, name);
            case "DELETE" -> {
                if (!type.equals("locks")) {
                    throw new Problem(403, "Backups are kept here append-only: only locks can be removed.");
                }
                if (!vault(folder).delete(type, name)) {
                    throw missing();
                }
                exchange.empty(200);
            }
            default -> throw new Problem(405, "Files here know GET, HEAD, POST and DELETE.");
        }
    }

    private static Problem missing() {
        return new Problem(404, "There is no such file in this repository.");
    }

    private static void send(Exchange exchange, Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            long from = 0;
            long end = size;
            String asked = exchange.header("Range");
            var range = asked == null ? null : RANGE.matcher(asked);
            boolean part = range != null && range.matches();
            if (part) {
                from = Long.parseLong(range.group(1));
                end = range.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
                if (from >= size || end <= from) {
                    throw new Problem(416, "The file ends before this range.")
                            .header("Content-Range", "bytes */" + size);
                }
                exchange.set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + size);
            }
            exchange.response().setStatus(part ? 206 : 200);
            exchange.set("Content-Type", "application/octet-stream");
            exchange.set("Cache-Control", "no-store");
            exchange.response().getHeaders().put("Content-Length", end - from);
            if (exchange.method().equals("HEAD")) {
                exchange.write(true, ByteBuffer.allocate(0));
                return;
            }
            copy(exchange, in, from, end);
        } catch (NoSuchFileException none) {
            throw missing();
        }
    }

    private static void copy(Exchange exchange, FileChannel in, long from, long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = from;
        while (at < end) {
            buffer.clear().limit((int) Math.min(BUFFER, end - at));
            int read = in.read(buffer, at);
            if (read < 0) {
                throw new IOException("a file became shorter while it was sent");
            }
            at += read;
            exchange.write(at >= end, buffer.flip());
        }
        if (from == end) {
            exchange.write(true, ByteBuffer.allocate(0));
        }
    }

    private void receive(Exchange exchange, Shelf shelf, Path folder, String type, String name) throws IOException {
        Vault vault = vaults.find(folder)
                .orElseThrow(() -> new Problem(404, "There is no repository here yet. Make it with “restic init”."));
        if (Files.exists(vault.path(type, name))) {
            throw new Problem(403, "This file is here already, and nothing is replaced.");
        }
        requireRoom(shelf, vault, Math.max(0, exchange.announcedLength()));
        Path temporary = vault.temporary();
        try {
            String hash = write(exchange, shelf, vault, temporary);
            if (!type.equals("config") && !hash.equals(name)) {
                throw new Problem(
                        400, "The bytes are not those that the name stands for. Nothing was stored; send it again.");
            }
            if (!vault.keep(temporary, type, name)) {
                throw new Problem(403, "This file is here already, and nothing is replaced.");
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
        exchange.empty(200);
    }

    private String write(Exchange exchange, Shelf shelf, Vault vault, Path temporary) throws IOException {
        MessageDigest digest = sha256();
        long[] bytes = {0};
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            exchange.eachChunk(chunk -> {
                bytes[0] += chunk.remaining();
                if (bytes[0] > MAX_FILE) {
                    throw new Problem(413, "A file of a repository is at most " + (MAX_FILE >> 20) + " MiB.");
                }
                if (exchange.announcedLength() < 0) {
                    requireRoom(shelf, vault, bytes[0]);
                }
                digest.update(chunk.duplicate());
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
            });
            exchange.requireNoSurplus();
            out.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void requireRoom(Shelf shelf, Vault vault, long more) throws IOException {
        if (more > MAX_FILE) {
            throw new Problem(413, "A file of a repository is at most " + (MAX_FILE >> 20) + " MiB.");
        }
        if (quotaBytes > 0 && vault.usedBytes() + more > quotaBytes) {
            throw new Problem(
                    507,
                    "This repository has reached its quota of " + (quotaBytes >> 30) + " GiB. Ask the plug’s owner.");
        }
        if (more > shelf.room().spareBytes()) {
            throw new Problem(
                    507, "The disk that these backups are kept on is full. Ask the plug’s owner to make room.");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
