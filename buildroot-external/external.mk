# SPDX-License-Identifier: AGPL-3.0-or-later
include $(sort $(wildcard $(BR2_EXTERNAL_HEARTH_PATH)/package/*/*.mk))

# Buildroot installs BusyBox set-user-ID, for su and passwd. Nobody logs in here,
# and services give privileges up, never gain them.
BUSYBOX_PERMISSIONS =
