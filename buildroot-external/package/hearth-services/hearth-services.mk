################################################################################
#
# hearth-services
#
################################################################################

# SPDX-License-Identifier: AGPL-3.0-or-later

# What Maven built and qemu/lib/apps.sh made ready (jars with stored entries,
# class paths, main classes): the lab image has the same folder. scripts/
# build-image fills it and exports HEARTH_STAGE.
HEARTH_SERVICES_VERSION = checkout
HEARTH_SERVICES_SITE = $(or $(HEARTH_STAGE),$(BR2_EXTERNAL_HEARTH_PATH)/../build/images/stage)
HEARTH_SERVICES_SITE_METHOD = local
HEARTH_SERVICES_LICENSE = AGPL-3.0-or-later
HEARTH_SERVICES_DEPENDENCIES = hearth-jre

define HEARTH_SERVICES_INSTALL_TARGET_CMDS
	rm -rf $(TARGET_DIR)/opt/hearth/lib $(TARGET_DIR)/opt/hearth/aot
	$(INSTALL) -d $(TARGET_DIR)/opt/hearth/lib $(TARGET_DIR)/opt/hearth/aot
	$(INSTALL) -m 0644 $(@D)/lib/*.jar $(@D)/lib/*.so $(TARGET_DIR)/opt/hearth/lib/
	$(INSTALL) -m 0644 $(@D)/*.classpath $(@D)/*.main $(TARGET_DIR)/opt/hearth/
	[ ! -d $(@D)/aot ] || $(INSTALL) -m 0644 $(@D)/aot/* $(TARGET_DIR)/opt/hearth/aot/
endef

$(eval $(generic-package))
