// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.junit;

import java.nio.file.Path;
import org.hearthplug.rig.Plug;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link BootTarget} does. */
final class BootTargetExtension
        implements BeforeAllCallback,
                BeforeTestExecutionCallback,
                AfterTestExecutionCallback,
                LifecycleMethodExecutionExceptionHandler,
                ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BootTargetExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        BootTarget how = annotation(context);
        if (!how.booted()) {
            return;
        }
        Plug plug = plug(context);
        if (plug.target().isOn()) {
            return;
        }
        String what = "boot for " + context.getRequiredTestClass().getSimpleName();
        long began = System.nanoTime();
        try {
            plug.boot();
            timings(context).add(what, System.nanoTime() - began, true);
        } catch (RuntimeException e) {
            timings(context).add(what, System.nanoTime() - began, false);
            throw collected(context, e, plug);
        }
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        context.getStore(NAMESPACE).put("began", System.nanoTime());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        long began = context.getStore(NAMESPACE).get("began", Long.class);
        timings(context)
                .add(
                        scenario(context),
                        System.nanoTime() - began,
                        context.getExecutionException().isEmpty());
        context.getExecutionException()
                .filter(failure -> !(failure instanceof org.opentest4j.TestAbortedException))
                .ifPresent(failure -> collected(context, failure, plug(context)));
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw collected(context, failure, plug(context));
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw collected(context, failure, plug(context));
    }

    private static <T extends Throwable> T collected(ExtensionContext context, T failure, Plug plug) {
        Path folder = Artifacts.collect(scenario(context), failure, plug);
        System.err.println("What " + scenario(context) + " left behind: " + folder);
        return failure;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Plug.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return plug(context);
    }

    private static Plug plug(ExtensionContext context) {
        BootTarget how = annotation(context);
        boolean own = how.machine().isEmpty();
        String name = own ? context.getRequiredTestClass().getSimpleName() : how.machine();
        // By name, too: a class's store would find what the run's store holds under the same key.
        return (own ? ofClass(context) : context.getRoot())
                .getStore(NAMESPACE)
                .computeIfAbsent(own ? "machine of " + name : "shared machine", key -> new Machines(), Machines.class)
                .get(name, how);
    }

    /** A class's own machine goes with the class, so classes that run side by side do not take each other's away. */
    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext one = context;
        while (one.getTestMethod().isPresent()) {
            one = one.getParent().orElseThrow();
        }
        return one;
    }

    private static Timings timings(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Timings.class, key -> new Timings(), Timings.class);
    }

    private static BootTarget annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BootTarget.class)
                .orElseThrow();
    }

    private static String scenario(ExtensionContext context) {
        return context.getTestClass().map(Class::getSimpleName).orElse("run")
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    }
}
