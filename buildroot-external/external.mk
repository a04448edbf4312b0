# SPDX-License-Identifier: AGPL-3.0-or-later
include $(sort $(wildcard $(BR2_EXTERNAL_HEARTH_PATH)/package/*/*.mk))
