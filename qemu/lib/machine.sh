# SPDX-License-Identifier: AGPL-3.0-or-later
# The one machine of `make run`: where it keeps its things, whether it runs, how to talk to it.
# shellcheck shell=bash

RUN_STATE=$HEARTH_TOP/build/run
# A socket's path must be short, so the sockets live outside the checkout, in a folder named after it and its user.
RUN_SOCKETS=${TMPDIR:-/tmp}/hearth-$EUID-$(sha256sum <<<"$HEARTH_TOP" | cut -c1-10)

# running: is our QEMU alive? (A process id may have been given to somebody else since.)
running() {
  local pid
  pid=$(cat "$RUN_STATE/pid" 2>/dev/null) || return 1
  [[ -r /proc/$pid/cmdline ]] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$RUN_SOCKETS/qmp.sock"
}

image_id() { sed -n 's/.*"build": "\(.*\)".*/\1/p' "$LAB_DIR/image.json"; }

# qmp COMMAND: one command to QEMU's monitor.
qmp() {
  printf '{"execute":"qmp_capabilities"}\n{"execute":"%s"}\n' "$1" | socat -t 2 - "UNIX-CONNECT:$RUN_SOCKETS/qmp.sock"
}

# in_plug COMMAND [SECONDS]: runs a command in the plug's lab shell and prints what it prints. Fails when the shell does not answer in time.
# The shell is asked until it answers: what is typed while it still starts comes back as an echo, or not at all.
in_plug() {
  local line='' mark=@@$RANDOM$RANDOM until=$((EPOCHSECONDS + ${2:-20}))
  coproc AGENT { socat - "UNIX-CONNECT:$RUN_SOCKETS/agent.sock" 2>/dev/null; }
  until [[ $line == "$mark-ready" ]] || ((EPOCHSECONDS >= until)); do
    printf 'echo %s-ready\n' "$mark" >&"${AGENT[1]}"
    while IFS= read -r -t 1 line <&"${AGENT[0]}" && [[ $line != "$mark-ready" ]]; do :; done
  done
  printf '%s\necho %s-end\n' "$1" "$mark" >&"${AGENT[1]}"
  while ((EPOCHSECONDS < until)) && IFS= read -r -t $((until - EPOCHSECONDS + 1)) line <&"${AGENT[0]}" && [[ $line != "$mark-end" ]]; do
    [[ $line == "$mark-ready" ]] || printf '%s\n' "$line"
  done
  # shellcheck disable=SC2154 # set by coproc
  kill "$AGENT_PID" 2>/dev/null || true
  wait "$AGENT_PID" 2>/dev/null || true
  [[ $line == "$mark-end" ]]
}

# free_port: the port of last time, else 8443, else the next that nobody listens on.
free_port() {
  local port first
  first=$(cat "$RUN_STATE/port" 2>/dev/null || echo "${PORT:-8443}")
  for ((port = first; port < first + 200; port++)); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  die "no free port between $first and $port. Set PORT= to one that is free."
}

stop_machine() {
  local left
  running || return 0
  say "plug: pressing the power button"
  qmp system_powerdown >/dev/null || true
  for ((left = 600; left > 0; left--)); do
    running || { rm -f "$RUN_STATE/pid"; say "plug: off"; return; }
    sleep 0.1
  done
  say "plug: it did not switch off within a minute; cutting its power (the files it acknowledged are safe)"
  kill "$(cat "$RUN_STATE/pid")"
  rm -f "$RUN_STATE/pid"
}
