// SPDX-License-Identifier: Apache-2.0

/**
 * What a user sees, on a booted plug. Scenarios share machines by name and run in the order of their {@code @Order}:
 * {@code household} is one plug from its first minute on; a class that needs its own says so, and runs beside the others then.
 * Those start in their order, the last of them when the household is through: the longest are first and last.
 */
package org.hearthplug.scenarios;
