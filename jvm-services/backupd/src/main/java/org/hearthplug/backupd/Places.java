// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.LimitedTarget;
import org.hearthplug.backup.target.LocalTarget;
import org.hearthplug.backup.target.ObjectLock;
import org.hearthplug.backup.target.RestTarget;
import org.hearthplug.backup.target.S3Target;
import org.hearthplug.backup.target.SftpAddress;
import org.hearthplug.backup.target.SftpTarget;
import org.hearthplug.backup.target.WebDavTarget;

/** Makes targets of what the owner wrote. */
final class Places {
    private Places() {}

    /** Makes the target, kept to its limit if it has one; nothing is asked of it yet. @throws BackupException INVALID when a part is missing or malformed */
    static Target of(Map<String, Object> place) {
        return LimitedTarget.of(unlimited(place), Json.decimal(place, "limitMbit"));
    }

    private static Target unlimited(Map<String, Object> place) {
        try {
            return switch (Json.need(place, "kind")) {
                case "folder" -> new LocalTarget(folder(Json.need(place, "path")));
                case "sftp" -> sftp(place);
                case "rest" ->
                    new RestTarget(url(place), Json.text(place, "user"), secret(place), Json.text(place, "hostKey"));
                case "webdav" -> new WebDavTarget(url(place), Json.text(place, "user"), secret(place));
                case "s3" ->
                    new S3Target(
                            url(place),
                            Json.need(place, "region"),
                            Json.need(place, "bucket"),
                            Json.text(place, "prefix"),
                            Json.flag(place, "pathStyle"),
                            Json.need(place, "user"),
                            secret(place),
                            lock(place));
                default -> throw new BackupException(BackupException.Kind.INVALID, "an unknown kind of place");
            };
        } catch (IllegalArgumentException e) {
            throw new BackupException(BackupException.Kind.INVALID, "the address is malformed", e);
        }
    }

    /** How long a bucket is to keep what is written there, if it is to. */
    private static Optional<ObjectLock> lock(Map<String, Object> place) {
        int days = Math.toIntExact(Json.number(place, "lockDays", 0));
        boolean governance = Json.text(place, "lockMode").equals("governance");
        return days == 0
                ? Optional.empty()
                : Optional.of(
                        new ObjectLock(governance ? ObjectLock.Mode.GOVERNANCE : ObjectLock.Mode.COMPLIANCE, days));
    }

    private static Path folder(String path) {
        Path folder = Path.of(path).normalize();
        if (!folder.isAbsolute()) {
            throw new BackupException(BackupException.Kind.INVALID, "the folder's path must begin with a slash");
        }
        return folder;
    }

    /** The address of a server. @throws BackupException INVALID */
    static URI url(Map<String, Object> place) {
        URI url = URI.create(Json.need(place, "url"));
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new BackupException(
                    BackupException.Kind.INVALID,
                    "the address must be https://… or http://…, without name or password");
        }
        return url;
    }

    private static char[] secret(Map<String, Object> place) {
        return Json.text(place, "secret").toCharArray();
    }

    private static Target sftp(Map<String, Object> place) {
        return new SftpTarget(
                new SftpAddress(
                        Json.need(place, "host"),
                        port(place),
                        Json.need(place, "user"),
                        Json.need(place, "folder"),
                        Json.text(place, "hostKey")),
                key(Json.need(place, "sshKey"), Json.need(place, "sshPublic")),
                secret(place));
    }

    /** The port of an SFTP server. */
    static int port(Map<String, Object> place) {
        return Math.toIntExact(Json.number(place, "port", 22));
    }

    private static KeyPair key(String secret, String open) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            Base64.Decoder b64 = Base64.getDecoder();
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(b64.decode(open))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(b64.decode(secret))));
        } catch (GeneralSecurityException e) {
            throw new BackupException(BackupException.Kind.INVALID, "the plug's SSH key is damaged", e);
        }
    }
}
