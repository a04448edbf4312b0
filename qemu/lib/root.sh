# SPDX-License-Identifier: AGPL-3.0-or-later
# The root file system: Debian's binaries, the overlay that the product image shares, the runtime and the services.
# shellcheck shell=bash

OVERLAY=$HEARTH_TOP/buildroot-external/rootfs-overlay
OTA=$HEARTH_TOP/buildroot-external/ota
# Signs this machine's bundles and is trusted by this machine's images only.
KEYS=$HEARTH_TOP/build/keys

# assemble_base OUT: what comes from packages; changes only when the lock or the kernel does.
build_base() {
  local root=$1/root package
  say "root: unpacking Debian's packages"
  mkdir -p "$root"/usr/{bin,sbin,lib}
  for package in bin sbin lib; do ln -s usr/$package "$root/$package"; done
  while read -r package _; do
    case $package in linux-* | openjdk-* | gcc-*-base) continue ;; esac
    dpkg-deb --fsys-tarfile "$(deb "$package")" | tar -C "$root" --keep-directory-symlink -x \
      --exclude='./usr/share/*' --exclude='./usr/lib/systemd/*' --exclude='*/gconv/*' --exclude='./etc/*' --exclude='./var/*' --exclude='*/audit/*' \
      --exclude='*/ossl-modules/*' --exclude='*/engines-*' --exclude='*/krb5/*' --exclude='./usr/lib/tmpfiles.d/*'
  done <"$LAB_DIR/packages.resolved"
  # Debian's alternatives would: its kernel trusts the signature of its own build.
  for package in regulatory.db regulatory.db.p7s; do
    mv "$root/usr/lib/firmware/$package-debian" "$root/usr/lib/firmware/$package"
    rm "$root/usr/lib/firmware/$package-upstream"
  done
  keep_only_wanted_programs "$root"
  drop_unlinked_libraries "$root"
  link_applets "$root"
  cp -a "$KERNEL/root/." "$root/"
}

# Debian's packages bring more programs than the plug runs.
keep_only_wanted_programs() {
  local root=$1 file
  find "$root"/usr/{bin,sbin} -type f ! -name busybox -o -type l | while IFS= read -r file; do
    list "$QEMU_DIR/lists/programs.list" | grep -qx "$(basename "$file")" || rm "$file"
  done
}

# Libraries of those packages that no program, no library and no jar's native code here is linked with, nor loads by name: 0.6 MB of squashfs.
drop_unlinked_libraries() {
  local root=$1 name
  for name in brotlienc mvec BrokenLocale anl c_malloc_debug gthread-2.0 memusage nsl nss_compat nss_hesiod pcprofile psx ss thread_db; do
    rm -f "$root"/usr/lib/aarch64-linux-gnu/lib$name.so*
  done
  rm -rf "$root"/usr/lib/aarch64-linux-gnu/{glib-2.0,gio}
}

link_applets() {
  local root=$1 applet
  for applet in $(list "$QEMU_DIR/lists/applets.list"); do
    [[ -e $root/usr/bin/$applet || -e $root/usr/sbin/$applet ]] || ln -s busybox "$root/usr/bin/$applet"
  done
  ln -s ../bin/busybox "$root/usr/sbin/init"
}

# assemble_root ROOT [AOT-FOLDER]: everything in its place; times and owners are fixed by pack_root.
assemble_root() {
  local root=$1 aot=${2:-}
  cp -a "$BASE/root/." "$root/"
  mkdir -p "$root"/{dev,proc,sys,run,tmp,data,root,mnt,var/empty,opt/hearth/aot}
  ln -sfn /run "$root/var/run"
  ln -sfn /tmp "$root/var/tmp"
  cp -a "$OVERLAY/." "$root/"
  cp -a "$OTA/overlay/." "$root/"
  sed -i 's/@BOARD@/lab/' "$root/etc/rauc/system.conf"
  install -m 644 "$KEYS/keyring.pem" "$root/etc/rauc/keyring.pem"
  cp -a "$JRE/jre" "$root/opt/hearth/jre"
  cp -a "$APPS/." "$root/opt/hearth/"
  modules_of early >>"$root/etc/modules-load.d/early.conf"
  modules_of late >>"$root/etc/modules-load.d/late.conf"
  add_bench_module "$root"
  [[ -z $aot ]] || cp -a "$aot/." "$root/opt/hearth/aot/"
  cat >"$root/etc/hearth/release" <<RELEASE
HEARTH_VERSION=$(sed -n '0,/<version>/s/.*<version>\(.*\)<\/version>.*/\1/p' "$HEARTH_TOP/pom.xml")
HEARTH_IMAGE=lab
HEARTH_BOARD=lab
HEARTH_BUILD=$BUILD_ID
RELEASE
}

# add_bench_module ROOT: hardware that the lab's machine has not (qemu/module). It is loaded only with hearth.lab=1 and needs no other module.
add_bench_module() {
  local root=$1 version
  version=$(cat "$KERNEL/version")
  install -D -m 644 "$BENCH_MODULE/hearth_bench.ko" "$root/usr/lib/modules/$version/updates/hearth_bench.ko"
  echo 'updates/hearth_bench.ko:' >>"$root/usr/lib/modules/$version/modules.dep"
  echo 'hearth_bench i2c-dev evdev' >"$root/etc/hearth/lab-modules"
}

# pack_root ROOT FILE LEVEL: one time stamp for all, because the AOT caches remember the jars' times.
pack_root() {
  local root=$1 file=$2 level=$3
  chmod 600 "$root/etc/shadow"
  find "$root" -exec touch -h -d @1767225600 {} +
  mksquashfs "$root" "$file" -comp zstd -Xcompression-level "$level" -b 128K -all-root -no-xattrs -no-progress -quiet -mkfs-time 1767225600 -noappend
}
