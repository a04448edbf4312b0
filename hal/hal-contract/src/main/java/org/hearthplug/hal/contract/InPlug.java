// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
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
        LauncherFactory.create().execute(request, listener, new Slow());
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

    /** Says which tests took long, for who wants them quicker. */
    private static final class Slow implements TestExecutionListener {
        private static final long LONG_NANOS = 2_000_000_000L;
        private final Map<String, Long> began = new ConcurrentHashMap<>();

        @Override
        public void executionStarted(TestIdentifier test) {
            began.put(test.getUniqueId(), System.nanoTime());
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            long nanos = System.nanoTime() - began.getOrDefault(test.getUniqueId(), System.nanoTime());
            if (nanos > LONG_NANOS) {
                System.out.printf("%5d ms %s%n", nanos / 1_000_000, test.getDisplayName());
            }
        }
    }
}
