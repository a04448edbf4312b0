// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** A target that gets and gives no more than so much a second, both ways together: the household's line is for people first. */
public final class LimitedTarget implements Target {
    private static final int QUEUE_SECONDS = 10;

    private final Target under;
    private final RateLimit limit;
    private final double bytesPerSecond;

    private LimitedTarget(Target under, double bytesPerSecond, RateLimit.Time time) {
        this.under = under;
        this.bytesPerSecond = bytesPerSecond;
        this.limit = new RateLimit(bytesPerSecond, time);
    }

    /**
     * Limits a target.
     *
     * @param megabitsPerSecond of file contents; what protocols add is not counted. 0 or less: unlimited
     */
    public static Target of(Target target, double megabitsPerSecond) {
        return of(target, megabitsPerSecond, RateLimit.Time.REAL);
    }

    static Target of(Target target, double megabitsPerSecond, RateLimit.Time time) {
        return megabitsPerSecond > 0 ? new LimitedTarget(target, megabitsPerSecond * 1e6 / 8, time) : target;
    }

    @Override
    public String name() {
        return under.name();
    }

    @Override
    public void prepare() {
        under.prepare();
    }

    @Override
    public void examine() {
        under.examine();
    }

    @Override
    public Duration promise() {
        return under.promise();
    }

    @Override
    public void renew(FileRef file) {
        under.renew(file);
    }

    @Override
    public void write(FileRef file, Content content) {
        under.write(file, new Slow(content, limit));
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        return limit.slow(under.open(file, offset, length));
    }

    @Override
    public long size(FileRef file) {
        return under.size(file);
    }

    @Override
    public void delete(FileRef file) {
        under.delete(file);
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        under.list(type, visitor);
    }

    /** No more than goes within seconds: work that is to pause waits for what is queued. */
    @Override
    public long queueBytes() {
        return (long) Math.min(under.queueBytes(), QUEUE_SECONDS * bytesPerSecond);
    }

    @Override
    public void settle() {
        under.settle();
    }

    @Override
    public void close() {
        under.close();
    }

    /** Told as a stream alone: a file or an array would be sent without asking. */
    private record Slow(Content content, RateLimit limit) implements Content {
        @Override
        public long length() {
            return content.length();
        }

        @Override
        public ObjectId sha256() {
            return content.sha256();
        }

        @Override
        public InputStream open() throws IOException {
            return limit.slow(content.open());
        }
    }
}
