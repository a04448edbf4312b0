// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param work the updater's folder: {@code status}, {@code found}, {@code request}
 * @param service the updater's supervised service
 * @param card the card's device
 * @param record what the last installation wrote
 * @param commandLine the kernel's command line
 */
public record UpdatePaths(Path work, Path service, Path card, Path record, Path commandLine) {}
