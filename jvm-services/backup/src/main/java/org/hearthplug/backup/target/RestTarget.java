// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** restic's REST protocol, version 2: another plug, {@code rest-server}, {@code rclone serve restic}. */
public final class RestTarget implements Target {
    private static final String LISTING = "application/vnd.x.restic.rest.v2";

    private static final int CONNECT_MILLIS = 20_000;

    private final URI base;
    private final String authorization;
    private final HttpCalls calls;

    /**
     * A repository on a server.
     *
     * @param base the repository's URL, without credentials
     * @param user empty for none
     */
    public RestTarget(URI base, String user, char[] password) {
        this(base, user, password, "");
    }

    /**
     * A repository on a server whose certificate no authority has signed, as another plug.
     *
     * @param pin SHA-256 of the server's public key, as a plug shows it: 32 upper-case hex pairs with colons; empty for public authorities
     */
    public RestTarget(URI base, String user, char[] password, String pin) {
        this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
        this.authorization = user.isEmpty() ? "" : basic(user, password);
        this.calls = new HttpCalls(name(), Duration.ofMillis(500), pin);
    }

    /**
     * The fingerprint of a server's key, for its owner to confirm; empty when public authorities vouch for it. Blocks.
     *
     * @throws BackupException UNREACHABLE
     */
    public static String serverKey(URI base) {
        if (!"https".equals(base.getScheme()) || trusted(base)) {
            return "";
        }
        PinnedTrust curious = PinnedTrust.curious();
        int port = base.getPort() < 0 ? 443 : base.getPort();
        try (SSLSocket socket =
                (SSLSocket) PinnedTrust.context(curious).getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(base.getHost(), port), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            socket.startHandshake();
        } catch (IOException e) {
            if (curious.seen().isEmpty()) {
                throw new BackupException(
                        BackupException.Kind.UNREACHABLE, base.getHost() + " does not answer over HTTPS", e);
            }
        }
        return curious.seen();
    }

    private static boolean trusted(URI base) {
        int port = base.getPort() < 0 ? 443 : base.getPort();
        try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.connect(new InetSocketAddress(base.getHost(), port), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            socket.startHandshake();
            return true;
        } catch (IOException untrusted) {
            return false;
        }
    }

    static String basic(String user, char[] password) {
        byte[] pair = (user + ":" + new String(password)).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String name() {
        return "rest:" + base;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder b = HttpRequest.newBuilder(base.resolve(path));
        return authorization.isEmpty() ? b : b.header("Authorization", authorization);
    }

    private Supplier<HttpRequest.Builder> on(FileRef file) {
        return () ->
                request(file.equals(FileRef.CONFIG) ? "config" : file.type().directory() + "/" + file.name());
    }

    @Override
    public void prepare() {
        int status = calls.status(() -> request("?create=true").POST(BodyPublishers.noBody()));
        if (status != 403 && status != 409) { // a server says so where the repository is there already
            calls.check(status, "create");
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
            delete(file);
        }
        Supplier<HttpRequest.Builder> post = () -> on(file).get()
                .header("Content-Type", "application/octet-stream")
                .POST(HttpCalls.publisher(content));
        calls.check(calls.status(post), "write " + file);
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
        return calls.range(on(file), "read " + file, offset, length);
    }

    @Override
    public long size(FileRef file) {
        try (HttpCalls.Answer answer = calls.send(() -> on(file).get().method("HEAD", BodyPublishers.noBody()))) {
            calls.check(answer.status(), "stat " + file);
            return answer.length();
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, name() + " broke off", e);
        }
    }

    @Override
    public void delete(FileRef file) {
        int status = calls.status(() -> on(file).get().DELETE());
        if (status != 404) {
            calls.check(status, "delete " + file);
        }
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        if (type == FileType.CONFIG) {
            long size = sizeOrMissing(FileRef.CONFIG);
            if (size >= 0) {
                visitor.accept(FileRef.CONFIG, size);
            }
            return;
        }
        byte[] json = calls.body(() -> request(type.directory() + "/").header("Accept", LISTING), "list " + type);
        JsonReader in = new JsonReader(json, 0, json.length, 4096);
        if (!in.beginArray()) {
            return;
        }
        while (in.nextElement()) {
            String name = "";
            long size = 0;
            in.beginObject();
            for (String field = in.nextField(); field != null; field = in.nextField()) {
                switch (field) {
                    case "name" -> name = in.string();
                    case "size" -> size = in.number(Long.MAX_VALUE);
                    default -> in.skip();
                }
            }
            if (ObjectId.isHex(name)) {
                visitor.accept(new FileRef(type, name), size);
            }
        }
    }
}
