// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.power.control.Notice;
import org.hearthplug.power.control.NoticeSink;
import org.hearthplug.power.policy.Admission;
import org.hearthplug.runtime.platform.PowerMessages.Said;

/**
 * The last notice of each kind and subject, at most {@value #MAX}; the good news take the bad ones down. While devices are not held,
 * what the controller says of holding them is not true and is dropped. Guarded by the manager's lock.
 */
final class NoticeBoard implements NoticeSink {
    private static final Logger LOG = Logger.getLogger(NoticeBoard.class.getName());
    private static final int MAX = 32;

    /** From this subject on, a failed actuator is a device that does not start. */
    private static final int DEVICE_SUBJECTS = 10;

    private final InstantSource clock;
    private final BooleanSupplier admission;
    private final Map<String, Said> notices = new LinkedHashMap<>();

    NoticeBoard(InstantSource clock, BooleanSupplier admission) {
        this.clock = clock;
        this.admission = admission;
    }

    @Override
    public void notice(Notice notice) {
        if (ofDevice(notice) && !admission.getAsBoolean()) {
            return;
        }
        LOG.log(Level.INFO, "{0}", notice.sentence());
        switch (notice.kind()) {
            case DEVICE_ADMITTED -> {
                remove(Notice.Kind.DEVICE_HELD, notice.subject());
                remove(Notice.Kind.DEVICE_CUT_OFF, notice.subject());
            }
            case SOURCE_BELIEVED -> remove(Notice.Kind.SOURCE_DOUBTED, notice.subject());
            case ACTUATOR_RECOVERED -> remove(Notice.Kind.ACTUATOR_FAILED, notice.subject());
            default -> put(notice);
        }
    }

    private static boolean ofDevice(Notice notice) {
        return switch (notice.kind()) {
            case DEVICE_HELD, DEVICE_ADMITTED, DEVICE_CUT_OFF, ALL_PORTS_OFF -> true;
            case ACTUATOR_FAILED -> notice.subject() >= DEVICE_SUBJECTS;
            default -> false;
        };
    }

    private void put(Notice notice) {
        String kind = notice.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String key = key(notice.kind(), notice.subject());
        notices.remove(key);
        notices.put(
                key,
                new Said(
                        kind,
                        notice.subject(),
                        notice.sentence(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
        if (notices.size() > MAX) {
            notices.remove(notices.keySet().iterator().next());
        }
    }

    /** Says a thing that is no affair of the controller's, or takes it down when the notice has no sentence. */
    void say(Notice.Kind kind, String sentence) {
        if (sentence.isEmpty()) {
            remove(kind, -1);
        } else if (!notices.containsKey(key(kind, -1))) {
            put(new Notice(kind, -1, sentence));
        }
    }

    private void remove(Notice.Kind kind, int subject) {
        notices.remove(key(kind, subject));
    }

    private static String key(Notice.Kind kind, int subject) {
        return kind + " " + subject;
    }

    /** A port lost its power or got it back: what its device was cut off for stays true, what to do about it is another thing. */
    void power(int port, boolean off) {
        String key = key(Notice.Kind.DEVICE_CUT_OFF, port);
        notices.computeIfPresent(key, (same, said) -> {
            String sentence = off
                    ? said.sentence().replace(Admission.PLUG_AGAIN, Admission.PORT_WITHOUT_POWER)
                    : said.sentence().replace(Admission.PORT_WITHOUT_POWER, Admission.PLUG_AGAIN);
            if (off) {
                LOG.log(Level.INFO, "{0}", sentence);
            }
            return new Said(said.kind(), said.subject(), sentence, said.at());
        });
    }

    /** A device left its port. */
    void forgetDevice(int port) {
        remove(Notice.Kind.DEVICE_HELD, port);
        remove(Notice.Kind.DEVICE_CUT_OFF, port);
        remove(Notice.Kind.ACTUATOR_FAILED, DEVICE_SUBJECTS + port);
    }

    void forgetDevices() {
        for (int port = 0; port < UsbPorts.SLOTS; port++) {
            forgetDevice(port);
        }
    }

    /** Newest first. */
    List<Said> list() {
        return new ArrayList<>(notices.values()).reversed();
    }
}
