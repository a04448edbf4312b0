// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What platformd tells and cloudd hears: the records of {@code org.hearthplug.Platform}, its interface description, and
 * the client. No hardware is read here, and nothing here knows HTTP.
 */
package org.hearthplug.runtime.platform;
