# SPDX-License-Identifier: AGPL-3.0-or-later
# The lab's card and its bundles, made by the tools that make the product's.
# shellcheck shell=bash

SCRIPTS=$HEARTH_TOP/buildroot-external/scripts
OTA=$HEARTH_TOP/buildroot-external/ota
BOARD_CONF=$HEARTH_TOP/buildroot-external/board/qemu_aarch64/board.conf
KEYS=$HEARTH_TOP/build/keys
UBOOT=/usr/lib/u-boot/qemu_arm64/u-boot.bin
# Newer and older than any version of Hearth.
NEXT_VERSION=99.0.0
BROKEN_VERSION=99.1.0
OLD_VERSION=0.0.1

# build_card OUT
build_card() {
  local out=$1 work=$1/work
  # shellcheck source=qemu/machines/card.conf
  source "$QEMU_DIR/machines/card.conf"
  mkdir "$work"
  say "card: packing the kernel and the slots"
  gzip -n -6 <"$LAB_DIR/vmlinuz" >"$work/vmlinuz.gz"
  make_slot "$LAB_DIR/rootfs.squashfs" "$work/slot"
  mkimage -A arm64 -T script -C none -n 'Hearth: choose a slot' -d "$OTA/boot.cmd" "$work/boot.scr" >/dev/null
  "$SCRIPTS/card-image" --slot "$work/slot" --boot-script "$work/boot.scr" --out "$out/card.img" >/dev/null
  cp "$UBOOT" "$out/u-boot.bin"
  say "card: packing the bundles"
  make_bundles "$out" "$work" "$LAB_DIR/rootfs.squashfs" lab
  rm -rf "$work"
}

# make_bundles OUT WORK SQUASHFS BOARD: what the scenarios install, and what must be refused. WORK holds "slot", today's; the caller's
# make_slot SQUASHFS OUT makes others.
make_bundles() {
  BUNDLE_BOARD=$4
  make_versions "$1" "$2" "$3"
  make_refused "$1" "$2"
}

make_slot() {
  "$SCRIPTS/slot-image" --board "$BOARD_CONF" --squashfs "$1" --kernel "$work/vmlinuz.gz" --initramfs "$LAB_DIR/card/initramfs" \
    --append "$CARD_APPEND" --out "$2" >/dev/null
}

# bundle SLOT VERSION OUT [BOARD [KEYS]]
bundle() {
  local keys=${5:-$KEYS}
  "$SCRIPTS/update-bundle" --slot "$1" --board "${4:-$BUNDLE_BOARD}" --version "$2" --cert "$keys/cert.pem" --key "$keys/key.pem" --out "$3" >/dev/null
}

# The image of today under its own version, under a newer one, and one whose cloudd ends as soon as it starts.
make_versions() {
  local out=$1 work=$2 own
  unsquashfs -q -no-progress -no-xattrs -d "$work/root" "$3" >/dev/null
  own=$(sed -n 's/^HEARTH_VERSION=//p' "$work/root/etc/hearth/release")
  bundle "$work/slot" "$own" "$out/today.raucb"
  pack_version "$NEXT_VERSION"
  bundle "$work/slot-$NEXT_VERSION" "$NEXT_VERSION" "$out/next.raucb"
  echo '-XX:NoSuchFlagInThisVersion' >>"$work/root/etc/hearth/cloudd.jvm"
  pack_version "$BROKEN_VERSION"
  bundle "$work/slot-$BROKEN_VERSION" "$BROKEN_VERSION" "$out/broken.raucb"
}

pack_version() {
  sed -i "s/^HEARTH_VERSION=.*/HEARTH_VERSION=$1/" "$work/root/etc/hearth/release"
  find "$work/root" -exec touch -h -d @1767225600 {} +
  rm -f "$work/squashfs"
  # level 3: packed in a tenth of the time, a seventh larger
  mksquashfs "$work/root" "$work/squashfs" -comp zstd -Xcompression-level 3 -b 128K -all-root -no-xattrs -no-progress -quiet \
    -mkfs-time 1767225600 -noappend
  make_slot "$work/squashfs" "$work/slot-$1"
}

# Bundles that a plug must refuse. All but the size are looked at before the slot is, so a small file stands for it.
make_refused() {
  local out=$1 work=$2
  head -c 100000 /dev/urandom >"$work/small"
  bundle "$work/small" "$NEXT_VERSION" "$out/other-board.raucb" toaster
  bundle "$work/small" "$OLD_VERSION" "$out/older.raucb"
  "$SCRIPTS/dev-key" "$work/stranger"
  bundle "$work/small" "$NEXT_VERSION" "$out/other-signer.raucb" "$BUNDLE_BOARD" "$work/stranger"
  head -c 100000 /dev/urandom >"$work/huge"
  truncate -s 208M "$work/huge"
  bundle "$work/huge" "$NEXT_VERSION" "$out/too-large.raucb"
}
