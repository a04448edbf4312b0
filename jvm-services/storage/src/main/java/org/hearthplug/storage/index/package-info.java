// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The index of people's files: names for searching, what pictures, films and music say of themselves. One SQLite file an account in
 * {@code .hearth/index/}, never the only copy of anything, made again whenever it is missing, damaged or of another version.
 *
 * <p>What belongs here: following changes in the background, answering questions. What does not: waiting; nobody who reads or stores
 * a file ever waits for the index, and every answer is checked against the disk before it goes out.
 */
package org.hearthplug.storage.index;
