// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.Optional;
import org.hearthplug.storage.Space;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AppPassword;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.access.Programs;
import org.hearthplug.web.http.Problem;

/** Who may come in at another door than HTTPS, and how long they may stay. */
record DoorAdmission(Access access, Spaces spaces) implements FileDoor.Admission {
    @Override
    public Optional<FileDoor.Pass> admit(String peer, String name, String password) {
        if (!access.claimed()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Pass(access.programs().admit(peer, name, password, AppPassword.Scope.FILES)));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean knowsKey(String name, String algorithm, byte[] key) {
        return access.claimed() && access.programs().keys().knows(name, algorithm, key);
    }

    @Override
    public Optional<FileDoor.Pass> admitKey(String peer, String name, FileDoor.KeyProof proof) throws IOException {
        if (!access.claimed()) {
            return Optional.empty();
        }
        return access.programs()
                .keys()
                .admit(peer, name, proof.algorithm(), proof.key(), proof.signed(), proof.signature())
                .map(Pass::new);
    }

    /** Looks at rights when any have changed; of what comes by itself there is one thing, the end of a person's time. */
    private final class Pass implements FileDoor.Pass {
        private final Programs.Admitted program;
        private long version = -1;
        private Optional<Person> person = Optional.empty();
        private Optional<Space> space = Optional.empty();

        Pass(Programs.Admitted program) {
            this.program = program;
        }

        @Override
        public Optional<Space> space() throws IOException {
            long now = access.rightsVersion(); // Before the look: what changes meanwhile is seen at the next.
            if (now != version) {
                person = access.programs().person(program);
                space = person.isPresent() ? Optional.of(spaces.of(person.get())) : Optional.empty();
                version = now;
            }
            boolean over = person.isPresent() && access.household().expired(person.get());
            return over ? Optional.empty() : space;
        }
    }
}
