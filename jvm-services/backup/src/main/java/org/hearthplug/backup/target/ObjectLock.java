// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.hearthplug.backup.BackupException;

/**
 * How long an S3 bucket keeps each version of a file, whoever asks it to remove it (S3's object lock). What is deleted before is hidden, not
 * gone; nothing can be shortened. Locks alone are written without, for whoever holds one must be able to give it back.
 *
 * @param mode whom the bucket obeys before the time is over
 * @param days from writing, and from each renewal on; {@value #LEAST_DAYS} to {@value #MOST_DAYS}
 */
public record ObjectLock(Mode mode, int days) {
    /** Renewals come each quarter of the time, and a day is the shortest. */
    public static final int LEAST_DAYS = 7;

    /** Nobody can take a promise back that was made by mistake: a year of storage is the most it can cost. */
    public static final int MOST_DAYS = 365;

    /** Whom the bucket obeys before the time is over. */
    public enum Mode {
        /** Nobody, the bucket's owner included. */
        COMPLIANCE,
        /** Who has the permission {@code s3:BypassGovernanceRetention}. */
        GOVERNANCE
    }

    public ObjectLock {
        if (days < LEAST_DAYS || days > MOST_DAYS) {
            throw new BackupException(
                    BackupException.Kind.INVALID,
                    "a bucket is told to keep files for " + LEAST_DAYS + " to " + MOST_DAYS + " days");
        }
    }

    Duration period() {
        return Duration.ofDays(days);
    }

    /** When the time of what is written or renewed now is over; whole seconds. */
    Instant until(Instant now) {
        return now.plus(period()).truncatedTo(ChronoUnit.SECONDS);
    }

    /** The headers of a PUT, to be signed. */
    Map<String, String> headers(Instant now) {
        return Map.of(
                "x-amz-object-lock-mode",
                mode.name(),
                "x-amz-object-lock-retain-until-date",
                until(now).toString());
    }

    /** The body of PutObjectRetention. */
    byte[] retention(Instant now) {
        return ("<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>" + mode
                        + "</Mode><RetainUntilDate>" + until(now) + "</RetainUntilDate></Retention>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether an answer to GetObjectLockConfiguration says that the bucket can do this. */
    static boolean enabled(byte[] configuration) {
        try {
            XmlTokens xml = new XmlTokens(new ByteArrayInputStream(configuration));
            boolean asked = false;
            for (XmlTokens.Kind kind = xml.next(); kind != XmlTokens.Kind.DONE; kind = xml.next()) {
                if (asked && kind == XmlTokens.Kind.TEXT) {
                    return xml.value().strip().equals("Enabled");
                }
                asked = kind == XmlTokens.Kind.START && xml.value().equals("ObjectLockEnabled");
            }
            return false;
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "what a bucket says of itself cannot be read", e);
        }
    }
}
