// SPDX-License-Identifier: AGPL-3.0-or-later
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies jars with every entry stored and one time stamp, without what a running plug never reads. Arguments: from, to, from, to … */
final class StoreJar {
    private static final LocalDateTime STAMP = LocalDateTime.of(2026, 1, 1, 0, 0);

    public static void main(String[] args) throws IOException {
        for (int i = 0; i < args.length; i += 2) {
            copy(Path.of(args[i]), Path.of(args[i + 1]));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var in = new ZipFile(from.toFile());
                var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
            out.setMethod(ZipOutputStream.STORED);
            var entries = in.stream().filter(entry -> !entry.isDirectory() && !unread(entry.getName())).toList();
            for (ZipEntry entry : entries) {
                byte[] bytes;
                if (isOurNative(entry.getName())) {
                    // Beside the jar, where the loader finds it: from inside it would be copied to /tmp, which is memory and runs nothing.
                    String name = Path.of(entry.getName()).getFileName().toString();
                    Files.write(to.resolveSibling(name), in.getInputStream(entry).readAllBytes());
                    continue;
                }
                try (var content = in.getInputStream(entry)) {
                    bytes = content.readAllBytes();
                }
                if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                    bytes = mainSection(bytes);
                }
                var crc = new CRC32();
                crc.update(bytes);
                var stored = new ZipEntry(entry.getName());
                stored.setTimeLocal(STAMP);
                stored.setSize(bytes.length);
                stored.setCrc(crc.getValue());
                out.putNextEntry(stored);
                out.write(bytes);
                out.closeEntry();
            }
        }
    }

    /**
     * A signed jar's manifest lists a digest for each of its classes; BouncyCastle's takes 5 MB of heap and a second to read on a plug. Of the
     * main section the runtime reads these; what bundles say of their packages for OSGi is 100 kB in all, which each start would parse.
     */
    private static final Pattern READ_ATTRIBUTES =
            Pattern.compile("Manifest-Version|Main-Class|Automatic-Module-Name|Multi-Release|Sealed|(Implementation|Specification)-.*");

    private static byte[] mainSection(byte[] manifest) {
        String text = new String(manifest, StandardCharsets.UTF_8).replace("\r\n", "\n");
        int end = text.indexOf("\n\n");
        String section = end < 0 ? text : text.substring(0, end + 1);
        var kept = new StringBuilder();
        // A long attribute goes on in lines that begin with a space.
        for (String attribute : section.split("\n(?! )")) {
            if (READ_ATTRIBUTES.matcher(attribute.split(":", 2)[0]).matches()) {
                kept.append(attribute).append('\n');
            }
        }
        return kept.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** SQLite's library for the plug, Pi4J's and jSerialComm's; those for all other machines (17 MB of SQLite's) go with what is not read. */
    private static boolean isOurNative(String name) {
        return name.endsWith(".so")
                && (name.startsWith("org/sqlite/native/Linux/aarch64/")
                        || name.startsWith("lib/aarch64/pi4j-")
                        || name.startsWith("Linux/armv8_64/"));
    }

    /** Signatures (the image as a whole is what is trusted), Maven's records, native libraries for all the world's machines, a page's sources for its developers. Licences stay. */
    private static boolean unread(String name) {
        return name.startsWith("META-INF/maven/")
                || name.matches("(linux|darwin|win|freebsd|aix)/[^/]+/libzstd-jni-.*")
                || name.startsWith("org/sqlite/native/") && !isOurNative(name)
                || name.matches("lib/armhf/pi4j-.*|(Linux|Windows|OSX|Solaris|FreeBSD|OpenBSD|Android)/.*") && !isOurNative(name)
                || name.startsWith("META-INF/resources/webjars/")
                        && name.matches(".*\\.(map|d\\.ts)|META-INF/resources/webjars/[^/]+/[^/]+/(node|development)/.*")
                || name.startsWith("META-INF/") && name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }
}
