# SPDX-License-Identifier: AGPL-3.0-or-later
# AOT caches (JEP 483, 514, 515): the image is booted once, its services are used like a person uses them, and what their JVMs
# learned goes into the final image. In a guest, because that needs neither root nor binfmt on the host.
# shellcheck shell=bash
# shellcheck source=qemu/lib/machine.sh
source "$QEMU_DIR/lib/machine.sh"

# train_aot: sets AOT to the folder with the caches. They depend on the runtime, the jars and the JVMs' flags, and on nothing else of the root.
train_aot() {
  AOT=
  if [[ ${AOT_CACHES:-1} == 0 ]]; then
    say "AOT: AOT_CACHES=0, so the services start slowly; good for a quick look only"
    return
  fi
  local key
  key=$({ find "$APPS" "$JRE/jre/release" "$JRE/jre/lib/modules" -type f; printf '%s\n' "$OVERLAY"/etc/hearth/*.jvm; } |
    digest_contents "$(sha256sum "$QEMU_DIR"/lib/{aot,drive}.sh | cut -c1-64)")
  # A plug without caches works all the same, only it starts slowly: better than no plug. The next build tries again.
  if (stage aot "$key" build_aot); then
    AOT=$LAB_DIR/stages/aot-${key:0:16}
  elif [[ ${STRICT:-} == 1 ]]; then
    die "the AOT caches could not be made, and STRICT=1 refuses an image without them."
  else
    say "AOT: NO CACHES in this image: its services start two to three times as slowly. The next build tries again."
  fi
}

# digest_contents: as digest, but where a file lies does not count.
digest_contents() {
  {
    printf '%s\n' "$@"
    tr '\n' '\0' | xargs -0 sha256sum -- | sed 's|  .*/|  |' | LC_ALL=C sort
  } | sha256sum | cut -c1-64
}

build_aot() {
  local out=$1 work pid port
  say "AOT: packing a root to train on"
  assemble_root "$out/root"
  pack_root "$out/root" "$out/train.squashfs" 1
  work=$(mktemp -d "${TMPDIR:-/tmp}/hearth-train.XXXXXX")
  # What vm-command reads is put in its place now; the final root follows.
  publish "$KERNEL/vmlinuz" "$LAB_DIR/vmlinuz"
  publish "$INITRAMFS/initramfs" "$LAB_DIR/initramfs"
  truncate -s 256M "$out/caches.tar"
  say "AOT: booting it; the services learn while they are used"
  start_training "$out" "$work"
  # train_aot calls this in a subshell of its own: interrupted or not, no machine and no folder is left behind.
  # shellcheck disable=SC2064 # now, while the names are known
  trap "kill $pid 2>/dev/null || true; rm -rf '$work'" EXIT
  (
    # shellcheck disable=SC2030 # only here: the sockets of this machine
    RUN_SOCKETS=$work
    source "$QEMU_DIR/lib/drive.sh"
    drive_services "$port" $((port + 1)) "$work"
    say "AOT: making the caches"
    in_plug /usr/libexec/hearth/train 600 | tee "$out/train.log" | sed -n 's/^train: /AOT: /p' | while IFS= read -r line; do say "$line"; done
  ) || true
  # shellcheck disable=SC2031 # set by start_training, outside that subshell
  { kill "$pid" && wait "$pid"; } 2>/dev/null || true
  if [[ $(tail -1 "$out/train.log" 2>/dev/null) != 'train: done' ]]; then
    cp "$work/console.log" "$LAB_DIR/train-console.log" 2>/dev/null || true
    rm -rf "$work"
    die "the training boot did not finish; what the plug said is in build/lab/train-console.log. Run the same command again."
  fi
  tar -C "$out" -xf "$out/caches.tar" || die "the training disk holds no caches."
  rm -rf "$out/root" "$out/train.squashfs" "$out/caches.tar" "$work"
}

# start_training OUT WORK: sets pid and port.
start_training() {
  local out=$1 work=$2 tries
  local -a command
  for tries in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 7 + $$) % 20000))
    mapfile -t command < <("$QEMU_DIR/bin/vm-command" --state "$work" --run "$work" --https-port $port --forward $((port + 1)):2222 --smp 2 --rootfs "$out/train.squashfs" \
      --append hearth.train=1 -- -m 1G -drive "if=none,id=train,format=raw,file=$out/caches.tar" -device virtio-blk-device,drive=train,serial=train)
    ((${#command[@]})) || exit 1
    "${command[@]}" </dev/null >"$work/qemu.log" 2>&1 9>&- &
    pid=$!
    sleep 1
    kill -0 $pid 2>/dev/null && return
  done
  cat "$work/qemu.log" >&2
  die "QEMU does not start the training machine after $tries tries; see above."
}
