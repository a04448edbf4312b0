// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.util.Optional;
import org.hearthplug.storage.Space;
import org.hearthplug.web.FileDoor;

/** Who is let in where a test is about something else: Anna, or whatever name one gives, by the password "right", to one space. */
record Anna(Space space) implements FileDoor.Admission {
    @Override
    public Optional<FileDoor.Pass> admit(String peer, String name, String password) {
        Optional<Space> files = Optional.of(space);
        return password.equals("right") ? Optional.of(() -> files) : Optional.empty();
    }

    @Override
    public boolean knowsKey(String name, String algorithm, byte[] key) {
        return false;
    }

    @Override
    public Optional<FileDoor.Pass> admitKey(String peer, String name, FileDoor.KeyProof proof) {
        return Optional.empty();
    }
}
