#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Buildroot's post-image hook, for every board: post-image.sh BINARIES_DIR BOARD
# HEARTH_APPEND adds words to the kernel's command line, for the first start of a new board.
# Slot, card and block map; the bundle and what goes with it are made by
# scripts/build-image, which holds the key.
set -eu

binaries=$1
board=$2
external=$BR2_EXTERNAL_HEARTH_PATH
PATH=$HOST_DIR/bin:$HOST_DIR/sbin:$PATH
# shellcheck source=/dev/null
. "$external/board/$board/board.conf"

set --
for tree in ${DEVICE_TREES:-}; do set -- "$@" --device-tree "$binaries/$tree"; done
"$external/scripts/slot-image" --board "$external/board/$board/board.conf" --squashfs "$binaries/rootfs.squashfs" \
    --kernel "$binaries/Image.gz" --append "${HEARTH_APPEND:-}" "$@" --out "$binaries/slot.img"

mkimage -A arm64 -T script -C none -n "Hearth: choose a slot" -d "$external/ota/boot.cmd" "$binaries/boot.scr" >/dev/null
set --
for file in ${BOOT_FILES:-}; do
    # a board's own small files, or what a package left among the images
    if [ -e "$external/board/$board/${file%%:*}" ]; then
        set -- "$@" --boot-file "$external/board/$board/$file"
    elif [ -e "$binaries/${file%%:*}" ] || grep -q '^BR2_TARGET_UBOOT=y' "$BR2_CONFIG"; then
        set -- "$@" --boot-file "$binaries/$file"
    else
        echo "post-image: NOT BOOTABLE ON THE BOARD: no ${file%%:*} (built without its boot loader)"
    fi
done
"$external/scripts/card-image" --slot "$binaries/slot.img" --boot-script "$binaries/boot.scr" "$@" --out "$binaries/card.img"
