# SPDX-License-Identifier: AGPL-3.0-or-later
# The plug's Java runtime: linked by the host's JDK out of the arm64 jmods.
# shellcheck shell=bash

build_jre() {
  local out=$1
  say "Java runtime: linking"
  mkdir "$out/jdk"
  dpkg-deb --fsys-tarfile "$(deb openjdk-25-jdk-headless)" | tar -C "$out/jdk" --strip-components=6 -x --wildcards './usr/lib/jvm/*/jmods/*'
  "$HEARTH_TOP/buildroot-external/scripts/link-jre" "$out/jdk" "$out/jre"
  rm -rf "$out/jdk"
}
