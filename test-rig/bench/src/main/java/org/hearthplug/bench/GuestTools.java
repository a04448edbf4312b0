// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;

/** Debian's programs inside the guest, on a disk of their own: nginx, Apache, OpenSSH and curl, at work in {@code /data/bench}. */
final class GuestTools {
    /** Where the peers keep what they serve. */
    static final String WORK = "/data/bench";

    private static final String ROOT = "/tmp/tools";

    private final Shell shell;

    GuestTools(Shell shell) {
        this.shell = shell;
    }

    /** What QEMU is told of the disk with the programs. */
    static String[] disk() {
        Path tools = HearthTree.root().resolve("build/lab/bench-tools.sqfs");
        if (!Files.exists(tools)) {
            throw new RigException(
                    RigException.Kind.CONFIG, "build/lab/bench-tools.sqfs is missing: `make bench` makes it");
        }
        return disk("bench-tools", tools);
    }

    /** What QEMU is told of a disk that is read only; the guest knows it by the name. */
    static String[] disk(String name, Path image) {
        List<String> arguments = new ArrayList<>();
        arguments.add("-blockdev");
        arguments.add("driver=file,node-name=" + name + ",read-only=on,filename=" + image);
        arguments.add("-device");
        arguments.add("virtio-blk-device,drive=" + name + ",serial=" + name);
        return arguments.toArray(String[]::new);
    }

    /** The shell words that put the device of a disk into {@code $d}. */
    static String find(String name) {
        return "for b in /sys/block/vd*; do [ \"$(cat $b/serial)\" = " + name + " ] && d=/dev/${b##*/}; done; ";
    }

    /** Makes the programs reachable. */
    void mount() {
        shell.check(find("bench-tools") + "mkdir -p " + ROOT + " && mount -t squashfs -o ro $d " + ROOT
                + " && mkdir -p " + WORK + "/dav && for m in proc dev data; do mount -o bind /$m " + ROOT
                + "/$m; done; mount -t devpts devpts " + ROOT + "/dev/pts 2>/dev/null; mount -t tmpfs tmpfs " + ROOT
                + "/tmp && mount -t tmpfs tmpfs " + ROOT + "/run");
    }

    /** The words that run one of the programs. */
    static String program(String words) {
        return "chroot " + ROOT + " " + words;
    }

    /** nginx with the plug's own key, on port 8443: stores and lists as WebDAV has it. */
    void startNginx() {
        shell.check("cp /data/hearth/cloud/identity-key.pem /data/hearth/cloud/certificate.pem " + WORK + "/; cat >"
                + WORK + "/nginx.conf <<'E'\n" + NGINX + "E\n"
                + program("/usr/sbin/nginx -c " + WORK + "/nginx.conf") + "; chmod 777 " + WORK + "/dav");
    }

    private static final String NGINX = """
            load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
            user root;
            worker_processes 1;
            error_log /data/bench/error.log;
            pid /run/nginx.pid;
            events { }
            http {
              access_log off;
              client_max_body_size 0;
              client_body_temp_path /data/bench/body;
              proxy_temp_path /data/bench/proxy;
              fastcgi_temp_path /data/bench/fastcgi;
              uwsgi_temp_path /data/bench/uwsgi;
              scgi_temp_path /data/bench/scgi;
              server {
                listen 8443 ssl;
                http2 on;
                ssl_certificate /data/bench/certificate.pem;
                ssl_certificate_key /data/bench/identity-key.pem;
                location / {
                  root /data/bench/dav;
                  dav_methods PUT DELETE MKCOL COPY MOVE;
                  dav_ext_methods PROPFIND OPTIONS;
                  create_full_put_path on;
                }
              }
            }
            """;

    /** Apache with the plug's own key, on port 8444, one process: WebDAV of classes 1 and 2, with its locks and its properties kept as it keeps them. */
    void startApache() {
        shell.check(
                "mkdir -p " + WORK + "/apache-dav && chmod 777 " + WORK + " " + WORK + "/apache-dav && touch " + WORK
                        + "/mime.types; cat >" + WORK + "/apache.conf <<'E'\n" + APACHE + "E\n"
                        + program("/usr/sbin/apache2 -f " + WORK + "/apache.conf -k start"));
    }

    private static final String APACHE = """
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule dav_module /usr/lib/apache2/modules/mod_dav.so
            LoadModule dav_fs_module /usr/lib/apache2/modules/mod_dav_fs.so
            LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
            LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
            ServerRoot /data/bench
            ServerName localhost
            PidFile /run/apache.pid
            ErrorLog /data/bench/apache.log
            TypesConfig /data/bench/mime.types
            DefaultRuntimeDir /run
            User sshd
            Group root
            Listen 8444
            StartServers 1
            ServerLimit 1
            ThreadsPerChild 64
            MaxRequestWorkers 64
            MinSpareThreads 1
            MaxSpareThreads 64
            MaxKeepAliveRequests 0
            SSLEngine on
            SSLCertificateFile /data/bench/certificate.pem
            SSLCertificateKeyFile /data/bench/identity-key.pem
            DavLockDB /data/bench/apache-locks
            DocumentRoot /data/bench/apache-dav
            <Directory /data/bench/apache-dav>
              Dav On
              AllowOverride None
              Require all granted
            </Directory>
            """;

    /** OpenSSH's server with its own SFTP server, on port 2022, for root with a key. */
    void startSshd() {
        shell.check("mkdir -p " + ROOT + "/run/sshd; cd " + WORK
                + "; [ -e user ] || for k in host user; do "
                + program("/usr/bin/ssh-keygen -q -t ed25519 -N '' -f " + WORK + "/$k")
                + "; done; cat >sshd.conf <<'E'\n"
                + SSHD + "E\n" + program("/usr/sbin/sshd -f " + WORK + "/sshd.conf"));
    }

    private static final String SSHD = """
            Port 2022
            ListenAddress 127.0.0.1
            HostKey /data/bench/host
            PidFile /run/sshd.pid
            PermitRootLogin yes
            StrictModes no
            UsePAM no
            AuthorizedKeysFile /data/bench/user.pub
            Subsystem sftp internal-sftp
            """;

    /** The words that run {@code sftp}'s batch from standard input, as root at OpenSSH's server. */
    static String sftpToPeer() {
        return program("/usr/bin/sftp -q -b - -P 2022 -i " + WORK + "/user " + SSH_OPTIONS + " root@127.0.0.1");
    }

    /** The same at the plug's own, with an app password that is told by {@code /tmp/askpass}. */
    static String sftpToPlug(String name) {
        return "SSH_ASKPASS=/tmp/askpass SSH_ASKPASS_REQUIRE=force "
                + program("/usr/bin/sftp -q -o BatchMode=no -b - -P 2222 -o PreferredAuthentications=password "
                        + SSH_OPTIONS + " " + name + "@127.0.0.1");
    }

    private static final String SSH_OPTIONS =
            "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR";

    /** Has {@code ssh} find the password. There is no shell among the programs: the plug's own BusyBox is lent to them. */
    void keepPassword(String password) {
        shell.check("cp $(readlink -f /bin/busybox) " + ROOT + "/tmp/busybox; printf '#!/tmp/busybox sh\\necho %s\\n' '"
                + password + "' >" + ROOT + "/tmp/askpass; chmod 755 " + ROOT + "/tmp/askpass; "
                + program("/tmp/askpass >/dev/null"));
    }
}
