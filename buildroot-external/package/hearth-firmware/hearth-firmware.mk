################################################################################
#
# hearth-firmware
#
################################################################################

# SPDX-License-Identifier: AGPL-3.0-or-later

# Version, files and their hashes are debian-sources.lock's, through
# scripts/debian-sources.
HEARTH_FIRMWARE_VERSION = trixie
HEARTH_FIRMWARE_SITE = file://$(HEARTH_FIRMWARE_DL_DIR)
HEARTH_FIRMWARE_LICENSE = Broadcom-RPi (boot firmware), Cypress (Wi-Fi of the Pi), TI (Wi-Fi of the BeaglePlay)
HEARTH_FIRMWARE_LICENSE_FILES = \
	usr/share/doc/raspi-firmware/copyright \
	usr/share/doc/firmware-brcm80211/copyright \
	usr/share/doc/firmware-ti-connectivity/copyright
HEARTH_FIRMWARE_INSTALL_IMAGES = YES

define HEARTH_FIRMWARE_EXTRACT_CMDS
	$(foreach deb,$(HEARTH_FIRMWARE_SOURCE) $(HEARTH_FIRMWARE_EXTRA_DOWNLOADS),\
		dpkg-deb -x $(HEARTH_FIRMWARE_DL_DIR)/$(deb) $(@D)$(sep))
endef

ifeq ($(BR2_PACKAGE_HEARTH_FIRMWARE_RASPBERRYPI),y)
define HEARTH_FIRMWARE_INSTALL_TARGET_RASPBERRYPI
	$(INSTALL) -d $(TARGET_DIR)/usr/lib/firmware/brcm $(TARGET_DIR)/usr/lib/firmware/cypress
	cp -a $(@D)/usr/lib/firmware/cypress/cyfmac43430-sdio.* $(@D)/usr/lib/firmware/cypress/cyfmac43455-sdio.* \
		$(TARGET_DIR)/usr/lib/firmware/cypress/
	cp -a $(@D)/usr/lib/firmware/brcm/brcmfmac43430-sdio.bin $(@D)/usr/lib/firmware/brcm/brcmfmac43430-sdio.clm_blob \
		$(@D)/usr/lib/firmware/brcm/brcmfmac43430-sdio.raspberrypi,*.txt \
		$(@D)/usr/lib/firmware/brcm/brcmfmac43455-sdio.bin $(@D)/usr/lib/firmware/brcm/brcmfmac43455-sdio.clm_blob \
		$(@D)/usr/lib/firmware/brcm/brcmfmac43455-sdio.raspberrypi,3-*.txt $(TARGET_DIR)/usr/lib/firmware/brcm/
endef
define HEARTH_FIRMWARE_INSTALL_IMAGES_CMDS
	$(INSTALL) -d $(BINARIES_DIR)/rpi-firmware
	$(INSTALL) -m 0644 $(addprefix $(@D)/usr/lib/raspi-firmware/,bootcode.bin start_cd.elf fixup_cd.dat) $(BINARIES_DIR)/rpi-firmware/
endef
endif

ifeq ($(BR2_PACKAGE_HEARTH_FIRMWARE_BEAGLEPLAY),y)
define HEARTH_FIRMWARE_INSTALL_TARGET_BEAGLEPLAY
	$(INSTALL) -D -m 0644 $(@D)/usr/lib/firmware/ti-connectivity/wl18xx-fw-4.bin \
		$(TARGET_DIR)/usr/lib/firmware/ti-connectivity/wl18xx-fw-4.bin
endef
endif

define HEARTH_FIRMWARE_INSTALL_TARGET_CMDS
	$(HEARTH_FIRMWARE_INSTALL_TARGET_RASPBERRYPI)
	$(HEARTH_FIRMWARE_INSTALL_TARGET_BEAGLEPLAY)
endef

$(eval $(generic-package))
