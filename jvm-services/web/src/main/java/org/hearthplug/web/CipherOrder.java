// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which cipher suites TLS takes, the cheapest for this processor first. All of them are strong and forward secret; without AES
 * instructions (most small ARM boards) the JDK computes AES-GCM at some 30 MB/s and ChaCha20-Poly1305 at more than 1 GB/s.
 */
public final class CipherOrder {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Pattern AES = Pattern.compile("^(Features|flags)\\s*:.*\\baes\\b", Pattern.MULTILINE);
    private static final List<String> SMALL_AES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    private static final List<String> LARGE_AES =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    private static final List<String> CHACHA =
            List.of("TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherOrder() {}

    static List<String> ofThisMachine() {
        return of(thisProcessor());
    }

    /** Whether this machine's processor computes AES itself. */
    public static boolean aesInstructions() {
        return AES.matcher(thisProcessor()).find();
    }

    private static String thisProcessor() {
        try {
            return Files.readString(PROCESSOR);
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns the order for a processor as {@code /proc/cpuinfo} describes it. */
    static List<String> of(String processor) {
        List<String> order = new ArrayList<>();
        boolean aes = AES.matcher(processor).find();
        order.addAll(aes ? SMALL_AES : CHACHA);
        order.addAll(aes ? LARGE_AES : SMALL_AES);
        order.addAll(aes ? CHACHA : LARGE_AES);
        return order;
    }
}
