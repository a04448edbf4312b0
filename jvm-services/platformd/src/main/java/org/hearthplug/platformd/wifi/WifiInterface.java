// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.runtime.platform.WifiMessages;
import org.hearthplug.runtime.platform.WifiMessages.AccessPointRequest;
import org.hearthplug.runtime.platform.WifiMessages.ForgetRequest;
import org.hearthplug.runtime.platform.WifiMessages.JoinRequest;
import org.hearthplug.runtime.platform.WifiMessages.Refusal;
import org.hearthplug.runtime.platform.WifiMessages.ScanReply;
import org.hearthplug.runtime.platform.WifiMessages.StateReply;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Wifi}, answered. */
final class WifiInterface {
    static final int MIN_PASSPHRASE = 8;
    private static final Pattern PASSPHRASE = Pattern.compile("[\\x20-\\x7e]{8,63}");
    private static final int MAX_SSID_BYTES = 32;
    private static final String WHAT_A_PASSPHRASE_IS =
            "A Wi-Fi passphrase has 8 to 63 letters, digits, signs or blanks, without accents.";

    private final WifiService service;
    private final WifiRadio radio;
    private final WifiServices services;
    private final WifiCountry country;

    WifiInterface(WifiService service, WifiRadio radio, WifiServices services, WifiCountry country) {
        this.service = service;
        this.radio = radio;
        this.services = services;
        this.country = country;
    }

    VarlinkInterface describe() {
        return new VarlinkInterface(
                WifiMessages.INTERFACE,
                WifiMessages.description(),
                Map.of(
                        "GetState", this::state,
                        "Scan", this::scan,
                        "Join", this::join,
                        "Forget", this::forget,
                        "SetAccessPoint", this::setAccessPoint,
                        "SetCountry", this::setCountry));
    }

    private void state(VarlinkCall call) throws IOException {
        call.reply(WifiMessages.STATE_REPLY.toJson(new StateReply(service.state())));
    }

    private void scan(VarlinkCall call) throws IOException, InterruptedException {
        needRadio();
        try {
            call.reply(WifiMessages.SCAN_REPLY.toJson(new ScanReply(radio.scan(services.accessPoint()))));
        } catch (HalException failure) {
            throw typed(failure);
        }
    }

    private void join(VarlinkCall call) throws IOException {
        JoinRequest request = call.parameters(WifiMessages.JOIN_REQUEST);
        needRadio();
        String ssid = request.ssid() == null ? "" : request.ssid();
        int bytes = ssid.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_SSID_BYTES) {
            throw refused("A network's name has 1 to 32 bytes.");
        }
        needPassphrase(request.passphrase());
        if (!service.join(ssid, request.passphrase())) {
            throw VarlinkException.replied(WifiMessages.BUSY, null);
        }
        state(call);
    }

    private void forget(VarlinkCall call) throws IOException {
        ForgetRequest request = call.parameters(WifiMessages.FORGET_REQUEST);
        needRadio();
        try {
            if (request.ssid() == null || !service.forget(request.ssid())) {
                throw refused("The plug does not know a network of this name.");
            }
        } catch (HalException failure) {
            throw typed(failure);
        }
        state(call);
    }

    private void setAccessPoint(VarlinkCall call) throws IOException {
        AccessPointRequest request = call.parameters(WifiMessages.ACCESS_POINT_REQUEST);
        needRadio();
        if (request.on() == null) {
            throw VarlinkException.invalidParameter("on");
        }
        if (service.busy()) {
            throw VarlinkException.replied(WifiMessages.BUSY, null);
        }
        if (request.on()) {
            needPassphrase(request.passphrase());
            service.makeOne(request.passphrase());
        } else {
            service.makeNone();
        }
        state(call);
    }

    private void setCountry(VarlinkCall call) throws IOException, InterruptedException {
        String wanted = call.parameters(WifiMessages.COUNTRY_REQUEST).country();
        if (wanted == null || !WifiCountry.CODE.matcher(wanted).matches()) {
            throw refused("A country is two capital letters, as in FR; 00 stands for the world's common rules.");
        }
        needRadio();
        boolean taken;
        try {
            taken = country.choose(wanted);
        } catch (HalException failure) {
            throw typed(failure);
        } catch (IOException unwritten) {
            throw refused("The plug's disk could not be written. What was chosen before stays.");
        }
        if (!taken) {
            throw refused("The kernel did not take the rules of " + wanted
                    + ": its data base does not know this country, or is missing. What was chosen before stays.");
        }
        state(call);
    }

    private static void needPassphrase(String passphrase) {
        if (passphrase == null || !PASSPHRASE.matcher(passphrase).matches()) {
            throw refused(WHAT_A_PASSPHRASE_IS);
        }
    }

    private void needRadio() {
        if (!radio.there()) {
            throw VarlinkException.replied(WifiMessages.NO_RADIO, null);
        }
    }

    private static VarlinkException typed(HalException failure) {
        return switch (failure.kind()) {
            case BUSY, TIMEOUT -> VarlinkException.replied(WifiMessages.BUSY, null);
            case GONE -> VarlinkException.replied(WifiMessages.NO_RADIO, null);
            default -> refused("The radio did not do it: " + failure.kind() + ". Try again.");
        };
    }

    private static VarlinkException refused(String reason) {
        return VarlinkException.replied(WifiMessages.REFUSED, WifiMessages.REFUSAL.toJson(new Refusal(reason)));
    }
}
