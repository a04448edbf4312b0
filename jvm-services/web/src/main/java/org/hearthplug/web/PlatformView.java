// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.time.Duration;

/** What the page gets to know of the plug; JSON passes through as it is. Implementations are safe for many threads. */
public interface PlatformView {
    /**
     * Returns the snapshot as JSON; blocks for at most the limit.
     *
     * @throws IOException when platformd does not answer
     */
    String snapshot(Duration limit) throws IOException;

    /** Returns a JSON array of the services as far as is known without platformd. */
    String knownServices();

    /**
     * Tells the listener of snapshots at each interval and of device events, until the result is closed. Breaks of the connection
     * are told and mended by the implementation. The listener must not block.
     */
    Watch watch(Duration interval, Listener listener);

    /**
     * Returns the power manager's status as JSON; blocks for at most the limit.
     *
     * @throws PowerRefusal with a sentence, when this plug has no power manager or it has not started yet
     * @throws IOException when platformd does not answer
     */
    default String power(Duration limit) throws IOException {
        throw new PowerRefusal(false, "This plug has no power manager.");
    }

    /**
     * Changes the watt budget and returns the status as JSON; blocks for at most the limit.
     *
     * @param budgetJson what is to change, as in {@code org.hearthplug.Power}
     * @param by who wants it, for the journal
     * @throws PowerRefusal with a sentence, when the budget makes no sense or there is no power manager
     * @throws IOException when platformd does not answer
     */
    default String powerBudget(String budgetJson, String by, Duration limit) throws IOException {
        throw new PowerRefusal(false, "This plug has no power manager.");
    }

    /**
     * Asks for energy by the minute: {@code GetEnergy} of {@code org.hearthplug.Power}; blocks for at most the limit.
     *
     * @param json the parameters
     * @throws IOException when platformd does not answer, or this plug has no power manager
     */
    default String energy(String json, Duration limit) throws IOException {
        throw new IOException("there is no power manager");
    }

    /** The power manager said no. */
    final class PowerRefusal extends IOException {
        private static final long serialVersionUID = 1;
        private final boolean senseless;

        /** {@code senseless}: what was asked for cannot be; otherwise nobody is there to ask. */
        public PowerRefusal(boolean senseless, String sentence) {
            super(sentence);
            this.senseless = senseless;
        }

        /** Whether another request would be answered. */
        public boolean senseless() {
            return senseless;
        }
    }

    /**
     * Calls a method of {@code org.hearthplug.Update} and returns the reply as JSON; blocks for at most the limit.
     *
     * @param method full name
     * @param json the parameters, or null for none
     * @throws Refused when platformd says no
     * @throws IOException when platformd does not answer
     */
    default String update(String method, String json, Duration limit) throws IOException {
        throw new IOException("there is no platformd");
    }

    /**
     * Calls a method of {@code org.hearthplug.Wifi} and returns the reply as JSON; blocks for at most the limit.
     *
     * @param method full name
     * @param json the parameters, or null for none
     * @throws Refused when platformd says no
     * @throws IOException when platformd does not answer
     */
    default String wifi(String method, String json, Duration limit) throws IOException {
        throw new IOException("there is no platformd");
    }

    /**
     * Calls a method of {@code org.hearthplug.Disks} and returns the reply as JSON; blocks for at most the limit.
     *
     * @param method full name
     * @param json the parameters, or null for none
     * @throws Refused when platformd says no
     * @throws IOException when platformd does not answer
     */
    default String disks(String method, String json, Duration limit) throws IOException {
        throw new IOException("there is no platformd");
    }

    /**
     * Returns all hardware as JSON; blocks for at most the limit.
     *
     * @throws IOException when platformd does not answer
     */
    default String hardware(Duration limit) throws IOException {
        throw new IOException("there is no platformd");
    }

    /** platformd replied with an error. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final String error;
        private final String parametersJson;

        /** Names the error in full. */
        public Refused(String error, Throwable cause) {
            this(error, "{}", cause);
        }

        /** The same with what platformd says besides, a JSON object. */
        public Refused(String error, String parametersJson, Throwable cause) {
            super(error, cause);
            this.error = error;
            this.parametersJson = parametersJson;
        }

        /** Returns what platformd said besides, a JSON object. */
        public String parametersJson() {
            return parametersJson;
        }

        /** Returns the error's full name. */
        public String error() {
            return error;
        }
    }

    /** A subscription. */
    interface Watch extends AutoCloseable {
        /** Ends it; the listener hears nothing more after a moment. */
        @Override
        void close();
    }

    /** Hears of changes, one call at a time. */
    interface Listener {
        /** The connection to platformd came up or broke. */
        void connected(boolean connected);

        /** A new snapshot, JSON. */
        void snapshot(String json);

        /** A device event, JSON. */
        void device(String json);
    }
}
