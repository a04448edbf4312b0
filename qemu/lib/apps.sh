# SPDX-License-Identifier: AGPL-3.0-or-later
# Hearth's own services, as jars for /opt/hearth.
# shellcheck shell=bash

SERVICES=(platformd cloudd backupd)

# app_sources: every file that the services are built from.
app_sources() {
  local -a folders=()
  local folder
  for folder in hal power-manager jvm-services; do [[ ! -d $HEARTH_TOP/$folder ]] || folders+=("$HEARTH_TOP/$folder"); done
  find "${folders[@]}" \( -name target -o -path '*/src/test' \) -prune -o -type f -print
  echo "$HEARTH_TOP/pom.xml"
  find "$QEMU_DIR/hello" -type f
}

# run_maven ARGUMENT…: quiet, with a sign of life for each module; the log is kept.
run_maven() {
  local log=$HEARTH_TOP/build/maven.log
  mkdir -p "$(dirname "$log")"
  (cd "$HEARTH_TOP" && mvn -B -ntp "$@" >"$log" 2>&1) &
  local pid=$! shown=0 line
  while kill -0 $pid 2>/dev/null; do
    sleep 0.5
    while IFS= read -r line; do
      say "maven: $line"
      shown=$((shown + 1))
    done < <(grep -oE '^\[INFO\] Building [a-z-]+ .*' "$log" | sed 's/.*Building //' | tail -n +$((shown + 1)))
  done
  wait $pid || { grep -E '^\[ERROR\]' "$log" | head -40 >&2; die "Maven stopped; its whole log is build/maven.log."; }
}

build_apps() {
  local out=$1 service jar modules=''
  for service in "${SERVICES[@]}"; do modules+=,jvm-services/$service; done
  say "services: building with Maven"
  # shellcheck disable=SC2016 # Maven's property, not the shell's
  run_maven -pl "${modules#,}" -am -DskipTests package dependency:copy-dependencies -DincludeScope=runtime \
    '-DoutputDirectory=${project.build.directory}/runtime-libs' -Dmdep.useBaseVersion=true
  mkdir -p "$out/lib"
  JARS=()
  for service in "${SERVICES[@]}"; do
    jar=$(find "$HEARTH_TOP/jvm-services/$service/target" -maxdepth 1 -name "$service-[0-9]*.jar" ! -name '*-sources.jar' ! -name '*-javadoc.jar' | head -1)
    add_service "$out" "$service" "$jar" "$HEARTH_TOP/jvm-services/$service/target/runtime-libs"
  done
  # The same entries, not deflated (squashfs does it better) and without those that no plug reads.
  ((${#JARS[@]} == 0)) || "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 "$QEMU_DIR/lib/StoreJar.java" "${JARS[@]}"
  add_native "$out"
  build_hello "$out"
}

# add_native OUT: zstd's library lies beside the jars. From within its jar it would be copied to a temporary folder at each start, where
# nothing may be executed.
add_native() {
  local jar
  jar=$(find "$HEARTH_TOP/jvm-services/backupd/target/runtime-libs" -name 'zstd-jni-*.jar' | head -1)
  [[ -n $jar ]] || return 0
  unzip -q -j -o "$jar" 'linux/aarch64/libzstd-jni-*.so' -d "$1/lib"
}

# add_service OUT NAME JAR LIBRARIES: the main class is the one that the jar's manifest names.
add_service() {
  local out=$1 name=$2 jar=$3 libs=$4 main path file
  main=$(unzip -p "$jar" META-INF/MANIFEST.MF 2>/dev/null | tr -d '\r' | sed -n 's/^Main-Class: //p')
  if [[ -z $main ]]; then
    say "services: $name has no Main-Class in its manifest yet; the image goes without it"
    return
  fi
  path=
  for file in "$jar" $(find "$libs" -name '*.jar' 2>/dev/null | LC_ALL=C sort); do
    JARS+=("$file" "$out/lib/$(basename "$file")")
    path+=:/opt/hearth/lib/$(basename "$file")
  done
  echo "${path#:}" >"$out/$name.classpath"
  echo "$main" >"$out/$name.main"
}

build_hello() {
  local out=$1 work=$1/hello-classes
  "$JAVA_HOME/bin/javac" -d "$work" "$QEMU_DIR/hello/Hello.java"
  "$JAVA_HOME/bin/jar" --create --no-compress --date=2026-01-01T00:00:00Z --file "$out/lib/hello.jar" --main-class Hello -C "$work" .
  rm -rf "$work"
  echo /opt/hearth/lib/hello.jar >"$out/hello.classpath"
  echo Hello >"$out/hello.main"
}
