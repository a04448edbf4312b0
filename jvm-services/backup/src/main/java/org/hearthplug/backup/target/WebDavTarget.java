// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** A folder on a WebDAV server (RFC 4918). A file is put under a temporary name and moved: a broken PUT leaves no file. */
public final class WebDavTarget implements Target {
    private static final String PROPFIND =
            "<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\"><prop><getcontentlength/></prop></propfind>";

    private final URI base;
    private final String authorization;
    private final HttpCalls calls;
    private final Set<String> folders = ConcurrentHashMap.newKeySet();

    /**
     * A folder.
     *
     * @param base the folder's URL; its parent exists
     * @param user empty for none
     */
    public WebDavTarget(URI base, String user, char[] password) {
        this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
        this.authorization = user.isEmpty() ? "" : RestTarget.basic(user, password);
        this.calls = new HttpCalls(name(), Duration.ofMillis(500));
    }

    @Override
    public String name() {
        return "webdav:" + base;
    }

    private Supplier<HttpRequest.Builder> request(String method, String path) {
        return () -> {
            HttpRequest.Builder b = HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.noBody());
            return authorization.isEmpty() ? b : b.header("Authorization", authorization);
        };
    }

    @Override
    public void prepare() {
        makeFolder("");
        for (FileType type : FileType.values()) {
            if (type != FileType.CONFIG) {
                makeFolder(type.directory() + "/");
            }
        }
    }

    private void makeFolder(String path) {
        int status = calls.status(request("MKCOL", path));
        if (status != 405 && status != 301) { // is there already
            calls.check(status, "make a folder");
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
        String temporary = file.type().directory() + "-" + Long.toHexString(System.nanoTime()) + ".tmp";
        put(temporary, content, file);
        if (file.type() == FileType.PACK && folders.add(file.name().substring(0, 2))) {
            // Apache answers 500, not 409, to a MOVE into a folder that is not there.
            makeFolder("data/" + file.name().substring(0, 2) + "/");
        }
        calls.check(move(temporary, file), "move " + file);
    }

    private void put(String temporary, Content content, FileRef file) {
        Supplier<HttpRequest.Builder> put =
                () -> request("PUT", temporary).get().PUT(HttpCalls.publisher(content));
        calls.check(calls.status(put), "write " + file);
    }

    private int move(String temporary, FileRef file) {
        String destination = base.resolve(file.path()).toString();
        return calls.status(() -> request("MOVE", temporary)
                .get()
                .header("Destination", destination)
                .header("Overwrite", "T"));
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
        return calls.range(request("GET", file.path()), "read " + file, offset, length);
    }

    @Override
    public long size(FileRef file) {
        try (HttpCalls.Answer answer = calls.send(request("HEAD", file.path()))) {
            calls.check(answer.status(), "stat " + file);
            return answer.length();
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, name() + " broke off", e);
        }
    }

    @Override
    public void delete(FileRef file) {
        int status = calls.status(request("DELETE", file.path()));
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
        List<String> below = new ArrayList<>();
        folder(type.directory() + "/", type, visitor, below);
        if (type == FileType.PACK) {
            for (String name : below) {
                folder("data/" + name + "/", type, visitor, new ArrayList<>());
            }
        }
    }

    private void folder(String path, FileType type, ObjLongConsumer<FileRef> visitor, List<String> below) {
        byte[] xml = calls.body(
                () -> request("PROPFIND", path)
                        .get()
                        .header("Depth", "1")
                        .header("Content-Type", "application/xml")
                        .method("PROPFIND", BodyPublishers.ofString(PROPFIND)),
                "list " + type);
        XmlListing.webDav(new ByteArrayInputStream(xml), (href, size) -> {
            String trimmed = href.endsWith("/") ? href.substring(0, href.length() - 1) : href;
            String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
            if (ObjectId.isHex(name) && size >= 0) {
                visitor.accept(new FileRef(type, name), size);
            } else if (name.matches("[0-9a-f]{2}")) {
                below.add(name);
            }
        });
    }
}
