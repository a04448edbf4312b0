################################################################################
#
# hearth-jre
#
################################################################################

# SPDX-License-Identifier: AGPL-3.0-or-later

HEARTH_JRE_LICENSE = GPL-2.0 with Classpath exception
HEARTH_JRE_LICENSE_FILES = legal/LICENSE legal/ASSEMBLY_EXCEPTION
HEARTH_JRE_DEPENDENCIES = zlib

ifeq ($(BR2_PACKAGE_HEARTH_JRE_DEBIAN),y)
# No site: what may be fetched, and its hash, is decided by debian-sources.lock.
HEARTH_JRE_VERSION = 25.0.5.1+2-1~deb13u1
HEARTH_JRE_SITE = file://$(HEARTH_JRE_DL_DIR)
HEARTH_JRE_SOURCE = openjdk-25-jdk-headless_$(HEARTH_JRE_VERSION)_arm64.deb
HEARTH_JRE_JMODS = $(@D)/usr/lib/jvm/java-25-openjdk-arm64/jmods

define HEARTH_JRE_EXTRACT_CMDS
	dpkg-deb -x $(HEARTH_JRE_DL_DIR)/$(HEARTH_JRE_SOURCE) $(@D)
endef
else
HEARTH_JRE_VERSION = 25.0.4.1_1
HEARTH_JRE_SITE = https://github.com/adoptium/temurin25-binaries/releases/download/jdk-$(subst _,%2B,$(HEARTH_JRE_VERSION))
HEARTH_JRE_SOURCE = OpenJDK25U-jmods_aarch64_linux_hotspot_$(HEARTH_JRE_VERSION).tar.gz
HEARTH_JRE_JMODS = $(@D)
endif

# A module file is a zip archive behind four bytes, of which unzip warns (exit code 1).
define HEARTH_JRE_EXTRACT_LICENCES
	unzip -qqo $(HEARTH_JRE_JMODS)/java.base.jmod 'legal/*' -d $(@D) || [ $$? -eq 1 ]
endef
HEARTH_JRE_POST_EXTRACT_HOOKS += HEARTH_JRE_EXTRACT_LICENCES

# The lab image's runtime is linked by the same script.
define HEARTH_JRE_BUILD_CMDS
	rm -rf $(@D)/image
	$(BR2_EXTERNAL_HEARTH_PATH)/scripts/link-jre $(HEARTH_JRE_JMODS) $(@D)/image
endef

define HEARTH_JRE_INSTALL_TARGET_CMDS
	rm -rf $(TARGET_DIR)/opt/hearth/jre
	mkdir -p $(TARGET_DIR)/opt/hearth
	cp -a $(@D)/image $(TARGET_DIR)/opt/hearth/jre
	ln -sf ../../opt/hearth/jre/bin/java $(TARGET_DIR)/usr/bin/java
endef

$(eval $(generic-package))
