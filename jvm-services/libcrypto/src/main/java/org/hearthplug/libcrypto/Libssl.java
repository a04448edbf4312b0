// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.hearthplug.libcrypto.Libcrypto.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The few functions of OpenSSL 3's libssl, and of libcrypto's BIOs and errors, that Hearth calls: see ssl(7), BIO_s_mem(3) and ERR_get_error(3). All BIOs are
 * memory, so none of them blocks. A connection is one thread's at a time, and from {@link #CLEAR_ERRORS} to the answer of {@link #GET_ERROR} a thread of the
 * system does nothing else: OpenSSL keeps errors by thread.
 */
@SuppressWarnings("restricted") // Calls C.
enum Libssl {
    INIT("OPENSSL_init_ssl"),
    SERVER_METHOD("TLS_server_method"),
    CONTEXT_NEW("SSL_CTX_new"),
    CONTEXT_FREE("SSL_CTX_free"),
    CONTEXT_CONTROL("SSL_CTX_ctrl"),
    CONTEXT_OPTIONS("SSL_CTX_set_options"),
    CONTEXT_SUITES_12("SSL_CTX_set_cipher_list"),
    CONTEXT_SUITES_13("SSL_CTX_set_ciphersuites"),
    CONTEXT_TICKETS("SSL_CTX_set_num_tickets"),
    CONTEXT_CERTIFICATE("SSL_CTX_use_certificate_ASN1"),
    CONTEXT_KEY("SSL_CTX_use_PrivateKey_ASN1"),
    CONTEXT_CHECK("SSL_CTX_check_private_key"),
    CONTEXT_ALPN("SSL_CTX_set_alpn_select_cb"),
    NEW("SSL_new"),
    FREE("SSL_free"),
    ACCEPT("SSL_set_accept_state"),
    SET_READ("SSL_set0_rbio"),
    SET_WRITE("SSL_set0_wbio"),
    HANDSHAKE("SSL_do_handshake"),
    READ("SSL_read"),
    WRITE("SSL_write"),
    SHUTDOWN("SSL_shutdown"),
    GET_ERROR("SSL_get_error"),
    VERSION("SSL_version"),
    CIPHER("SSL_get_current_cipher"),
    CIPHER_ID("SSL_CIPHER_get_protocol_id"),
    SESSION("SSL_get_session"),
    SESSION_FRAGMENT("SSL_SESSION_get_max_fragment_length"),
    ALPN_SELECTED("SSL_get0_alpn_selected"),
    BIO_MEMORY("BIO_s_mem"),
    BIO_NEW("BIO_new"),
    BIO_OF("BIO_new_mem_buf"),
    BIO_UP("BIO_up_ref"),
    BIO_FREE("BIO_free"),
    BIO_READ("BIO_read"),
    BIO_CONTROL("BIO_ctrl"),
    CLEAR_ERRORS("ERR_clear_error"),
    FIRST_ERROR("ERR_get_error"),
    ERROR_REASON("ERR_reason_error_string");

    /** Answers of {@link #GET_ERROR}. */
    static final int WANT_READ = 2;

    static final int CLOSED = 6;

    /** Commands of {@link #BIO_CONTROL}. */
    static final int BIO_PENDING = 10;

    static final int BIO_WHEN_EMPTY = 130;

    /** Answers of the ALPN callback. */
    private static final int ALPN_CHOSEN = 0;

    private static final int ALPN_FATAL = 2;

    private static final int LONGEST_REASON = 200;

    private final MemorySegment address;

    Libssl(String symbol) {
        address = Library.find(symbol);
    }

    private static final class Library {
        private static final SymbolLookup SSL = Words.library("libssl.so.3");
        private static final SymbolLookup CRYPTO = Words.library("libcrypto.so.3");

        static MemorySegment find(String symbol) {
            Optional<MemorySegment> found = SSL.find(symbol);
            return found.isPresent() ? found.get() : CRYPTO.findOrThrow(symbol);
        }
    }

    long call(long a, long b, long c, long d, long e) {
        return Words.call(address, a, b, c, d, e);
    }

    long call(long a, long b, long c) {
        return Words.call(address, a, b, c, NULL, NULL);
    }

    long call(long a) {
        return Words.call(address, a, NULL, NULL, NULL, NULL);
    }

    /** Calls a function that answers with an integer. */
    int integer(long a, long b, long c) {
        return (int) Words.call(address, a, b, c, NULL, NULL);
    }

    /** The thread's first error in words, for a message; the others are forgotten. */
    static String error() {
        long code = FIRST_ERROR.call(NULL);
        CLEAR_ERRORS.call(NULL);
        long text = code == 0 ? NULL : ERROR_REASON.call(code);
        return text == NULL
                ? "no reason given"
                : MemorySegment.ofAddress(text).reinterpret(LONGEST_REASON).getString(0);
    }

    /** What {@link #chooseAmong} chose for a client; null when it did not ask. */
    static String applicationProtocol(long ssl) {
        try (Arena memory = Arena.ofConfined()) {
            ByteBuffer answer = memory.allocate(16, 8).asByteBuffer().order(ByteOrder.nativeOrder());
            long at = MemorySegment.ofBuffer(answer).address();
            ALPN_SELECTED.call(ssl, at, at + 8);
            byte[] name = new byte[answer.getInt(8)];
            if (name.length == 0) {
                return null;
            }
            bytes(answer.getLong(0), name.length).get(name);
            return new String(name, StandardCharsets.US_ASCII);
        }
    }

    /** Has a context choose the first of these protocols that a client offers; one that offers none of them is refused. */
    static void chooseAmong(List<String> protocols, long context) {
        int bytes = 0;
        for (String name : protocols) {
            bytes += 1 + name.length();
        }
        // As clients list them, and a zero: it lives as long as the process, as its few callers do.
        ByteBuffer list = Arena.global().allocate(bytes + 1L).asByteBuffer();
        for (String name : protocols) {
            list.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        }
        CONTEXT_ALPN.call(
                context,
                Alpn.CALLBACK.address(),
                MemorySegment.ofBuffer(list.clear()).address());
    }

    private static ByteBuffer bytes(long address, int length) {
        return MemorySegment.ofAddress(address).reinterpret(length).asByteBuffer();
    }

    /** The one way from C to Java. */
    private static final class Alpn {
        static final MemorySegment CALLBACK = Words.callback(method());

        private static java.lang.invoke.MethodHandle method() {
            try {
                return MethodHandles.lookup()
                        .findStatic(
                                Alpn.class,
                                "choose",
                                MethodType.methodType(
                                        int.class,
                                        long.class,
                                        long.class,
                                        long.class,
                                        long.class,
                                        int.class,
                                        long.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** See SSL_CTX_set_alpn_select_cb(3). Nothing may be thrown into C. */
        private static int choose(long ssl, long out, long outLength, long offered, int offeredBytes, long list) {
            try {
                ByteBuffer theirs = bytes(offered, offeredBytes);
                for (long at = list; ; ) {
                    int length = bytes(at, 1).get(0);
                    if (length == 0) {
                        return ALPN_FATAL;
                    }
                    if (contains(theirs, bytes(at + 1, length))) {
                        bytes(out, Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, at + 1);
                        bytes(outLength, 1).put(0, (byte) length);
                        return ALPN_CHOSEN;
                    }
                    at += 1 + length;
                }
            } catch (RuntimeException | Error e) {
                return ALPN_FATAL;
            }
        }

        /** Whether a list as clients send it has this name. */
        private static boolean contains(ByteBuffer list, ByteBuffer name) {
            for (int at = 0; at < list.limit(); ) {
                int length = Byte.toUnsignedInt(list.get(at));
                if (at + 1 + length > list.limit()) {
                    return false;
                }
                if (list.slice(at + 1, length).equals(name)) {
                    return true;
                }
                at += 1 + length;
            }
            return false;
        }
    }
}
