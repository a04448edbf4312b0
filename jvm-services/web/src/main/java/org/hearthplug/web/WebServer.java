// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.hearthplug.libcrypto.TlsEngine;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.storage.index.Thumbs;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.backup.BackupEndpoint;
import org.hearthplug.web.backup.BackupFolders;
import org.hearthplug.web.energy.EnergyEndpoint;
import org.hearthplug.web.energy.EnergyKeeper;
import org.hearthplug.web.energy.IndexScale;
import org.hearthplug.web.energy.MetricsEndpoint;
import org.hearthplug.web.http.ProblemErrors;
import org.hearthplug.web.identity.Identity;
import org.hearthplug.web.library.Albums;
import org.hearthplug.web.page.PageEndpoint;
import org.hearthplug.web.people.DiskFolders;
import org.hearthplug.web.people.DisksEndpoint;
import org.hearthplug.web.plug.Attestation;
import org.hearthplug.web.plug.PlugEndpoint;
import org.hearthplug.web.share.ShareDoor;
import org.hearthplug.web.update.UpdateEndpoint;

/** The plug's web server, running. Safe for many threads. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WebServer.class.getName());
    private static final int HEADER_BYTES = 16 * 1024;
    private static final int PLATFORM_THREADS = 8;

    /** Frames of HTTP/2 that may be an attack (empty, late, resets), a connection; beyond it is closed. */
    private static final int ODD_FRAMES_PER_SECOND = 1024;

    /**
     * How many bytes a connection of HTTP/2 may have in memory that no request has read. A stream may have them all: half of it read, both
     * windows are opened in one message, and each message costs as much as some frames.
     */
    private static final int HTTP2_WINDOW = 2 << 20;

    private static final long HOUSEKEEPING_SECONDS = 30;

    /** The machine has started and the page has been shown by then. */
    private static final Duration INDEX_PATIENCE = Duration.ofSeconds(45);

    private final WebConfig config;
    private final Identity identity;
    private final Access access;
    private final Notices notices;
    private final PlugEndpoint plug;
    private final BackupEndpoint backup;
    private final EnergyKeeper energy;
    private final UpdateEndpoint updates;
    private final FileIndex index;
    private final DiskFolders disks;
    private final Spaces spaces;
    private final Api api;
    private final ConnectionKeeper keeper;
    private final Server server;
    private final ServerConnector https;
    private final Optional<ServerConnector> http;

    private WebServer(
            WebConfig config,
            Storage storage,
            PlatformView platform,
            InstantSource clock,
            Optional<BackupFolders> folders)
            throws IOException {
        this.config = config;
        this.identity = Identity.open(config.stateFolder(), clock);
        this.access = Access.open(config.stateFolder(), clock);
        this.notices = new Notices(config.noticeFolder());
        this.plug = new PlugEndpoint(platform, new Attestation(identity, clock));
        this.energy = new EnergyKeeper(config.stateFolder(), platform, clock);
        this.index = FileIndex.open(storage, INDEX_PATIENCE, new IndexScale(energy));
        this.disks = new DiskFolders(config.usedDisks(), storage, index);
        this.spaces = new Spaces(access, storage, disks);
        this.backup =
                new BackupEndpoint(config.stateFolder(), folders, access, identity, storage, disks, energy, clock);
        this.updates = new UpdateEndpoint(platform, access, config.stateFolder());
        this.keeper = new ConnectionKeeper(config.maxConnections());
        this.server = newServer();
        this.https = newHttps();
        this.http = config.httpPort() < 0 ? Optional.empty() : Optional.of(newHttp());
        server.addConnector(https);
        http.ifPresent(server::addConnector);
        Albums albums = new Albums(index);
        Lazy<ShareDoor> shares = new Lazy<>(
                () -> new ShareDoor(config.stateFolder(), clock, access, spaces, new Thumbs(storage, index), albums));
        access.household().belongings(person -> shares.get().revokeAll(person));
        this.api = new Api(
                access,
                identity.fingerprint(),
                spaces,
                index,
                albums,
                new PageEndpoint(config.pageFolder()),
                plug,
                new DisksEndpoint(platform, access, storage, disks, backup::keptOn),
                updates,
                backup,
                new EnergyEndpoint(energy, clock),
                new MetricsEndpoint(
                        platform,
                        energy,
                        new MetricsEndpoint.Inside(backup::newest, access::openSessions, keeper::count),
                        clock),
                shares,
                this::showNotices,
                () -> notices.has("no-data"));
        server.setHandler(
                new Front(api, keeper, this::httpsPort, config.idleTimeout().dividedBy(2)));
        server.setErrorHandler(new ProblemErrors());
    }

    /**
     * Starts the server: makes or reads identity and account, listens, shows the notices. Returns when connections are accepted.
     *
     * @throws IOException when the state cannot be read or written, or a port is taken
     */
    public static WebServer start(WebConfig config, Storage storage, PlatformView platform, InstantSource clock)
            throws IOException {
        return start(config, storage, platform, clock, Optional.empty());
    }

    private static WebServer start(
            WebConfig config,
            Storage storage,
            PlatformView platform,
            InstantSource clock,
            Optional<BackupFolders> folders)
            throws IOException {
        WebServer web = new WebServer(config, storage, platform, clock, folders);
        try {
            web.server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The web server does not start. Check its ports and folders.", e);
        }
        web.showNotices();
        web.scheduleHousekeeping();
        web.updates.start();
        return web;
    }

    /**
     * Starts the server with a backup service.
     *
     * @param engineFolder holds backupd's socket and the FIFO that wakes it
     * @param filesFolder people's files, as the storage has them
     * @param resticQuotaBytes the most that one laptop's repository may take; 0 for no other limit than the disk's
     * @throws IOException when the state cannot be read or written, or a port is taken
     */
    public static WebServer startWithBackup(
            WebConfig config,
            Storage storage,
            PlatformView platform,
            InstantSource clock,
            Path engineFolder,
            Path filesFolder,
            long resticQuotaBytes)
            throws IOException {
        return start(
                config,
                storage,
                platform,
                clock,
                Optional.of(new BackupFolders(engineFolder, filesFolder, resticQuotaBytes)));
    }

    /** Returns the port of the page. */
    public int httpsPort() {
        return https.getLocalPort();
    }

    /** Returns the port that redirects, when there is one. */
    public OptionalInt httpPort() {
        return http.map(connector -> OptionalInt.of(connector.getLocalPort())).orElse(OptionalInt.empty());
    }

    /** Returns the SHA-256 of the plug's public key, as 32 hex pairs with colons. */
    public String fingerprint() {
        return identity.fingerprint();
    }

    /** Returns whether the plug has an owner. */
    public boolean claimed() {
        return access.claimed();
    }

    /** Lets programs in at other doors, by name and app password as WebDAV does, or by key. */
    public FileDoor.Admission admission() {
        return new DoorAdmission(access, spaces);
    }

    /** Has the page tell people of another door to their files. */
    public void announce(FileDoor door) {
        api.announce(door);
    }

    /** Returns the certificate that connections see, so that a client on this machine can trust it. */
    X509Certificate certificate() {
        return identity.certificate();
    }

    int openConnections() {
        return keeper.count();
    }

    /** Returns the claim code while there is no owner. */
    Optional<String> claimCode() {
        return access.claimCode();
    }

    /** Stops: ends event streams, lets requests finish for a few seconds, closes all connections. */
    @Override
    public void close() throws IOException {
        plug.close();
        backup.close();
        updates.close();
        index.close();
        energy.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the web server did not stop cleanly", e);
        }
    }

    /**
     * Jetty asks JMX for the length of the processor's cache lines, which loads 300 classes for a queue's spacing; told, it does not.
     * Measured on a host: 0.3 s of a start of 1.7 s.
     */
    private static void spareJmx() {
        String key = "org.eclipse.jetty.util.referencesPerCacheLine";
        if (System.getProperty(key) == null) {
            System.setProperty(key, "16"); // 64 bytes a line, 4 bytes a reference.
        }
    }

    /** The few platform threads accept, select and parse; {@link Front} gives requests virtual ones. */
    private static Server newServer() {
        spareJmx();
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 2, 60_000);
        threads.setName("web");
        threads.setReservedThreads(0);
        ArrayByteBufferPool buffers = new ArrayByteBufferPool(0, 4096, TlsEngine.PACKET_BYTES, 64, 2 << 20, 6 << 20);
        Server server = new Server(threads, null, buffers);
        server.setStopTimeout(TimeUnit.SECONDS.toMillis(3));
        return server;
    }

    private ServerConnector newHttps() {
        HttpConfiguration http = newHttpConfiguration();
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false); // People reach the plug by whatever name their network gives it.
        http.addCustomizer(secure);
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(32);
        http2.setInitialStreamRecvWindow(HTTP2_WINDOW);
        http2.setInitialSessionRecvWindow(HTTP2_WINDOW);
        // Each upload's end counts as one: with Jetty's 128 a program that stores many small files is thrown out in the
        // midst.
        http2.setRateControlFactory(new WindowRateControl.Factory(ODD_FRAMES_PER_SECOND));
        Tls tls = new Tls(identity);
        http1.setInputBufferSize(tls.inputBytes());
        http2.setInputBufferSize(tls.inputBytes());
        ConnectionFactory alpn = Tls.negotiation(http1.getProtocol());
        return newConnector(config.httpsPort(), tls.connections(alpn.getProtocol()), alpn, http2, http1);
    }

    private ServerConnector newHttp() {
        return newConnector(config.httpPort(), new HttpConnectionFactory(newHttpConfiguration()));
    }

    private ServerConnector newConnector(int port, ConnectionFactory... protocols) {
        ServerConnector connector = new ServerConnector(server, null, null, null, 1, 1, protocols);
        connector.setHost(config.address().isEmpty() ? null : config.address());
        connector.setPort(port);
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setAcceptQueueSize(128);
        connector.addBean(keeper);
        return connector;
    }

    private static HttpConfiguration newHttpConfiguration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE); // Addresses are decoded and judged by Target, once and strictly.
        return http;
    }

    private void scheduleHousekeeping() {
        server.getScheduler()
                .schedule(
                        () -> {
                            keepHouse();
                            scheduleHousekeeping();
                        },
                        HOUSEKEEPING_SECONDS,
                        TimeUnit.SECONDS);
    }

    private void keepHouse() {
        try {
            if (identity.renewIfDue()) {
                LOG.info("The certificate was renewed; its key is the same.");
            }
            showNotices();
            backup.tick();
            energy.tick();
            disks.there(); // One that came is indexed though nobody asks, and nothing holds one that went.
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "The certificate could not be renewed; the next try is in half a minute.", e);
        }
    }

    private void showNotices() {
        String port = https.getLocalPort() == 443 ? "" : ":" + https.getLocalPort();
        List<String> addresses = identity.addresses().stream()
                .map(address -> "https://" + address + port + "/")
                .toList();
        notices.show("address", String.join("\n", addresses));
        notices.show("fingerprint", identity.fingerprint());
        access.claimCode()
                .ifPresentOrElse(code -> notices.show("claim-code", code), () -> notices.remove("claim-code"));
    }
}
