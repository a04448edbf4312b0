################################################################################
#
# hearth-prebuilt
#
################################################################################

# SPDX-License-Identifier: AGPL-3.0-or-later

HEARTH_PREBUILT_VERSION = trixie
HEARTH_PREBUILT_SITE = file://$(HEARTH_PREBUILT_DL_DIR)
HEARTH_PREBUILT_SOURCE = nftables_1.1.3-1_arm64.deb
# nft and the libraries that it links to, wg, the regulatory data base, the
# locale C.UTF-8 (the same in every glibc 2.41)
HEARTH_PREBUILT_EXTRA_DOWNLOADS = \
	libc-bin_2.41-12+deb13u4_arm64.deb \
	libbsd0_0.12.2-2_arm64.deb \
	libedit2_3.1-20250104-1_arm64.deb \
	libgmp10_6.3.0+dfsg-3_arm64.deb \
	libjansson4_2.14-2+b3_arm64.deb \
	libmd0_1.1.0-2+b1_arm64.deb \
	libmnl0_1.0.5-3_arm64.deb \
	libnftables1_1.1.3-1_arm64.deb \
	libnftnl11_1.2.9-1_arm64.deb \
	libtinfo6_6.5+20250216-2_arm64.deb \
	libxtables12_1.8.11-2_arm64.deb \
	wireguard-tools_1.0.20210914-3_arm64.deb \
	wireless-regdb_2026.05.30-1~deb13u1_all.deb
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
