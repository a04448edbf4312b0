// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.Optional;
import org.hearthplug.storage.Space;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AppPassword;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Problem;

/** Who may come in at another door than HTTPS. */
record DoorAdmission(Access access, Spaces spaces) implements FileDoor.Admission {
    @Override
    public Optional<Space> admit(String peer, String name, String password) throws IOException {
        if (!access.claimed()) {
            return Optional.empty();
        }
        try {
            return Optional.of(spaces.of(access.programs().admit(peer, name, password, AppPassword.Scope.FILES)));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean knowsKey(String name, String algorithm, byte[] key) {
        return access.claimed() && access.programs().keys().knows(name, algorithm, key);
    }

    @Override
    public Optional<Space> admitKey(String peer, String name, FileDoor.KeyProof proof) throws IOException {
        if (!access.claimed()) {
            return Optional.empty();
        }
        Optional<Person> person = access.programs()
                .keys()
                .admit(peer, name, proof.algorithm(), proof.key(), proof.signed(), proof.signature());
        return person.isPresent() ? Optional.of(spaces.of(person.get())) : Optional.empty();
    }
}
