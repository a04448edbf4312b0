# SPDX-License-Identifier: AGPL-3.0-or-later
# What every script of the lab shares: paths, messages, digests and the stages that are built once and reused.
# Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

HEARTH_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
QEMU_DIR=$HEARTH_TOP/qemu
LAB_DIR=$HEARTH_TOP/build/lab
HEARTH_CACHE=${HEARTH_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/hearth}
export LC_ALL=C.UTF-8
umask 022

# The clock starts when the first script of a chain does, so that nested scripts tell one story.
: "${HEARTH_STARTED:=$EPOCHSECONDS}"
export HEARTH_STARTED

# say WORDS…: one line of progress with the seconds since the command was given.
say() { printf '%4ds  %s\n' "$((EPOCHSECONDS - HEARTH_STARTED))" "$*" >&2; }

# die WORDS…: the sentence says what to do next.
die() {
  printf 'hearth: %s\n' "$*" >&2
  exit 1
}

# digest [STRING…] reads file names from standard input and prints one hash over their names, modes and contents and the strings.
# One sha256sum for all files: one a file took five seconds of each `make run`.
digest() {
  local -a names=() files=()
  local file
  mapfile -t names < <(LC_ALL=C sort)
  {
    printf '%s\n' "$@"
    for file in "${names[@]}"; do
      if [[ -f $file && ! -L $file ]]; then
        files+=("$file")
        [[ -x $file ]] && printf 'x %s\n' "${file#"$HEARTH_TOP"/}"
      else
        printf '%s -> %s\n' "${file#"$HEARTH_TOP"/}" "$(readlink "$file" || true)"
      fi
    done
    ((${#files[@]} == 0)) || printf '%s\0' "${files[@]}" | xargs -0 sha256sum -- | sed "s|  $HEARTH_TOP/|  |"
  } | sha256sum | cut -c1-64
}

# stage NAME KEY FUNCTION: makes $LAB_DIR/stages/NAME-KEY by calling FUNCTION with an empty folder, unless it is there already.
# The folder appears under its name only when it is whole, so an interrupted build is simply repeated. Sets STAGE.
stage() {
  local name=$1 key=${2:0:16} build=$3 part
  STAGE=$LAB_DIR/stages/$name-$key
  if [[ -d $STAGE ]]; then
    touch "$STAGE"
    return
  fi
  mkdir -p "$LAB_DIR/stages"
  part=$LAB_DIR/stages/.part-$name
  rm -rf "$part"
  mkdir "$part"
  "$build" "$part"
  mv "$part" "$STAGE"
  forget_old_stages "$name"
}

# Two old results of each stage are kept: switching a branch back and forth stays quick, and the disk does not fill.
forget_old_stages() {
  local name=$1 old
  while IFS= read -r old; do
    rm -rf "$old"
  done < <(find "$LAB_DIR/stages" -maxdepth 1 -regex ".*/$name-[0-9a-f]*" -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2-)
}

# publish FROM TO: a file appears under its final name whole or not at all; hard-linked where the file system allows it.
publish() {
  local from=$1 to=$2
  [[ ! $from -ef $to ]] || return 0
  mkdir -p "$(dirname "$to")"
  rm -f "$to.part"
  ln "$from" "$to.part" 2>/dev/null || cp "$from" "$to.part"
  mv -f "$to.part" "$to"
}

# list FILE…: the words of list files, without comments.
list() { sed -e 's/#.*//' "$@" | tr -s ' \t' '\n\n' | sed '/^$/d'; }
