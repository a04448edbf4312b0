// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/**
 * A folder on an SSH server. The server's key must be the one that the owner confirmed. A file is written under a temporary
 * name, synced where the server can, and renamed.
 */
public final class SftpTarget implements Target {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int BUFFER = 32 * 1024;

    private final SftpAddress address;
    private final KeyPair identity;
    private final char[] password;
    private final SshClient client;
    private ClientSession session;
    private SftpClient sftp;

    /** @param identity the plug's key, which the server accepts */
    public SftpTarget(SftpAddress address, KeyPair identity) {
        this(address, identity, new char[0]);
    }

    /**
     * A folder on a server.
     *
     * @param identity the plug's key, tried first
     * @param password tried when the server does not take the key; empty for none
     */
    public SftpTarget(SftpAddress address, KeyPair identity, char[] password) {
        this.address = address;
        this.identity = identity;
        this.password = password.clone();
        this.client = newClient();
        client.setServerKeyVerifier((s, remote, key) -> known(key));
        client.start();
    }

    /** The fingerprint of a server's key, for its owner to confirm. Blocks. @throws BackupException UNREACHABLE */
    public static String hostKey(String host, int port) {
        AtomicReference<String> seen = new AtomicReference<>();
        try (SshClient asking = newClient()) {
            asking.setServerKeyVerifier((s, remote, key) -> {
                seen.set(KeyUtils.getFingerPrint(key));
                return false; // That is all that was asked.
            });
            asking.start();
            try (ClientSession session = asking.connect(
                            "hearth", new SshdSocketAddress(host, port).toInetSocketAddress())
                    .verify(CONNECT)
                    .getSession()) {
                session.waitFor(
                        EnumSet.of(ClientSession.ClientSessionEvent.CLOSED, ClientSession.ClientSessionEvent.WAIT_AUTH),
                        CONNECT);
            }
        } catch (IOException e) {
            if (seen.get() == null) {
                throw new BackupException(
                        BackupException.Kind.UNREACHABLE, host + ":" + port + " does not answer as an SSH server", e);
            }
        }
        if (seen.get() == null) {
            throw new BackupException(
                    BackupException.Kind.UNREACHABLE, host + ":" + port + " did not show its key in time");
        }
        return seen.get();
    }

    /** A client, not started, that reads no configuration and offers AES-GCM first: the JDK's providers compute it, MINA the others. */
    private static SshClient newClient() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setCipherFactories(client.getCipherFactories().stream()
                .sorted(Comparator.comparing(cipher -> !cipher.getName().contains("-gcm@")))
                .toList());
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        return client;
    }

    private boolean known(PublicKey key) {
        return KeyUtils.getFingerPrint(key).equals(address.hostKeyFingerprint());
    }

    @Override
    public String name() {
        return "sftp:" + address.user() + "@" + address.host() + ":" + address.port() + "/" + address.folder();
    }

    private synchronized SftpClient sftp() throws IOException {
        if (sftp == null || !sftp.isOpen()) {
            disconnect();
            session = client.connect(
                            address.user(), new SshdSocketAddress(address.host(), address.port()).toInetSocketAddress())
                    .verify(CONNECT)
                    .getSession();
            session.addPublicKeyIdentity(identity);
            if (password.length > 0) {
                session.addPasswordIdentity(new String(password));
            }
            session.auth().verify(CONNECT);
            sftp = SftpClientFactory.instance().createSftpClient(session);
        }
        return sftp;
    }

    private interface Work<T> {
        T run(SftpClient sftp) throws IOException;
    }

    /** Runs, once again on a new connection if the old one had died. One request at a time. */
    private synchronized <T> T with(String what, Work<T> work) {
        boolean fresh = sftp == null || !sftp.isOpen();
        try {
            return unwrapped(work);
        } catch (SftpException e) {
            throw failed(what, e);
        } catch (IOException e) {
            disconnect();
            if (fresh) {
                throw new BackupException(
                        BackupException.Kind.UNREACHABLE, name() + ": " + what + ": " + e.getMessage(), e);
            }
        }
        return with(what, work);
    }

    /** MINA's iterables wrap what the server says. */
    private <T> T unwrapped(Work<T> work) throws IOException {
        try {
            return work.run(sftp());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private BackupException failed(String what, SftpException e) {
        var kind = switch (e.getStatus()) {
            case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH -> BackupException.Kind.NOT_FOUND;
            case SftpConstants.SSH_FX_PERMISSION_DENIED -> BackupException.Kind.REFUSED;
            case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED ->
                BackupException.Kind.FULL;
            default -> BackupException.Kind.UNREACHABLE;
        };
        return new BackupException(kind, name() + ": cannot " + what + ": " + e.getMessage(), e);
    }

    private String path(String relative) {
        return address.folder() + "/" + relative;
    }

    @Override
    public void prepare() {
        makeFolder(address.folder());
        for (FileType type : FileType.values()) {
            if (type != FileType.CONFIG) {
                makeFolder(path(type.directory()));
            }
        }
    }

    private void makeFolder(String folder) {
        with("make a folder", sftp -> {
            try {
                sftp.mkdir(folder);
            } catch (SftpException e) {
                if (!sftp.stat(folder).isDirectory()) {
                    throw e;
                }
            }
            return null;
        });
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
        if (file.type() == FileType.PACK) {
            makeFolder(path("data/" + file.name().substring(0, 2)));
        }
        String to = path(file.path());
        String temporary = to + "-tmp-" + Long.toHexString(System.nanoTime());
        with("write " + file, sftp -> {
            send(sftp, temporary, content);
            OpenSSHPosixRenameExtension rename = sftp.getExtension(OpenSSHPosixRenameExtension.class);
            if (rename != null && rename.isSupported()) {
                rename.posixRename(temporary, to);
            } else {
                sftp.rename(temporary, to);
            }
            return null;
        });
    }

    private static void send(SftpClient sftp, String path, Content content) throws IOException {
        try (InputStream in = content.open();
                OutputStream out = sftp.write(
                        path,
                        BUFFER,
                        EnumSet.of(
                                SftpClient.OpenMode.Create,
                                SftpClient.OpenMode.Write,
                                SftpClient.OpenMode.Exclusive))) {
            in.transferTo(out);
        }
        OpenSSHFsyncExtension sync = sftp.getExtension(OpenSSHFsyncExtension.class);
        if (sync != null && sync.isSupported()) {
            try (SftpClient.CloseableHandle handle = sftp.open(path, EnumSet.of(SftpClient.OpenMode.Write))) {
                sync.fsync(handle);
            }
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
        return with("read " + file, sftp -> {
            SftpClient.CloseableHandle handle = sftp.open(path(file.path()), EnumSet.of(SftpClient.OpenMode.Read));
            return new SftpRange(sftp, handle, offset, length);
        });
    }

    @Override
    public long size(FileRef file) {
        return with("stat " + file, sftp -> sftp.stat(path(file.path())).getSize());
    }

    @Override
    public void delete(FileRef file) {
        try {
            with("delete " + file, sftp -> {
                sftp.remove(path(file.path()));
                return null;
            });
        } catch (BackupException e) {
            if (!e.is(BackupException.Kind.NOT_FOUND)) {
                throw e;
            }
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
        List<SftpClient.DirEntry> entries = folder(type.directory(), type);
        if (type != FileType.PACK) {
            entries.forEach(e -> visit(e, type, visitor));
            return;
        }
        for (SftpClient.DirEntry e : entries) {
            if (e.getFilename().matches("[0-9a-f]{2}")) {
                folder("data/" + e.getFilename(), type).forEach(f -> visit(f, type, visitor));
            }
        }
    }

    private List<SftpClient.DirEntry> folder(String relative, FileType type) {
        return with("list " + type, sftp -> {
            List<SftpClient.DirEntry> entries = new ArrayList<>();
            sftp.readDir(path(relative)).forEach(entries::add);
            return entries;
        });
    }

    private static void visit(SftpClient.DirEntry e, FileType type, ObjLongConsumer<FileRef> visitor) {
        if (ObjectId.isHex(e.getFilename())) {
            visitor.accept(new FileRef(type, e.getFilename()), e.getAttributes().getSize());
        }
    }

    private void disconnect() {
        try {
            if (session != null) {
                session.close(true);
            }
        } finally {
            session = null;
            sftp = null;
        }
    }

    @Override
    public synchronized void close() {
        disconnect();
        client.stop();
    }
}
