# SPDX-License-Identifier: AGPL-3.0-or-later
# A disk with the peers that benchmarks measure against inside the guest: nginx, Apache, OpenSSH and curl as Debian builds them, with all they need.
# Today's versions, not locked ones: a peer is compared with in one run, never shipped.
# shellcheck shell=bash
# shellcheck source=qemu/lib/apt.sh
source "$QEMU_DIR/lib/apt.sh"

# make_bench_tools: puts build/lab/bench-tools.sqfs in its place.
make_bench_tools() {
  local facts
  apt_update
  facts=$(closure nginx libnginx-mod-http-dav-ext apache2-bin openssh-server openssh-client curl restic time | while IFS= read -r package; do facts_of "$package"; done)
  [[ -n $facts ]] || die "Debian's archive lacks nginx, its dav-ext module, Apache, OpenSSH, restic or time for arm64; the benchmarks of web, storage and backup need them as peers."
  stage bench-tools "$(digest "$facts" <"$QEMU_DIR/lib/tools.sh")" build_bench_tools <<<"$facts"
  publish "$STAGE/bench-tools.sqfs" "$LAB_DIR/bench-tools.sqfs"
}

# build_bench_tools OUT: reads resolved lines.
build_bench_tools() {
  local root=$1/root facts sum
  facts=$(cat)
  fetch_debs <<<"$facts"
  say "bench tools: packing nginx, Apache, OpenSSH, curl and restic"
  mkdir -p "$root"/usr/{bin,sbin,lib} "$root"/{proc,dev,data,tmp,run,etc}
  for sum in bin sbin lib; do ln -s "usr/$sum" "$root/$sum"; done
  while read -r _ _ sum _; do
    dpkg-deb --fsys-tarfile "$DEB_CACHE/$sum.deb" |
      tar -C "$root" --keep-directory-symlink -x --exclude='./usr/share/*' --exclude='./etc/*' --exclude='./var/*' --exclude='./usr/lib/systemd/*'
  done <<<"$facts"
  # sshd lets nobody in whose shell is not there; it starts none for its own SFTP server.
  printf '%s\n' 'root:x:0:0:root:/:/usr/lib/openssh/sftp-server' 'sshd:x:74:74:sshd:/run/sshd:/usr/sbin/nologin' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  mksquashfs "$root" "$1/bench-tools.sqfs" -comp zstd -Xcompression-level 3 -all-root -no-xattrs -no-progress -quiet
  rm -rf "$root"
  awk '$1 == "nginx" || $1 == "apache2-bin" || $1 == "openssh-server" || $1 == "curl" || $1 == "restic" { print $1, $2 }' <<<"$facts" >"$1/versions.txt"
}
