// SPDX-License-Identifier: Apache-2.0
/** The suite that an owner runs against a plug with instruments, and its report. */
package org.hearthplug.bench.owner;
