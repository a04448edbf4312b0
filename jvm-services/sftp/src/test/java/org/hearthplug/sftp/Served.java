// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import org.hearthplug.libcrypto.AeadProvider;
import org.hearthplug.libcrypto.SignatureProvider;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;

/**
 * The plug's SFTP server alone, as {@link SftpBench} measures it: {@code Served FOLDER}. Lets Anna in with the password "right". Prints its
 * port, then for each line that comes the bytes that were allocated until then and the bytes of memory outside the heap.
 */
public final class Served {
    private Served() {}

    /** Runs until its standard input ends. */
    public static void main(String[] args) throws IOException {
        AeadProvider.install();
        SignatureProvider.install();
        Path folder = Path.of(args[0]);
        Storage storage = Storage.open(StorageConfig.defaults(folder.resolve("files"), InstantSource.system()));
        Space space = storage.space("anna");
        try (SftpDoor door = new SftpDoor(false)) {
            door.open("127.0.0.1", 0, folder, new Anna(space));
            System.out.println(door.port());
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            while (asked.readLine() != null) {
                long outside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
                System.out.println(threads.getTotalThreadAllocatedBytes() + " " + outside);
            }
        }
    }
}
