// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;

/** A platform that says what the test has it say. */
final class ScriptedPlatform implements PlatformView {
    final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    volatile boolean connected = true;

    /** Status of the power manager; null: there is none. */
    volatile String power;

    /** What was asked of the budget last, and by whom. */
    volatile String askedBudget = "";

    /** State of Wi-Fi; null: there is no radio. */
    volatile String wifi;

    /** What was asked of Wi-Fi last. */
    volatile String askedWifi = "";

    @Override
    public String wifi(String method, String json, Duration limit) throws IOException {
        if (!connected) {
            throw new IOException("scripted: no platformd");
        }
        askedWifi = method + " " + json;
        if (json != null && (json.contains("short") || json.contains("QZ"))) {
            throw new Refused("org.hearthplug.Wifi.Refused", null);
        }
        if (wifi == null) {
            throw new Refused("org.hearthplug.Wifi.NoRadio", null);
        }
        return wifi;
    }

    /** What is answered to each method of disks, by its short name; refused with NoDisk where there is nothing. */
    final java.util.Map<String, String> disks =
            new java.util.concurrent.ConcurrentHashMap<>(java.util.Map.of("List", "{\"disks\":[]}"));

    /** What was asked of disks last. */
    volatile String askedDisks = "";

    @Override
    public String disks(String method, String json, Duration limit) throws IOException {
        if (!connected) {
            throw new IOException("scripted: no platformd");
        }
        String name = method.substring(method.lastIndexOf('.') + 1);
        askedDisks = name + " " + json;
        String answer = disks.get(name);
        if (answer == null || answer.startsWith("org.")) {
            String error = answer == null ? "org.hearthplug.Disks.NoDisk" : answer.split(" ", 2)[0];
            throw new Refused(error, answer == null || !answer.contains(" ") ? "{}" : answer.split(" ", 2)[1], null);
        }
        return answer;
    }

    /** All hardware. */
    volatile String hardware = "{\"parts\":[],\"missing\":[]}";

    @Override
    public String hardware(Duration limit) throws IOException {
        if (!connected) {
            throw new IOException("scripted: no platformd");
        }
        return hardware;
    }

    volatile String snapshot = "{\"model\":\"scripted\",\"uptimeSeconds\":1}";

    /** What was asked of updates besides the state: method and parameters. */
    final CopyOnWriteArrayList<String> updateCalls = new CopyOnWriteArrayList<>();

    volatile String updateState = "{}";
    volatile String refuseUpdates;

    @Override
    public String update(String method, String json, Duration limit) throws IOException {
        if (!connected) {
            throw new IOException("scripted: no platformd");
        }
        if (refuseUpdates != null) {
            throw new Refused(refuseUpdates, null);
        }
        if (!method.endsWith(".GetState")) {
            updateCalls.add(method + " " + json);
        }
        return updateState;
    }

    @Override
    public String snapshot(Duration limit) throws IOException {
        if (!connected) {
            throw new IOException("scripted: no platformd");
        }
        return snapshot;
    }

    @Override
    public String knownServices() {
        return "[{\"name\":\"platformd\",\"state\":\"down\",\"restarts\":3}]";
    }

    @Override
    public Watch watch(Duration interval, Listener listener) {
        listeners.add(listener);
        listener.connected(connected);
        if (connected) {
            listener.snapshot(snapshot);
        }
        return () -> listeners.remove(listener);
    }

    @Override
    public String power(Duration limit) throws IOException {
        if (!connected) {
            throw new IOException("scripted: no platformd");
        }
        if (power == null) {
            throw new PowerRefusal(false, "scripted: no power manager");
        }
        return power;
    }

    /** Reply to GetEnergy; null: there is no power manager. */
    volatile String energy;

    /** What was asked of energy. */
    final CopyOnWriteArrayList<String> askedEnergy = new CopyOnWriteArrayList<>();

    @Override
    public String energy(String json, Duration limit) throws IOException {
        askedEnergy.add(json);
        if (!connected || energy == null) {
            throw new IOException("scripted: no power manager");
        }
        return energy;
    }

    @Override
    public String powerBudget(String budgetJson, String by, Duration limit) throws IOException {
        askedBudget = by + " " + budgetJson;
        if (budgetJson.contains("500")) {
            throw new PowerRefusal(true, "scripted: too little");
        }
        return power(limit);
    }

    void device(String json) {
        listeners.forEach(listener -> listener.device(json));
    }

    void connect(boolean now) {
        connected = now;
        listeners.forEach(listener -> listener.connected(now));
    }
}
