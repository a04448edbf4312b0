// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts;

/** {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)). */
final class LinuxMounts implements Mounts {
    private static final int NUMBER = 2;
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;
    private static final int FIRST_OPTIONAL = 6;

    /** Behind the separator: the type, the source and the options of the file system as a whole. */
    private static final int SUPER_OPTIONS = 3;

    private static final Pattern VOLUME = Pattern.compile("[a-z]{1,8}[a-z0-9]{0,16}");
    private static final long SLICE_NANOS = 500_000_000;

    private final KernelFiles files;
    private final Map<String, CompletableFuture<Space>> asking = new ConcurrentHashMap<>();

    LinuxMounts(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Mount> list() {
        List<Mount> mounts = new ArrayList<>();
        for (String line : files.text("proc/self/mountinfo").orElse("").split("\n")) {
            parse(line).ifPresent(mounts::add);
        }
        return mounts;
    }

    /** One line; empty when it is not of the documented shape. */
    static Optional<Mount> parse(String line) {
        List<String> words = Text.words(line);
        int separator = words.indexOf("-");
        if (separator < FIRST_OPTIONAL || words.size() < separator + 3) {
            return Optional.empty();
        }
        return Optional.of(new Mount(
                unescape(words.get(MOUNT_POINT)),
                unescape(words.get(separator + 2)),
                words.get(NUMBER),
                words.get(separator + 1),
                unescape(words.get(ROOT)),
                hasReadOnly(words, OPTIONS) || hasReadOnly(words, separator + SUPER_OPTIONS)));
    }

    private static boolean hasReadOnly(List<String> words, int at) {
        return at < words.size() && List.of(words.get(at).split(",")).contains("ro");
    }

    /** Undoes the kernel's {@code \040} for blank, tab, line end and backslash; any other octal is undone as well. */
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '\\' && i + 3 < in.length && isOctal(in[i + 1]) && isOctal(in[i + 2]) && isOctal(in[i + 3])) {
                out.write((in[i + 1] - '0') << 6 | (in[i + 2] - '0') << 3 | (in[i + 3] - '0'));
                i += 3;
            } else {
                out.write(in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean isOctal(byte b) {
        return b >= '0' && b <= '7';
    }

    @Override
    public Space space(String mountPoint) {
        // A disk that died under its mount may hold statvfs up, and a large FAT is counted through at the first time.
        // Who asks
        // again meanwhile waits for the same answer, so that one disk takes one thread.
        CompletableFuture<Space> asked = new CompletableFuture<>();
        CompletableFuture<Space> earlier = asking.putIfAbsent(mountPoint, asked);
        if (earlier != null) {
            return Bounded.await(mountPoint, Bounded.LIMIT, earlier);
        }
        asked.whenComplete((space, failure) -> asking.remove(mountPoint, asked));
        try {
            Bounded.start(mountPoint, () -> measure(mountPoint)).whenComplete((space, failure) -> {
                if (failure == null) {
                    asked.complete(space);
                } else {
                    asked.completeExceptionally(failure);
                }
            });
        } catch (HalException allHeldUp) {
            asked.completeExceptionally(allHeldUp);
        }
        return Bounded.await(mountPoint, Bounded.LIMIT, asked);
    }

    private Space measure(String mountPoint) {
        try {
            FileStore store = Files.getFileStore(files.path(mountPoint.substring(1)));
            return new Space(store.getTotalSpace(), store.getUsableSpace());
        } catch (IOException failure) {
            throw Errno.exception(mountPoint, failure);
        }
    }

    @Override
    public void mount(
            String volume, String type, String mountPoint, Access access, Optional<Owner> owner, Duration limit) {
        if (!VOLUME.matcher(volume).matches() || !files.exists("sys/class/block/" + volume)) {
            throw new HalException(Kind.GONE, Text.clean(volume), "there is no such volume");
        }
        if (!mountPoint.startsWith("/") || !Files.isDirectory(files.path(mountPoint.substring(1)))) {
            throw new HalException(Kind.GONE, Text.clean(mountPoint), "there is no such directory");
        }
        CompletableFuture<Boolean> mounting = Bounded.start(volume, () -> {
            MountCalls.mount(volume, type, mountPoint, access == Access.READ_ONLY, options(type, owner));
            return Boolean.TRUE;
        });
        await(volume, "sys/class/block/" + volume, mounting, limit);
    }

    /** What the kernel is told besides the flags; empty for nothing. */
    static String options(String type, Optional<Owner> owner) {
        if (owner.isEmpty()) {
            return "";
        }
        String theirs = "uid=" + owner.get().uid() + ",gid=" + owner.get().gid() + ",fmask=0137,dmask=0027";
        return switch (type) {
            // flush: sticks are pulled soon after the last byte.
            case "vfat" -> theirs + ",utf8,flush";
            case "exfat" -> theirs + ",iocharset=utf8";
            default -> "";
        };
    }

    @Override
    public void unmount(String mountPoint, Duration limit) {
        CompletableFuture<Boolean> unmounting = Bounded.start(mountPoint, () -> {
            MountCalls.unmount(mountPoint, false);
            return Boolean.TRUE;
        });
        await(mountPoint, "proc/self/mountinfo", unmounting, limit);
    }

    @Override
    public void detach(String mountPoint) {
        Bounded.run(mountPoint, () -> MountCalls.unmount(mountPoint, true));
    }

    /** Waits in slices, so that a device's going is seen. */
    private void await(String device, String presence, CompletableFuture<Boolean> operation, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (true) {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            try {
                operation.get(Math.min(left, SLICE_NANOS), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (!files.exists(presence)) {
                    throw new HalException(Kind.GONE, device, 0, "it was pulled meanwhile", notYet);
                }
                if (left <= SLICE_NANOS) {
                    throw new HalException(
                            Kind.TIMEOUT, device, 0, "not done within " + limit.toMillis() + " ms", notYet);
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new HalException(Kind.TIMEOUT, device, 0, "interrupted", stop);
            } catch (ExecutionException failure) {
                throw failure.getCause() instanceof HalException typed
                        ? typed
                        : new IllegalStateException(device, failure.getCause());
            }
        }
    }
}
