// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** A bucket of an S3-compatible store. A pack is one PUT: packs stay far below the 5 GiB at which parts would begin. */
public final class S3Target implements Target {
    private static final int MAX_PAGES = 100_000;

    private final URI root;
    private final String prefix;
    private final String bucket;
    private final boolean pathStyle;
    private final S3Signer signer;
    private final HttpCalls calls;
    private final Clock clock;

    private final Optional<ObjectLock> lock;

    /** The bucket has a lock of its own making (a default retention), and takes nothing without its MD5: it has refused once. */
    private volatile boolean wantsMd5;

    /** A bucket that does what it is told. */
    public S3Target(
            URI endpoint, String region, String bucket, String prefix, boolean pathStyle, String keyId, char[] secret) {
        this(endpoint, region, bucket, prefix, pathStyle, keyId, secret, Optional.empty());
    }

    /**
     * A bucket.
     *
     * @param endpoint the store's URL, without the bucket
     * @param prefix folder in the bucket, without slashes at its ends; may be empty
     * @param pathStyle whether the bucket is a path's first component, else the host's
     * @param lock how long the bucket is to keep what is written there
     */
    public S3Target(
            URI endpoint,
            String region,
            String bucket,
            String prefix,
            boolean pathStyle,
            String keyId,
            char[] secret,
            Optional<ObjectLock> lock) {
        this.lock = lock;
        this.bucket = bucket;
        this.prefix = prefix.isEmpty() ? "" : prefix + "/";
        this.pathStyle = pathStyle;
        String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
        this.root = pathStyle
                ? URI.create(endpoint.getScheme() + "://" + endpoint.getHost() + port + "/" + bucket)
                : URI.create(endpoint.getScheme() + "://" + bucket + "." + endpoint.getHost() + port);
        this.signer = new S3Signer(keyId, secret, region);
        this.clock = Clock.systemUTC();
        this.calls = new HttpCalls(name(), Duration.ofMillis(500));
    }

    @Override
    public String name() {
        return "s3:" + root + "/" + prefix;
    }

    private Supplier<HttpRequest.Builder> request(String method, String path, String hash, BodyPublisher body) {
        return request(method, path, hash, body, Map.of());
    }

    /** @param extra headers besides, in lower case; they are signed */
    private Supplier<HttpRequest.Builder> request(
            String method, String path, String hash, BodyPublisher body, Map<String, String> extra) {
        return () -> {
            URI uri = URI.create(root + path);
            HttpRequest.Builder b = HttpRequest.newBuilder(uri).method(method, body);
            signer.sign(method, uri, hash, extra, clock.instant()).forEach(b::header);
            return b;
        };
    }

    private String key(FileRef file) {
        return "/" + encode(prefix + file.path(), true);
    }

    private static String encode(String text, boolean keepSlash) {
        String s = URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
        return keepSlash ? s.replace("%2F", "/") : s;
    }

    @Override
    public void prepare() {
        if (!bucketIsThere()) {
            Map<String, String> extra =
                    lock.isPresent() ? Map.of("x-amz-bucket-object-lock-enabled", "true") : Map.of();
            calls.check(
                    calls.status(request("PUT", bucketPath(), S3Signer.EMPTY, BodyPublishers.noBody(), extra)),
                    "make " + bucket);
        }
        examine();
    }

    private String bucketPath() {
        return pathStyle ? "" : "/";
    }

    private boolean bucketIsThere() {
        int status = calls.status(request("HEAD", bucketPath(), S3Signer.EMPTY, BodyPublishers.noBody()));
        if (status != 404) {
            calls.check(status, "look at " + bucket);
        }
        return status != 404;
    }

    @Override
    public void examine() {
        if (lock.isEmpty() || !bucketIsThere()) {
            return;
        }
        String what = "whether " + bucket + " has object lock";
        try {
            // An empty value, for that is how it is signed.
            byte[] answer = calls.body(
                    request("GET", bucketPath() + "?object-lock=", S3Signer.EMPTY, BodyPublishers.noBody()), what);
            if (ObjectLock.enabled(answer)) {
                return;
            }
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
        }
        throw new BackupException(
                BackupException.Kind.UNSUPPORTED,
                name()
                        + " has no object lock, or does not tell this key: it has to be switched on where the bucket is made");
    }

    @Override
    public Duration promise() {
        return lock.map(ObjectLock::period).orElse(Duration.ZERO);
    }

    @Override
    public void renew(FileRef file) {
        if (lock.isEmpty() || file.type() == FileType.LOCK) {
            return;
        }
        Instant now = clock.instant();
        Content body = Content.of(lock.get().retention(now));
        int status = put(key(file) + "?retention=", body, Map.of(), true);
        boolean longer = status == 403 && !keptUntil(file).isBefore(lock.get().until(now));
        if (!longer) {
            calls.check(status, "keep " + file + " for longer");
        }
    }

    /** When the bucket's promise for a file is over; the epoch when it has made none, or does not tell this key. */
    private Instant keptUntil(FileRef file) {
        try (HttpCalls.Answer a = calls.send(request("HEAD", key(file), S3Signer.EMPTY, BodyPublishers.noBody()))) {
            return a.headers()
                    .firstValue("x-amz-object-lock-retain-until-date")
                    .map(Instant::parse)
                    .orElse(Instant.EPOCH);
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, name() + " broke off", e);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    @Override
    public void write(FileRef file, Content content) {
        long there = sizeOrMissing(file);
        if (there == content.length()) {
            Existing.check(this, file, content);
            return;
        }
        if (there >= 0) {
            Existing.refuseConfig(this, file);
        }
        boolean keep = lock.isPresent() && file.type() != FileType.LOCK;
        Map<String, String> extra = keep ? lock.get().headers(clock.instant()) : Map.of();
        boolean withMd5 = keep || wantsMd5;
        int status = put(key(file), content, extra, withMd5);
        if (status == 400 && !withMd5) {
            wantsMd5 = true;
            status = put(key(file), content, extra, true);
        }
        calls.check(status, "write " + file);
    }

    private int put(String path, Content content, Map<String, String> extra, boolean withMd5) {
        Supplier<HttpRequest.Builder> put =
                request("PUT", path, content.sha256().hex(), HttpCalls.publisher(content), extra);
        if (!withMd5) {
            return calls.status(put);
        }
        String md5 = Base64.getEncoder().encodeToString(md5(content));
        return calls.status(() -> put.get().header("Content-MD5", md5));
    }

    private static byte[] md5(Content content) {
        try (InputStream in = content.open()) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[16384];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return digest.digest();
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.LOCAL_IO, "cannot read what is to be stored", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private long sizeOrMissing(FileRef file) {
        try {
            return size(file);
        } catch (BackupException e) {
            if (e.is(BackupException.Kind.NOT_FOUND)) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        return calls.range(
                request("GET", key(file), S3Signer.EMPTY, BodyPublishers.noBody()), "read " + file, offset, length);
    }

    @Override
    public long size(FileRef file) {
        try (HttpCalls.Answer a = calls.send(request("HEAD", key(file), S3Signer.EMPTY, BodyPublishers.noBody()))) {
            calls.check(a.status(), "stat " + file);
            return a.length();
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, name() + " broke off", e);
        }
    }

    @Override
    public void delete(FileRef file) {
        int status = calls.status(request("DELETE", key(file), S3Signer.EMPTY, BodyPublishers.noBody()));
        if (status != 404) {
            calls.check(status, "delete " + file);
        }
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        String wanted = prefix + type.directory() + (type == FileType.CONFIG ? "" : "/");
        String token = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            // Ordered by name, as the signature wants it.
            String query = (token.isEmpty() ? "" : "continuation-token=" + encode(token, false) + "&")
                    + "list-type=2&prefix=" + encode(wanted, false);
            String path = (pathStyle ? "" : "/") + "?" + query;
            byte[] xml = calls.body(request("GET", path, S3Signer.EMPTY, BodyPublishers.noBody()), "list " + type);
            token = XmlListing.s3(new ByteArrayInputStream(xml), (key, size) -> {
                String name = key.substring(key.lastIndexOf('/') + 1);
                if (type == FileType.CONFIG ? key.equals(wanted) : ObjectId.isHex(name)) {
                    visitor.accept(new FileRef(type, name), size);
                }
            });
            if (token.isEmpty()) {
                return;
            }
        }
        throw new BackupException(BackupException.Kind.LIMIT, name() + " lists without end");
    }
}
