#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Buildroot's post-build hook, for every board: post-build.sh TARGET_DIR BOARD
# Makes the root read-only in earnest and says which image this is.
set -eu

target=$1
board=$2
external=$BR2_EXTERNAL_HEARTH_PATH

# --- what Buildroot's skeleton and packages bring and the overlay replaces
# (its init scripts would never run, and nothing may listen but Hearth)
find "$target/etc/init.d" -type f ! -name rcS ! -name rcK -delete
rm -rf "$target/etc/network" "$target/etc/nftables" "$target/etc/default" "$target/usr/share/bash-completion" \
    "$target/usr/share/glib-2.0" "$target/usr/share/gettext" "$target/usr/share/locale" "$target/etc/hostapd.conf" \
    "$target/usr/lib/pkgconfig" "$target/etc/wpa_supplicant.conf" "$target/etc/ssl/misc" "$target/etc/profile.d" \
    "$target/THIS_IS_NOT_YOUR_ROOT_FILESYSTEM" "${target:?}/media" "$target/opt/hearth/aot/.keep" "$target/usr/share/dbus-1"
# programs of packages of which the plug uses others
for name in btrfs-convert btrfs-find-root btrfs-image btrfs-map-logical btrfs-select-super btrfstune \
    compile_et e2image e2scrub e2scrub_all e2freefrag e4crypt e4defrag filefrag lsattr chattr mklost+found mk_cmds \
    integritysetup cryptsetup-ssh unsquashfs sqfscat sqfstar mksquashfs dmstats dmeventd openssl c_rehash; do
    rm -f "$target/usr/bin/$name" "$target/usr/sbin/$name"
done

# --- what only the lab has: the rig's root shell, the bare program of the boot
# benchmark, the training of AOT caches. What is not there, nothing can switch on:
# scripts/lab-card makes a card for the rig, and no build does.
rm -rf "$target/etc/sv/lab-shell" "$target/etc/sv/hello" "$target/etc/hearth/hello.jvm" "$target/usr/libexec/hearth/train"

# --- folders that the read-only root must have
for folder in data dev mnt proc root run sys tmp opt/hearth/aot etc/hearth; do mkdir -p "$target/$folder"; done
rm -rf "${target:?}/var"
mkdir -p "$target/var/empty"
ln -sfn /run "$target/var/run"
ln -sfn /tmp "$target/var/tmp"
ln -sfn /run/lock "$target/var/lock"
chmod 600 "$target/etc/shadow"

# --- the overlay's lists of modules, with what this board has
for list in early late; do
    [ ! -e "$external/board/$board/modules-$list.list" ] ||
        grep -v '^#' "$external/board/$board/modules-$list.list" >>"$target/etc/modules-load.d/$list.conf"
done

# --- updates: which board this is, and whose signature it trusts
sed -i "s/@BOARD@/$board/" "$target/etc/rauc/system.conf"
cp "${HEARTH_KEYRING:?set by scripts/build-image}" "$target/etc/rauc/keyring.pem"
chmod 644 "$target/etc/rauc/keyring.pem"

cat >"$target/etc/hearth/release" <<RELEASE
HEARTH_VERSION=${HEARTH_VERSION:?set by scripts/build-image}
HEARTH_IMAGE=product
HEARTH_BOARD=$board
HEARTH_BUILD=${HEARTH_BUILD:-unknown}
RELEASE
