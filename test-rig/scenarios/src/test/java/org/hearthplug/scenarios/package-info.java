// SPDX-License-Identifier: Apache-2.0

/**
 * What a user sees, on a booted plug. Scenarios share machines by name and run in the order of their {@code @Order}:
 * {@code household} is one plug from its first minute on; a scenario that needs its own says so.
 */
package org.hearthplug.scenarios;
