// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import org.hearthplug.hal.DiskControl;

/**
 * What the parts of this package share.
 *
 * @param volumes what is there
 * @param mounting mounts and unmounts
 * @param control formats
 * @param used what is mounted
 * @param known ids that are mounted by themselves, in the file
 * @param released identities that were let go in this life of theirs, in a file that a restart of the plug takes away
 * @param failures what could not be mounted
 * @param claims who works on what
 * @param room how much room there is
 * @param verdicts what disks say of themselves
 */
record DiskParts(
        Volumes volumes,
        Mounting mounting,
        DiskControl control,
        UsedTable used,
        LineFile known,
        LineFile released,
        Failures failures,
        Claims claims,
        Room room,
        Verdicts verdicts) {}
