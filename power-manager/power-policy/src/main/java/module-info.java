// SPDX-License-Identifier: AGPL-3.0-or-later

/** The watt budget as arithmetic: models, estimation, planning, admission, accounting. No input, no output, no clock. */
module org.hearthplug.power.policy {
    exports org.hearthplug.power.policy;
}
