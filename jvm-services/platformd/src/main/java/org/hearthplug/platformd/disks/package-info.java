// SPDX-License-Identifier: AGPL-3.0-or-later
/** People's disks: what is plugged in, and what of it is mounted for their files. */
package org.hearthplug.platformd.disks;
