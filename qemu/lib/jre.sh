# SPDX-License-Identifier: AGPL-3.0-or-later
# The plug's Java runtime: linked by the host's JDK out of the arm64 jmods.
# shellcheck shell=bash

build_jre() {
  local out=$1 modules
  say "Java runtime: linking"
  modules=$(list "$QEMU_DIR/lists/jre-modules.list" | paste -sd,)
  mkdir "$out/jdk"
  dpkg-deb --fsys-tarfile "$(deb openjdk-25-jdk-headless)" | tar -C "$out/jdk" --strip-components=6 -x --wildcards './usr/lib/jvm/*/jmods/*'
  # zip-0: squashfs compresses the modules file better than jlink does.
  "$JAVA_HOME/bin/jlink" --module-path "$out/jdk" --add-modules "$modules" --strip-java-debug-attributes --no-header-files \
    --no-man-pages --compress=zip-0 --vm=server --output "$out/jre"
  rm -rf "$out/jdk" "$out/jre/legal" "$out/jre/bin/"{keytool,rmiregistry,jrunscript,jwebserver}
}
