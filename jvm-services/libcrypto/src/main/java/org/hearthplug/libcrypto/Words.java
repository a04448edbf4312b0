// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The one shape of call that OpenSSL's functions share here: five words, of which a function takes as many as it has parameters. It is the shape of the
 * backup engine's system calls, errno and all: each further shape would cost a cold plug the making of its code.
 */
@SuppressWarnings("restricted") // With Libcrypto and Libssl all that calls C in this module.
final class Words {
    private static final MethodHandle FIVE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"));

    /** What errno says of a cipher is nothing, so all threads leave it in one place. */
    private static final MemorySegment ERRNO = Arena.global().allocate(Linker.Option.captureStateLayout());

    private Words() {}

    /** A library for as long as the process lives; {@link IllegalArgumentException} when it is not there. */
    static SymbolLookup library(String name) {
        return SymbolLookup.libraryLookup(name, Arena.global());
    }

    /** Calls; words beyond the function's parameters are ignored. Of an integer that is returned the upper half means nothing. */
    static long call(MemorySegment function, long a, long b, long c, long d, long e) {
        try {
            return (long) FIVE.invokeExact(function, ERRNO, a, b, c, d, e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException known) {
            return known;
        }
        throw new AssertionError("a foreign call cannot throw", e);
    }

    /** An address that C calls as {@code int f(void *, void *, void *, void *, unsigned, void *)}; the method must not throw. */
    static MemorySegment callback(MethodHandle method) {
        return Linker.nativeLinker()
                .upcallStub(
                        method,
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG),
                        Arena.global());
    }
}
