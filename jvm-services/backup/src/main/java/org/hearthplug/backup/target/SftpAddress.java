// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

/**
 * Where an SFTP repository is.
 *
 * @param folder on the server, relative to the login folder or absolute
 * @param hostKeyFingerprint of the server, as {@code ssh-keygen -l} prints it: {@code SHA256:…}
 */
public record SftpAddress(String host, int port, String user, String folder, String hostKeyFingerprint) {}
