# SPDX-License-Identifier: AGPL-3.0-or-later
# arm64 packages of Debian trixie, through an apt that is private to this checkout: its own state, its own lists, no root.
# The mirror is asked of the machine's own apt configuration each time and never written into the project.
# shellcheck shell=bash

APT_DIR=$LAB_DIR/apt
LOCK_FILE=$QEMU_DIR/packages.lock
DEB_CACHE=$HEARTH_CACHE/deb
SUITE=trixie

# mirrors: prints "URI SUITE" lines.
mirrors() {
  local main='' security='' created uri release
  if [[ -z ${DEBIAN_MIRROR:-} ]] && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
    # apt itself reads both of its formats; asking it beats parsing them again.
    while read -r created uri release; do
      [[ $created == Packages ]] || continue
      case $uri$release in
        *-security*) : "${security:=$uri}" ;;
        *) : "${main:=$uri}" ;;
      esac
    done < <(apt-get indextargets --format '$(CREATED_BY) $(REPO_URI) $(RELEASE)')
  fi
  # Elsewhere (Ubuntu) the machine's mirror carries another distribution; its debootstrap knows where Debian's is.
  : "${main:=${DEBIAN_MIRROR:-$(sed -n 's/^DEF_MIRROR="\(.*\)"/\1/p' /usr/sbin/debootstrap 2>/dev/null)}}"
  [[ -n $main ]] || die "no Debian archive is known on this system. Name one: DEBIAN_MIRROR=http://… make …"
  : "${security:=${DEBIAN_SECURITY_MIRROR:-${main%/}-security}}"
  printf '%s %s\n%s %s\n%s %s\n' "$main" $SUITE "$main" $SUITE-updates "$security" $SUITE-security
}

apt_configure() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg uri suite
  [[ -e $keyring ]] || die "Debian's archive keys are missing. Install the package debian-archive-keyring (\`make install\` does)."
  mkdir -p "$APT_DIR"/{lists/partial,archives/partial,etc/apt.conf.d,etc/preferences.d,etc/sources.list.d}
  : >"$APT_DIR/status"
  while read -r uri suite; do
    echo "deb [arch=arm64 signed-by=$keyring] $uri $suite main"
  done < <(mirrors) >"$APT_DIR/etc/sources.list"
  cat >"$APT_DIR/apt.conf" <<CONF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Dir::State "$APT_DIR";
Dir::State::lists "$APT_DIR/lists";
Dir::State::status "$APT_DIR/status";
Dir::Cache "$APT_DIR";
Dir::Cache::archives "$APT_DIR/archives";
Dir::Etc "$APT_DIR/etc";
Dir::Etc::parts "$APT_DIR/etc/apt.conf.d";
Dir::Log "$APT_DIR";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::IndexTargets::deb::DEP-11 { DefaultEnabled "false"; };
CONF
}

private() { APT_CONFIG=$APT_DIR/apt.conf "$@"; }

# apt_update: once a run is enough.
apt_update() {
  [[ -z ${APT_UPDATED:-} ]] || return 0
  apt_configure
  say "packages: asking Debian's archive what it has"
  private apt-get -qq update >"$APT_DIR/update.log" 2>&1 ||
    { cat "$APT_DIR/update.log" >&2; die "Debian's package lists cannot be fetched. Check the network, or name another archive with DEBIAN_MIRROR=."; }
  APT_UPDATED=1
}

# facts_of PACKAGE[=VERSION]: "package version sha256 bytes", or nothing when the archive does not have it.
facts_of() {
  private apt-cache show --no-all-versions "$1" 2>/dev/null | awk '
    $1 == "Package:" { p = $2 } $1 == "Version:" { v = $2 } $1 == "SHA256:" { s = $2 } $1 == "Size:" { b = $2 }
    /^$/ && s { exit } END { if (s) print p, v, s, b }'
}

# newest_kernel LINE: the newest plain arm64 kernel image of one line ("6.12").
newest_kernel() {
  private apt-cache pkgnames "linux-image-$1." | grep -E "^linux-image-${1//./\\.}\.[0-9]+\+deb[0-9]+-arm64\$" | sort -V | tail -1
}

# closure PACKAGE…: the packages and all they depend on.
closure() {
  private apt-get install -s -y --no-install-recommends "$@" | awk '$1 == "Inst" { print $2 }' | sed 's/:.*//' | sort -u
}

# lock_read: the lock's lines without comments.
lock_read() { sed -e '/^#/d' -e '/^$/d' "$LOCK_FILE"; }

# stand_in PACKAGE: what to take when a locked version has gone: the newest of the same kernel line or JDK.
stand_in() {
  local package=$1
  if [[ $package =~ ^linux-(image|headers)-([0-9]+\.[0-9]+)\..*(-[a-z0-9]+)$ ]]; then
    package=$(newest_kernel "${BASH_REMATCH[2]}")
    package=${package/image/${BASH_REMATCH[1]}}
    package=${package%-arm64}${BASH_REMATCH[3]}
  fi
  [[ -z $package ]] || facts_of "$package"
}

# resolve: reads lock lines, prints the lines to use; those with a cached archive need no network at all.
resolve() {
  local package version sum bytes now
  while read -r package version sum bytes; do
    if [[ ! -e $DEB_CACHE/$sum.deb ]]; then
      apt_update
      now=$(facts_of "$package=$version")
      if [[ -z $now ]]; then
        [[ ${STRICT:-} != 1 ]] || die "$package $version has gone from the archive, and STRICT=1 refuses another. \`make lock-update\` takes today's."
        now=$(stand_in "$package")
        [[ -n $now ]] || die "$package has gone from the archive and nothing stands in. \`make lock-update\` makes a new lock."
        say "packages: $package $version has gone from the archive; taking ${now% * *} instead"
      elif [[ $(cut -d' ' -f3 <<<"$now") != "$sum" ]]; then
        die "the archive's $package $version is not the file that qemu/packages.lock names (sha256 differs). Do not build from it; compare another mirror."
      fi
      read -r package version sum bytes <<<"$now"
    fi
    echo "$package $version $sum $bytes"
  done
}

# fetch_debs: reads resolved lines, brings what is missing into the cache, by content, checked.
fetch_debs() {
  local -a wanted=() sums=()
  local package version sum bytes total=0 work pid file
  while read -r package version sum bytes; do
    [[ ! -e $DEB_CACHE/$sum.deb ]] || continue
    wanted+=("$package=$version") sums+=("$sum") total=$((total + bytes))
  done
  ((${#wanted[@]})) || return 0
  apt_update
  mkdir -p "$DEB_CACHE"
  work=$(mktemp -d "$DEB_CACHE/.fetch.XXXXXX")
  say "packages: fetching ${#wanted[@]} (${SUITE} arm64, $((total / 1000000)) MB)"
  (cd "$work" && private apt-get -qq download "${wanted[@]}" >"$APT_DIR/fetch.log" 2>&1) &
  pid=$!
  watch_growth "$work" "$total" $pid
  wait $pid || { cat "$APT_DIR/fetch.log" >&2; rm -rf "$work"; die "some packages could not be fetched. Run the same command again: what arrived is kept."; }
  for file in "$work"/*.deb; do
    sum=$(sha256sum "$file" | cut -c1-64)
    [[ " ${sums[*]} " == *" $sum "* ]] || { rm -rf "$work"; die "$(basename "$file") does not have the hash that the lock names."; }
    mv "$file" "$DEB_CACHE/$sum.deb"
  done
  rm -rf "$work"
}

# watch_growth FOLDER BYTES PID: how far a download is, every five seconds.
watch_growth() {
  local ticks=0
  while kill -0 "$3" 2>/dev/null; do
    sleep 0.2
    ((++ticks % 25 == 0)) || continue
    say "packages: $(($(du -sb "$1" | cut -f1) / 1000000)) of $(($2 / 1000000)) MB"
  done
}

# lock_is_cached: are all archives of the lock here, so that nothing needs the network?
lock_is_cached() {
  local sum
  while read -r _ _ sum _; do
    [[ -e $DEB_CACHE/$sum.deb ]] || return 1
  done < <(lock_read)
}
