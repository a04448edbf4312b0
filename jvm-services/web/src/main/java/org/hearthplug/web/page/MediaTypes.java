// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.page;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Media types by a name's ending. What is not known is bytes; nothing is guessed from content. */
public final class MediaTypes {
    private static final String BYTES = "application/octet-stream";
    private static final Set<String> COMPRESSIBLE =
            Set.of("html", "js", "mjs", "css", "svg", "json", "webmanifest", "txt", "map");

    private static final Map<String, String> PAGE = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("py", "text/plain; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** What browsers can show of people's files without running anything; text is shown as text, whatever it says. */
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("heic", "image/heic"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("m4v", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"),
            Map.entry("mkv", "video/x-matroska"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("wav", "audio/wav"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/plain; charset=utf-8"),
            Map.entry("csv", "text/plain; charset=utf-8"),
            Map.entry("log", "text/plain; charset=utf-8"),
            Map.entry("vtt", "text/vtt; charset=utf-8"),
            Map.entry("zip", "application/zip"));

    private MediaTypes() {}

    /** Returns the type of one of the page's own files. */
    static String ofPage(String path) {
        return PAGE.getOrDefault(ending(path), BYTES);
    }

    static boolean isText(String path) {
        return COMPRESSIBLE.contains(ending(path));
    }

    /** Returns the type of a person's file. */
    public static String ofFile(String name) {
        return FILES.getOrDefault(ending(name), BYTES);
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
