// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The page's files, from the jar or from a folder. Each is hashed and compressed at its first request and kept: there are few and they
 * are small, and a start that touches none of them is a faster start. Only names that exist are kept, so the table is bounded.
 */
final class PageFiles {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    private static final String VENDOR = "app/vendor/lit-html/";
    private static final String LIT_HTML = "META-INF/resources/webjars/lit-html/";

    private final Optional<Path> folder;
    private final Map<String, PageFile> known = new ConcurrentHashMap<>();

    PageFiles(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * A resource, ready to send.
     *
     * @param type its media type
     * @param etag a strong entity tag, with quotes
     * @param plain its bytes
     * @param gzip its bytes compressed, or null when that does not help
     */
    record PageFile(String type, String etag, byte[] plain, byte[] gzip) {}

    /** Returns the file at a path below {@code page/}, its parts given one by one; blocks on the disk at its first use. */
    Optional<PageFile> find(Iterable<String> parts) throws IOException {
        String path = String.join("/", parts);
        PageFile file = known.get(path);
        if (file != null) {
            return Optional.of(file);
        }
        for (String part : parts) {
            if (!NAME.matcher(part).matches()) {
                return Optional.empty();
            }
        }
        if (path.lastIndexOf('.') <= path.lastIndexOf('/')) {
            return Optional.empty(); // A folder: on a file system it would open as the list of its files.
        }
        try (InputStream in = open(path)) {
            if (in == null) {
                return Optional.empty();
            }
            file = prepare(path, in.readAllBytes());
        }
        if (folder.isEmpty()) {
            known.put(path, file);
        }
        return Optional.of(file);
    }

    private InputStream open(String path) throws IOException {
        if (path.startsWith(VENDOR)) {
            return PageFiles.class
                    .getClassLoader()
                    .getResourceAsStream(LIT_HTML + litHtmlVersion() + "/" + path.substring(VENDOR.length()));
        }
        if (folder.isPresent()) {
            Path file = folder.get().resolve(path);
            return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
        }
        return path.endsWith(".class") ? null : PageFiles.class.getResourceAsStream(path);
    }

    /** The version is in the webjar's paths; the build writes it down, since images drop what only Maven reads. */
    private static String litHtmlVersion() throws IOException {
        try (InputStream in = PageFiles.class.getResourceAsStream("/org/hearthplug/web/libraries.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("lit-html");
        }
    }

    private static PageFile prepare(String path, byte[] plain) throws IOException {
        byte[] gzip = MediaTypes.isText(path) ? gzip(plain) : plain;
        return new PageFile(
                MediaTypes.ofPage(path),
                '"' + hash(plain) + '"',
                plain,
                gzip.length < plain.length * 9 / 10 ? gzip : null);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] plain) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
