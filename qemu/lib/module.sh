# SPDX-License-Identifier: AGPL-3.0-or-later
# The bench module (qemu/module) for the lab's kernel, out of Debian's headers and any aarch64 compiler. Kbuild's own steps are done by hand:
# its programs come as a package for Debian trixie's libc, which neither Debian 12 nor an arm64 host can run.
# shellcheck shell=bash

MODULE_SOURCES=$QEMU_DIR/module
MODULE_CC=${MODULE_CC:-aarch64-linux-gnu-gcc}

# build_module OUT: OUT/hearth_bench.ko.
build_module() {
  local out=$1 work=$1/work version package object
  local -a flags
  version=$(cat "$KERNEL/version")
  command -v "$MODULE_CC" >/dev/null || die "$MODULE_CC is missing; it compiles the bench module. qemu/bin/install-host run installs it."
  say "bench module: for $version"
  mkdir -p "$work"
  for package in "linux-headers-$version" "linux-headers-${version%-arm64}-common"; do
    [[ -n $(deb "$package") ]] || die "the lock names no $package, the headers of its kernel. \`make lock-update\` makes a new lock."
    dpkg-deb --fsys-tarfile "$(deb "$package")" | tar -C "$work" -x --exclude='*/vmlinux' ./usr/src
  done
  module_flags "$work/usr/src/linux-headers-$version" "$work/usr/src/linux-headers-${version%-arm64}-common"
  for object in main power processor heat board card port; do
    "$MODULE_CC" "${flags[@]}" -c "$MODULE_SOURCES/$object.c" -o "$work/$object.o"
  done
  "${MODULE_CC%gcc}ld" -EL -maarch64elf -z noexecstack --build-id=sha1 -r "$work"/{main,power,processor,heat,board,card,port}.o -o "$work/parts.o"
  module_description "$work/parts.o" "$work/usr/src/linux-headers-$version/Module.symvers" >"$work/description.c"
  "$MODULE_CC" "${flags[@]}" -c "$work/description.c" -o "$work/description.o"
  "${MODULE_CC%gcc}ld" -EL -maarch64elf -z noexecstack -r -T "$work/usr/src/linux-headers-$version/arch/arm64/module.lds" \
    "$work/parts.o" "$work/description.o" -o "$out/hearth_bench.ko"
  "${MODULE_CC%gcc}strip" --strip-debug "$out/hearth_bench.ko"
  rm -rf "$work"
}

# module_flags HEADERS COMMON: sets flags, those of the kernel's own Makefiles that matter to code that is linked with it.
module_flags() {
  local folder
  flags=(-nostdinc)
  for folder in "$2/arch/arm64/include" "$1/arch/arm64/include/generated" "$2/include" "$1/include" \
    "$2/arch/arm64/include/uapi" "$1/arch/arm64/include/generated/uapi" "$2/include/uapi" "$1/include/generated/uapi"; do
    flags+=("-I$folder")
  done
  flags+=(-include "$2/include/linux/compiler-version.h" -include "$2/include/linux/kconfig.h" -include "$2/include/linux/compiler_types.h"
    -D__KERNEL__ -DMODULE -DCC_USING_PATCHABLE_FUNCTION_ENTRY -DKASAN_SHADOW_SCALE_SHIFT= -DKBUILD_MODNAME='"hearth_bench"' -DKBUILD_BASENAME='"hearth_bench"'
    -D__KBUILD_MODNAME=kmod_hearth_bench "-fmacro-prefix-map=$HEARTH_TOP/="
    -std=gnu11 -O2 -mgeneral-regs-only -mabi=lp64 -mlittle-endian -mbranch-protection=pac-ret+bti -mno-outline-atomics -fno-stack-protector
    -fno-pic -fno-common -fno-strict-aliasing -fno-strict-overflow -fno-delete-null-pointer-checks -fno-asynchronous-unwind-tables
    -fno-omit-frame-pointer -fshort-wchar -fno-PIE -fno-allow-store-data-races -ffreestanding -Wa,-march=armv8.5-a
    -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -Wno-pointer-sign -Wno-packed-not-aligned
    -Wno-address-of-packed-member -Wno-type-limits -Wno-override-init -Wno-shift-negative-value)
}

# module_description OBJECT SYMVERS: what modpost would write: the module's name, functions and the checksums of what it uses.
module_description() {
  cat <<'C'
#include <linux/module.h>
#include <linux/build-salt.h>
#define INCLUDE_VERMAGIC
#include <linux/vermagic.h>

BUILD_SALT;
MODULE_INFO(vermagic, VERMAGIC_STRING);
MODULE_INFO(name, KBUILD_MODNAME);
MODULE_INFO(depends, "");

__visible struct module __this_module __section(".gnu.linkonce.this_module") = {
	.name = KBUILD_MODNAME,
	.init = init_module,
	.exit = cleanup_module,
	.arch = MODULE_ARCH_INIT,
};

static const struct modversion_info ____versions[] __used __section("__versions") = {
C
  "${MODULE_CC%gcc}nm" --undefined-only --format=just-symbols "$1" 2>/dev/null | cat - <(echo module_layout) |
    awk -v versions="$2" '
      BEGIN { while ((getline line < versions) > 0) { split(line, f, "\t"); sum[f[2]] = f[1] } }
      $1 == "__this_module" { next }
      !($1 in sum) { print "the kernel exports no " $1 > "/dev/stderr"; failed = 1; next }
      { printf "\t{ %s, \"%s\" },\n", sum[$1], $1 }
      END { exit failed }' || die "the bench module uses what the kernel does not export."
  echo '};'
}
