// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02) on people's files, over Apache MINA SSHD's transport. What belongs here: SSH, the
 * protocol's messages. What does not: files themselves, which are {@code storage}'s, so that what is stored this way is as durable,
 * as confined and as searchable as what comes over the page. An upload shows whole when the program closes it, and not before.
 *
 * <p>One thread serves a connection: {@code Connection} reads and sends, MINA decrypts and understands, {@code Dialogue} finds the requests,
 * {@code Conversation} answers them, {@code Outlet} makes packets of the answers. It waits in one place, for the socket.
 */
package org.hearthplug.sftp;
