// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.hearthplug.hal.Wifi.Network;
import org.hearthplug.hal.Wifi.Security;

/** What was heard of one access point: nl80211's frame around the information elements of IEEE 802.11-2020, 9.4.2. */
final class ScanResult {
    private static final int BSSID = 1;
    private static final int FREQUENCY = 2;
    private static final int CAPABILITY = 5;
    private static final int INFORMATION_ELEMENTS = 6;
    private static final int SIGNAL_MBM = 7;
    private static final int STATUS = 9;
    private static final int SEEN_MS_AGO = 10;
    private static final int BEACON_ELEMENTS = 11;
    private static final int STATUS_ASSOCIATED = 1;
    private static final int CAPABILITY_PRIVACY = 0x10;

    private static final int ELEMENT_SSID = 0;
    private static final int ELEMENT_RSN = 48;
    private static final int ELEMENT_VENDOR = 221;
    private static final int VENDOR_WPA = 0x0050F201;
    private static final int SUITES_OF_80211 = 0x000FAC;

    private Optional<String> ssid = Optional.empty();
    private boolean rsn;
    private boolean wpa;
    private boolean psk;
    private boolean sae;
    private boolean enterprise;

    private ScanResult() {}

    /** Empty without an address. */
    static Optional<Network> read(Attributes bss) {
        String bssid = LinuxWifi.mac(bss.bytes(BSSID));
        if (bssid.isEmpty()) {
            return Optional.empty();
        }
        ScanResult heard = new ScanResult();
        heard.elements(bss.bytes(INFORMATION_ELEMENTS)
                .or(() -> bss.bytes(BEACON_ELEMENTS))
                .orElse(new byte[0]));
        OptionalInt mbm = bss.integer(SIGNAL_MBM);
        OptionalInt status = bss.integer(STATUS);
        boolean privacy = (bss.integer(CAPABILITY).orElse(0) & CAPABILITY_PRIVACY) != 0;
        return Optional.of(new Network(
                bssid,
                heard.ssid,
                bss.integer(FREQUENCY).orElse(0),
                mbm.isPresent() ? OptionalInt.of(mbm.getAsInt() / 100) : mbm,
                heard.security(privacy),
                status.isPresent() && status.getAsInt() == STATUS_ASSOCIATED,
                Duration.ofMillis(bss.number(SEEN_MS_AGO).orElse(0))));
    }

    private void elements(byte[] elements) {
        int at = 0;
        while (at + 2 <= elements.length) {
            int id = Byte.toUnsignedInt(elements[at]);
            int length = Byte.toUnsignedInt(elements[at + 1]);
            if (at + 2 + length > elements.length) {
                return;
            }
            ByteBuffer body = ByteBuffer.wrap(elements, at + 2, length).slice().order(ByteOrder.LITTLE_ENDIAN);
            switch (id) {
                case ELEMENT_SSID -> ssid(body);
                case ELEMENT_RSN -> rsn(body);
                case ELEMENT_VENDOR -> wpa |= length >= 4 && Integer.reverseBytes(body.getInt(0)) == VENDOR_WPA;
                default -> {
                    // Not needed.
                }
            }
            at += 2 + length;
        }
    }

    private void ssid(ByteBuffer body) {
        byte[] name = new byte[Math.min(body.remaining(), 32)];
        body.get(name);
        ssid = Optional.of(Text.clean(new String(name, StandardCharsets.UTF_8))).filter(text -> !text.isEmpty());
    }

    /** RSN element (9.4.2.24): version, group cipher, pairwise ciphers, key managements. */
    private void rsn(ByteBuffer body) {
        rsn = true;
        int pairwise = body.limit() >= 8 ? Short.toUnsignedInt(body.getShort(6)) : 0;
        int at = 8 + 4 * pairwise;
        int managements = at + 2 <= body.limit() ? Short.toUnsignedInt(body.getShort(at)) : 0;
        at += 2;
        for (int i = 0; i < managements && at + 4 <= body.limit(); i++, at += 4) {
            int suite = Integer.reverseBytes(body.getInt(at));
            if (suite >>> 8 == SUITES_OF_80211) {
                switch (suite & 0xFF) {
                    case 1, 3, 5, 11, 12, 13 -> enterprise = true;
                    case 2, 4, 6 -> psk = true;
                    case 8, 9, 24, 25 -> sae = true;
                    default -> {
                        // Newer than this code.
                    }
                }
            }
        }
    }

    private Security security(boolean privacy) {
        if (rsn) {
            if (sae) {
                return psk ? Security.WPA2_WPA3 : Security.WPA3;
            }
            return enterprise && !psk ? Security.ENTERPRISE : Security.WPA2;
        }
        if (wpa) {
            return Security.WPA;
        }
        return privacy ? Security.WEP : Security.OPEN;
    }
}
