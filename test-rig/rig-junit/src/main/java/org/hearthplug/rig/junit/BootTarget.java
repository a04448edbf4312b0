// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the scenarios of a class a booted plug, as a parameter of type {@link org.hearthplug.rig.Plug}.
 *
 * <p>A machine is known by its name: classes that give the same name get the same machine, in the state in which the class
 * before left it, so that many scenarios cost one boot. Of those at most one is on at a time. A scenario that fails leaves its
 * recordings under {@code build/test-artifacts/}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BootTargetExtension.class)
public @interface BootTarget {
    /** The machine's name; empty for one of the class's own, fresh out of the box. */
    String machine() default "";

    /**
     * A machine of {@code qemu/machines/}: {@code card} starts from a card with two slots. Empty for the lab's own. An image that is
     * tested instead of the lab's has one machine for all.
     */
    String kind() default "";

    /** True for a disk that loses what was not flushed when the power is cut. */
    boolean powerCuts() default false;

    /** Virtual processors. */
    int processors() default 1;

    /** Words for the kernel's command line. */
    String[] append() default {};

    /** False for a class that boots the machine itself: it starts off. */
    boolean booted() default true;
}
