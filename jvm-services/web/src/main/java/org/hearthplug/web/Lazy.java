// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Something that is made when it is first asked for, so that a start does not pay for it; when that fails, the next one tries again. */
final class Lazy<T> implements Supplier<T> {
    /** Makes the thing. */
    interface Maker<T> {
        T make() throws IOException;
    }

    private final Maker<T> maker;
    private volatile T made;

    Lazy(Maker<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T known = made;
        return known != null ? known : make();
    }

    private synchronized T make() {
        if (made == null) {
            try {
                made = maker.make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return made;
    }
}
