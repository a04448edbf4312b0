################################################################################
#
# hearth-prebuilt
#
################################################################################

# SPDX-License-Identifier: AGPL-3.0-or-later

# nft and the libraries that it links to, wg, the regulatory data base, the
# locale C.UTF-8 (the same in every glibc 2.41). Version, files and their hashes
# are debian-sources.lock's, through scripts/debian-sources.
HEARTH_PREBUILT_VERSION = trixie
HEARTH_PREBUILT_SITE = file://$(HEARTH_PREBUILT_DL_DIR)
HEARTH_PREBUILT_LICENSE = GPL-2.0 (nft, wg, libxtables), LGPL-2.1+ (libmnl, libnftnl), \
	LGPL-3.0+ (libgmp), MIT (jansson, ncurses), BSD-3-Clause (libedit, libbsd, libmd), ISC (wireless-regdb)
HEARTH_PREBUILT_LICENSE_FILES = \
	usr/share/doc/nftables/copyright \
	usr/share/doc/wireguard-tools/copyright \
	usr/share/doc/wireless-regdb/copyright \
	usr/share/doc/libgmp10/copyright \
	usr/share/doc/libmnl0/copyright \
	usr/share/doc/libnftnl11/copyright

define HEARTH_PREBUILT_EXTRACT_CMDS
	$(foreach deb,$(HEARTH_PREBUILT_SOURCE) $(HEARTH_PREBUILT_EXTRA_DOWNLOADS),\
		dpkg-deb -x $(HEARTH_PREBUILT_DL_DIR)/$(deb) $(@D)$(sep))
endef

define HEARTH_PREBUILT_INSTALL_TARGET_CMDS
	$(INSTALL) -d $(TARGET_DIR)/usr/lib/firmware
	cp -a $(@D)/usr/lib/aarch64-linux-gnu/*.so.* $(TARGET_DIR)/usr/lib/
	$(INSTALL) -d $(TARGET_DIR)/usr/lib/locale
	cp -a $(@D)/usr/lib/locale/C.utf8 $(TARGET_DIR)/usr/lib/locale/
	$(INSTALL) -D -m 0755 $(@D)/usr/sbin/nft $(TARGET_DIR)/usr/sbin/nft
	$(INSTALL) -D -m 0755 $(@D)/usr/bin/wg $(TARGET_DIR)/usr/bin/wg
	$(INSTALL) -m 0644 $(@D)/usr/lib/firmware/regulatory.db-upstream $(TARGET_DIR)/usr/lib/firmware/regulatory.db
	$(INSTALL) -m 0644 $(@D)/usr/lib/firmware/regulatory.db.p7s-upstream $(TARGET_DIR)/usr/lib/firmware/regulatory.db.p7s
endef

$(eval $(generic-package))
