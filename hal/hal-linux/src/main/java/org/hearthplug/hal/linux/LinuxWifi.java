// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Wifi;

/** nl80211 (include/uapi/linux/nl80211.h), the kernel's interface for Wi-Fi. */
final class LinuxWifi implements Wifi {
    private static final int GET_INTERFACE = 5;
    private static final int GET_STATION = 17;
    private static final int REQ_SET_REG = 27;
    private static final int GET_REG = 31;
    private static final int GET_SCAN = 32;
    private static final int TRIGGER_SCAN = 33;
    private static final int NEW_SCAN_RESULTS = 34;
    private static final int SCAN_ABORTED = 35;
    private static final int SET_POWER_SAVE = 61;
    private static final int GET_POWER_SAVE = 62;

    private static final int ATTR_WIPHY = 1;
    private static final int ATTR_IFINDEX = 3;
    private static final int ATTR_IFNAME = 4;
    private static final int ATTR_IFTYPE = 5;
    private static final int ATTR_MAC = 6;
    private static final int ATTR_STA_INFO = 21;
    private static final int ATTR_REG_ALPHA2 = 33;
    private static final int ATTR_WIPHY_FREQ = 38;
    private static final int ATTR_SCAN_SSIDS = 45;
    private static final int ATTR_BSS = 47;
    private static final int ATTR_SSID = 52;
    private static final int ATTR_PS_STATE = 93;

    private static final int STA_RX_BYTES = 2;
    private static final int STA_TX_BYTES = 3;
    private static final int STA_SIGNAL = 7;
    private static final int STA_TX_BITRATE = 8;
    private static final int STA_TX_FAILED = 12;
    private static final int STA_RX_BITRATE = 14;
    private static final int STA_CONNECTED_TIME = 16;
    private static final int STA_RX_BYTES64 = 23;
    private static final int STA_TX_BYTES64 = 24;
    private static final int RATE_BITRATE = 1;
    private static final int RATE_BITRATE32 = 5;

    /** Rates are counted in these. */
    private static final int KBPS_PER_UNIT = 100;

    private static final int MAX_NETWORKS = 256;
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}|00");

    private final KernelFiles files;
    private final NetlinkFamily nl80211;

    LinuxWifi(KernelFiles files, NetlinkFamily nl80211) {
        this.files = files;
        this.nl80211 = nl80211;
    }

    @Override
    public List<Radio> radios() {
        return nl80211.ask(GET_INTERFACE, true, new Attributes.Writer()).orElse(List.of()).stream()
                // Without a name it is a P2P device, which is no interface.
                .filter(said -> said.has(ATTR_IFNAME) && said.has(ATTR_IFINDEX))
                .map(this::radio)
                .sorted(Comparator.comparingInt(Radio::index))
                .toList();
    }

    private Radio radio(Attributes said) {
        int index = said.integer(ATTR_IFINDEX).orElse(0);
        OptionalInt frequency = said.integer(ATTR_WIPHY_FREQ);
        Role role = switch (said.integer(ATTR_IFTYPE).orElse(0)) {
            case 1 -> Role.AD_HOC;
            case 2 -> Role.STATION;
            case 3 -> Role.ACCESS_POINT;
            case 6 -> Role.MONITOR;
            default -> Role.OTHER;
        };
        Optional<String> ssid = said.text(ATTR_SSID);
        return new Radio(
                said.text(ATTR_IFNAME).orElse(""),
                index,
                said.integer(ATTR_WIPHY).orElse(0),
                role,
                mac(said.bytes(ATTR_MAC)),
                ssid.isEmpty() && role == Role.STATION && frequency.isPresent() ? joined(index) : ssid,
                frequency);
    }

    /** The kernel keeps a station's name only where it associated by itself; where wpa_supplicant did, it is marked among what was heard. */
    private Optional<String> joined(int index) {
        try {
            return heard(nl80211.ask(GET_SCAN, true, new Attributes.Writer().u32(ATTR_IFINDEX, index))
                            .orElse(List.of()))
                    .filter(Network::connected)
                    .flatMap(one -> one.ssid().stream())
                    .findFirst();
        } catch (HalException gone) {
            return Optional.empty();
        }
    }

    private static Stream<Network> heard(List<Attributes> answers) {
        return answers.stream()
                .map(said -> said.nested(ATTR_BSS))
                .map(ScanResult::read)
                .flatMap(Optional::stream);
    }

    static String mac(Optional<byte[]> raw) {
        return raw.filter(bytes -> bytes.length == 6)
                .map(HexFormat.ofDelimiter(":")::formatHex)
                .orElse("");
    }

    @Override
    public List<Network> scan(String link, Duration limit) {
        int index = index(link);
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try (NetlinkSocket events = nl80211.listen("scan").orElseThrow(() -> gone(link))) {
            // One empty name: a probe that any network answers.
            about(link, index, TRIGGER_SCAN, false, body -> body.nest(ATTR_SCAN_SSIDS, names -> names.flag(1)));
            awaitScan(link, index, events, deadlineNanos);
        }
        return heard(about(link, index, GET_SCAN, true, body -> {}))
                .sorted(Comparator.comparingInt(
                                (Network heard) -> heard.signalDbm().orElse(Integer.MIN_VALUE))
                        .reversed())
                .limit(MAX_NETWORKS)
                .toList();
    }

    private static void awaitScan(String link, int index, NetlinkSocket events, long deadlineNanos) {
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
            switch (events.receive(left)) {
                case MESSAGE -> {
                    NetlinkEvent event = NetlinkEvent.of(events.message());
                    if (event.attributes().integer(ATTR_IFINDEX).orElse(0) != index) {
                        continue;
                    }
                    if (event.command() == NEW_SCAN_RESULTS) {
                        return;
                    }
                    if (event.command() == SCAN_ABORTED) {
                        throw new HalException(Kind.BUSY, link, "the scan was broken off");
                    }
                }
                // What was lost may have been our event: what has been heard is there to be read.
                case OVERFLOW -> {
                    return;
                }
                default -> throw new HalException(Kind.TIMEOUT, link, "the scan did not end in time");
            }
        }
    }

    @Override
    public List<Station> stations(String link) {
        List<Station> stations = new ArrayList<>();
        for (Attributes said : about(link, index(link), GET_STATION, true, body -> {})) {
            Attributes info = said.nested(ATTR_STA_INFO);
            OptionalInt signal = info.integer(STA_SIGNAL);
            stations.add(new Station(
                    mac(said.bytes(ATTR_MAC)),
                    // One signed byte.
                    signal.isPresent() ? OptionalInt.of((byte) signal.getAsInt()) : signal,
                    rate(info.nested(STA_RX_BITRATE)),
                    rate(info.nested(STA_TX_BITRATE)),
                    Duration.ofSeconds(info.number(STA_CONNECTED_TIME).orElse(0)),
                    either(info, STA_RX_BYTES64, STA_RX_BYTES),
                    either(info, STA_TX_BYTES64, STA_TX_BYTES),
                    info.number(STA_TX_FAILED).orElse(0)));
        }
        return stations;
    }

    private static long either(Attributes info, int first, int second) {
        OptionalLong found = info.number(first);
        return found.isPresent() ? found.getAsLong() : info.number(second).orElse(0);
    }

    private static OptionalInt rate(Attributes rate) {
        long units = either(rate, RATE_BITRATE32, RATE_BITRATE);
        return units > 0 && units <= Integer.MAX_VALUE / KBPS_PER_UNIT
                ? OptionalInt.of((int) units * KBPS_PER_UNIT)
                : OptionalInt.empty();
    }

    @Override
    public boolean powerSave(String link) {
        return about(link, index(link), GET_POWER_SAVE, false, body -> {}).stream()
                .anyMatch(said -> said.flag(ATTR_PS_STATE));
    }

    @Override
    public void powerSave(String link, boolean on) {
        about(link, index(link), SET_POWER_SAVE, false, body -> body.u32(ATTR_PS_STATE, on ? 1 : 0));
    }

    @Override
    public Optional<String> regulatoryDomain() {
        return nl80211.ask(GET_REG, false, new Attributes.Writer())
                .flatMap(said -> said.stream().findFirst())
                .flatMap(said -> said.text(ATTR_REG_ALPHA2));
    }

    @Override
    public void regulatoryDomain(String country) {
        if (!COUNTRY.matcher(country).matches()) {
            throw new HalException(Kind.OUT_OF_RANGE, "regulatory-domain", "no country: " + Text.clean(country));
        }
        nl80211.ask(REQ_SET_REG, false, new Attributes.Writer().text(ATTR_REG_ALPHA2, country))
                .orElseThrow(() -> new HalException(Kind.UNSUPPORTED, "regulatory-domain", "there is no Wi-Fi"));
    }

    private int index(String link) {
        boolean sane = !link.isEmpty() && !link.contains("/") && !link.startsWith(".");
        OptionalInt index = sane ? files.integer("sys/class/net/" + link + "/ifindex") : OptionalInt.empty();
        return index.orElseThrow(() -> gone(link));
    }

    private static HalException gone(String link) {
        return new HalException(Kind.GONE, Text.clean(link), "there is no such wireless interface");
    }

    private List<Attributes> about(
            String link, int index, int command, boolean dump, java.util.function.Consumer<Attributes.Writer> values) {
        Attributes.Writer body = new Attributes.Writer().u32(ATTR_IFINDEX, index);
        values.accept(body);
        try {
            return nl80211.ask(command, dump, body).orElseThrow(() -> gone(link));
        } catch (HalException failure) {
            throw new HalException(
                    failure.kind(),
                    link,
                    failure.errno().orElse(0),
                    "nl80211 command " + command + ": " + failure.getMessage(),
                    failure);
        }
    }
}
