// SPDX-License-Identifier: AGPL-3.0-or-later
/** Several people in a household: the owner's page of them, and the way in for who is invited. */
package org.hearthplug.web.people;
