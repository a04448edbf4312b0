// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Who has said a link's passphrase: cookies that last half a day, in memory only, at most {@value #MAX}, by
 * their hashes. Safe for many threads. */
final class Tickets {
    static final Duration LIFE = Duration.ofHours(12);
    private static final int MAX = 512;

    private record Ticket(String share, long endNanos) {}

    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Ticket> table = new LinkedHashMap<>(16, 0.75f, true);

    Tickets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Makes a ticket of 256 random bits for a link. */
    synchronized String issue(String share) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        table.put(Shares.hash(ticket), new Ticket(share, nanoTime.getAsLong() + LIFE.toNanos()));
        if (table.size() > MAX) {
            table.remove(table.keySet().iterator().next());
        }
        return ticket;
    }

    /** Returns whether a ticket is good for a link, now. */
    synchronized boolean admits(String ticket, String share) {
        Ticket known = table.get(Shares.hash(ticket));
        return known != null && known.share().equals(share) && known.endNanos() - nanoTime.getAsLong() > 0;
    }
}
