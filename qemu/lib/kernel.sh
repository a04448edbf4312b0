# SPDX-License-Identifier: AGPL-3.0-or-later
# The kernel, its modules and the initramfs.
# shellcheck shell=bash

MODULES_LIST=$QEMU_DIR/lists/modules.list

# modules_of SECTION…: names from the modules list.
modules_of() {
  local section
  for section; do
    sed -e 's/#.*//' "$MODULES_LIST" | awk -v want="[$section]" '/^\[/ { on = ($1 == want); next } on' | tr -s ' ' '\n' | sed '/^$/d'
  done
}

# build_kernel OUT: vmlinuz and the chosen modules (uncompressed: squashfs compresses better) with all they depend on.
build_kernel() {
  local out=$1 work=$1/work version module file
  say "kernel: ${KERNEL_PACKAGE#linux-image-}"
  mkdir -p "$work" "$out/root/usr/lib/modules"
  dpkg-deb --fsys-tarfile "$(deb "$KERNEL_PACKAGE")" | tar -C "$work" -x ./boot ./usr/lib/modules
  version=$(ls "$work/usr/lib/modules")
  ln -s usr/lib "$work/lib"
  depmod -b "$work" "$version"
  for module in $(modules_of initramfs card early late carried); do
    modprobe -d "$work" -S "$version" --show-depends "$module" || die "the kernel has no module $module; correct qemu/lists/modules.list."
  done | awk '$1 == "insmod" { print $2 }' | sort -u >"$work/wanted"
  while IFS= read -r file; do
    file=${file#*/modules/}
    mkdir -p "$out/root/usr/lib/modules/$(dirname "$file")"
    xz -dc "$work/usr/lib/modules/$file" >"$out/root/usr/lib/modules/${file%.xz}"
  done <"$work/wanted"
  cp "$work/usr/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} "$out/root/usr/lib/modules/$version/"
  ln -s usr/lib "$out/root/lib"
  depmod -b "$out/root" "$version"
  rm "$out/root/lib" "$out/root/usr/lib/modules/$version"/modules.{builtin.modinfo,order,symbols,devname}
  cp "$work/boot/vmlinuz-$version" "$out/vmlinuz"
  cp "$work/boot/config-$version" "$out/config"
  echo "$version" >"$out/version"
  rm -rf "$work"
}

# build_initramfs OUT: BusyBox, a handful of modules in loading order and qemu/initramfs/init.
build_initramfs() {
  local out=$1 tree=$1/tree version module
  say "initramfs"
  version=$(cat "$KERNEL/version")
  mkdir -p "$tree"/{bin,dev,proc,sys,modules,root}
  dpkg-deb --fsys-tarfile "$(deb busybox-static)" | tar -C "$tree/bin" --strip-components=3 -x ./usr/bin/busybox
  cp "$QEMU_DIR/initramfs/init" "$tree/init"
  chmod 755 "$tree/init"
  ln -sfn usr/lib "$KERNEL/root/lib"
  for module in $(modules_of initramfs); do
    modprobe -d "$KERNEL/root" -S "$version" --show-depends "$module"
  done | awk '$1 == "insmod" && !seen[$2]++ { sub("/root/lib/", "/root/usr/lib/", $2); print $2 }' >"$out/order"
  rm -f "$KERNEL/root/lib"
  while IFS= read -r module; do
    cp "$module" "$tree/modules/"
    basename "$module" >>"$tree/modules/order"
  done <"$out/order"
  cp "$tree/modules/order" "$out/order"
  find "$tree" -exec touch -h -d @0 {} +
  (cd "$tree" && find . | LC_ALL=C sort | cpio -o -H newc --quiet --reproducible -R 0:0 | zstd -q -19) >"$out/initramfs"
  rm -rf "$tree"
}

# build_card_initramfs OUT: the same and, as a second archive behind it, what maps a card's slot through dm-verity.
build_card_initramfs() {
  local out=$1 tree=$1/tree package version module
  say "initramfs of the card"
  version=$(cat "$KERNEL/version")
  mkdir -p "$tree"/{modules,usr/lib}
  ln -s usr/lib "$tree/lib"
  for package in dmsetup libdevmapper1.02.1 libudev1 libcap2 libselinux1 libpcre2-8-0 libc6; do
    dpkg-deb --fsys-tarfile "$(deb "$package")" |
      tar -C "$tree" --keep-directory-symlink -x --wildcards '*/sbin/dmsetup' '*.so.*' --exclude='*/gconv/*' --exclude='*/audit/*' 2>/dev/null || true
  done
  cp "$QEMU_DIR/initramfs/card" "$tree/card"
  cp "$INITRAMFS/order" "$tree/modules/order"
  ln -sfn usr/lib "$KERNEL/root/lib"
  for module in $(modules_of card); do
    modprobe -d "$KERNEL/root" -S "$version" --show-depends "$module"
  done | awk '$1 == "insmod" && !seen[$2]++ { sub("/root/lib/", "/root/usr/lib/", $2); print $2 }' >"$out/order"
  rm -f "$KERNEL/root/lib"
  while IFS= read -r module; do
    if ! grep -qx "$(basename "$module")" "$tree/modules/order"; then
      cp "$module" "$tree/modules/"
      basename "$module" >>"$tree/modules/order"
    fi
  done <"$out/order"
  find "$tree" -exec touch -h -d @0 {} +
  { cat "$INITRAMFS/initramfs"
    (cd "$tree" && find . | LC_ALL=C sort | cpio -o -H newc --quiet --reproducible -R 0:0 | zstd -q -15); } >"$out/initramfs"
  rm -rf "$tree" "$out/order"
}
