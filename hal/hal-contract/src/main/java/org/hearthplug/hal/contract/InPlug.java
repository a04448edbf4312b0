// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes on a machine that has a Java runtime and nothing else, and prints what came of it. */
public final class InPlug {
    private static final String HERE = "org.hearthplug.hal.contract.in-plug";

    private InPlug() {}

    /** True in a machine that is there for the tests, where they may do what they would do to nobody's own. */
    public static boolean isHere() {
        return Boolean.getBoolean(HERE);
    }

    /** Takes names of test classes. Exit code 0: all passed, and there were some; 1: otherwise. */
    public static void main(String[] classes) {
        System.setProperty(HERE, "true");
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(name -> selectClass(name)).toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        PrintWriter out = new PrintWriter(System.out, true);
        summary.printFailuresTo(out, 10);
        out.printf(
                "contract: %d passed, %d failed, %d skipped%n",
                summary.getTestsSucceededCount(),
                summary.getTotalFailureCount(),
                summary.getTestsSkippedCount() + summary.getTestsAbortedCount());
        System.exit(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0 ? 0 : 1);
    }
}
