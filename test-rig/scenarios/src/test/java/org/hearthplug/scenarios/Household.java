// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Scenarios of one plug's life: one machine, one class after the other. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BootTarget(machine = "household")
@Execution(ExecutionMode.SAME_THREAD)
@interface Household {}
