# SPDX-License-Identifier: AGPL-3.0-or-later
# Finds the host's JDK 25: JAVA_HOME first, then where distributions and people put them.
# shellcheck shell=bash

is_jdk25() { [[ -x $1/bin/jlink && -x $1/bin/javac ]] && grep -qE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$1/release" 2>/dev/null; }

# find_jdk: prints the folder of a JDK 25 or later, or fails.
find_jdk() {
  local folder
  for folder in "${JAVA_HOME:-/none}" /usr/lib/jvm/*25* /opt/*jdk*25* "${HOME:-/root}"/.sdkman/candidates/java/25* "${HOME:-/root}"/.jdks/*25*; do
    if is_jdk25 "$folder"; then
      echo "$folder"
      return
    fi
  done
  return 1
}

use_jdk() {
  JAVA_HOME=$(find_jdk) || die "no JDK 25 was found. Install one (\`make install\` tries; otherwise Debian and Ubuntu's openjdk-25-jdk-headless or Eclipse Temurin 25) or set JAVA_HOME to it."
  export JAVA_HOME
}
