// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * People's files, kept as plain files below one root folder.
 *
 * <p>What belongs here: names and paths that are safe by construction, durable uploads (hidden half file, synced, renamed, folder synced),
 * listing, moving, the bin. What does not: HTTP, accounts, passphrases; they belong to {@code web}.
 *
 * <p>On the disk, below the root: {@code <account>/…} are the person's files, {@code .hearth/uploads/} half uploads (emptied when the
 * storage is opened), {@code .hearth/bin/<account>/<id>/} the bin: {@code info} (UTF-8 lines: {@code hearth-bin 1}, {@code deleted=},
 * {@code path=}) and {@code item/<name>}, the deleted file or folder itself, under its own name.
 * {@code .hearth/versions/<account>/} is the past: {@code files/<id>} are files that others took the place of, and {@code journal} says
 * what came to be called otherwise: UTF-8 lines, the first {@code hearth-history 1} and since when it is whole, then milliseconds since
 * 1970, a tab, where something was, a tab, where it came to be. A place is a path from the account's folder on ({@code /Photos/a.jpg}),
 * {@code #v/<id>} (a former content), {@code #bin/<id>/<name>} or {@code #out} (another account). {@code #gone} in the second column
 * notes a former content that was given up, and until when it was one. Ids are the time in milliseconds to the base 36, a hyphen and
 * random digits.
 *
 * <p>Every failure is a {@link org.hearthplug.storage.StorageException} with a closed {@code kind} and a sentence that says what to do.
 * All calls block on the disk; none blocks on a peer.
 */
package org.hearthplug.storage;
