# SPDX-License-Identifier: AGPL-3.0-or-later
# Uses the plug for a minute as its owner would, so that the AOT caches hold what start and first use need.
# Whatever does not answer is passed over: training makes the plug quick, it is not a test.
# shellcheck shell=bash

# drive_services PORT SFTP_PORT WORK
drive_services() {
  local base=https://127.0.0.1:$1 sftp_port=$2 work=$3 code began=$EPOCHSECONDS
  in_plug 'i=0; until wget -q -O /dev/null http://127.0.0.1:8080/ 2>/dev/null || [ $i -ge 200 ]; do i=$((i + 1)); sleep 1; done
    for i in 1 2 3 4; do wget -q -O /dev/null http://127.0.0.1:8080/; done' 400 || die "the lab shell of the training boot does not answer."
  until curl -sk --max-time 10 -o "$work/page.html" "$base/"; do
    ((EPOCHSECONDS - began < 600)) || { say "AOT: the page did not answer; the caches will know only the start"; return; }
    sleep 1
  done
  say "AOT: the page answers after $((EPOCHSECONDS - began)) s; claiming, storing, reading"
  code=$(in_plug 'cat /run/hearth/notice/claim-code' | tail -1)
  ask() { curl -sk --max-time 60 -o "${answer:-/dev/null}" -b "$work/cookies" -c "$work/cookies" -H 'X-Hearth: 1' -H 'Sec-Fetch-Site: same-origin' -H "Origin: $base" "$@" || true; }
  ask "$base/api/v1/setup"
  fetch_assets "$base" "$work"
  ask -H 'Content-Type: application/json' -d '{"code":"WRONG-CODE","plugName":"x","ownerName":"x","passphrase":"not this one"}' "$base/api/v1/setup/claim"
  sleep 3
  ask -H 'Content-Type: application/json' -d "{\"code\":\"$code\",\"plugName\":\"Training\",\"ownerName\":\"trainer\",\"passphrase\":\"training-passphrase-1\"}" "$base/api/v1/setup/claim"
  drive_as_owner "$base" "$work"
}

# fetch_assets BASE WORK: what the page itself would load.
fetch_assets() {
  local path
  grep -oE '(src|href)="/[^"]+"' "$2/page.html" 2>/dev/null | cut -d'"' -f2 | while IFS= read -r path; do ask --compressed "$1$path"; done
  grep -oE '"(/app/[^"]+)"' "$2/page.html" 2>/dev/null | tr -d '"' | while IFS= read -r path; do ask "$1$path"; done
}

drive_as_owner() {
  local base=$1 work=$2 i
  head -c 500000 /dev/urandom >"$work/blob"
  ask -X POST -H 'Content-Type: application/json' -d '{"ownerName":"trainer","passphrase":"training-passphrase-1"}' "$base/api/v1/session"
  ask "$base/api/v1/session"
  ask --max-time 6 -N "$base/api/v1/plug/events"
  ask "$base/api/v1/plug"
  for i in 1 2; do
    ask -T "$work/blob" "$base/api/v1/files/blob-$i.bin"
    ask "$base/api/v1/files/blob-$i.bin"
    ask --http1.1 -H 'Range: bytes=100-200' "$base/api/v1/files/blob-$i.bin"
    ask "$base/api/v1/files/"
  done
  ask -X PUT "$base/api/v1/files/folder/"
  ask -X POST "$base/api/v1/files/blob-1.bin?move-to=%2Ffolder%2Fmoved.bin"
  ask -X DELETE "$base/api/v1/files/blob-2.bin"
  ask "$base/api/v1/bin"
  ask "$base/nothing-here"
  drive_views "$base/api/v1"
  drive_programs "$base" "$sftp_port" "$work"
  drive_backup "$base/api/v1/backup" "$work"
  fetch_assets "$base" "$work"
  ask -X DELETE "$base/api/v1/session"
}

# drive_views API: what the other views ask first.
drive_views() {
  local question
  for question in 'search?q=moved' photos photos/months music power update; do ask "$1/$question"; done
}

# drive_programs BASE SFTP_PORT WORK: what WebDAV and SFTP programs do, with a password of their own.
drive_programs() {
  local base=$1 sftp=sftp://127.0.0.1:$2 work=$3 answer=$3/answer
  ask -H 'Content-Type: application/json' -d '{"label":"training"}' "$base/api/v1/app-passwords"
  sed -n 's/.*"password":"\([^"]*\)".*/user = "trainer:\1"/p' "$work/answer" >"$work/program"
  program() { curl -sk --max-time 60 -o /dev/null -K "$work/program" "$@" || true; }
  program -X MKCOL "$base/dav/programs/"
  program -T "$work/cookies" "$base/dav/programs/small"
  program -X PROPFIND -H 'Depth: 1' "$base/dav/programs/"
  program "$base/dav/programs/small"
  program -X MOVE -H "Destination: $base/dav/programs/moved" "$base/dav/programs/small"
  program -X DELETE "$base/dav/programs/"
  # A curl without SFTP says so, and is passed over.
  program -T "$work/blob" "$sftp/~/over-sftp"
  program "$sftp/~/over-sftp"
  program -Q 'rm over-sftp' "$sftp/~/"
}

# drive_backup API WORK: a backup in a folder, its proof, a drill, a look inside.
drive_backup() {
  local api=$1 work=$2 words kind
  # curl gives the first -o to the first address, so the file is named once.
  local answer=$work/answer
  send() { ask -H 'Content-Type: application/json' -d "$2" "$api/$1"; }
  # Until nothing is under way; a cold plug may need a minute for each.
  settle() { for _ in {1..90}; do ask "$api"; grep -q '"job"' "$work/answer" || return 0; sleep 1; done; }
  send targets '{"kind":"folder","path":"/data/backup/training"}'
  settle
  send words '{}'
  words=$(sed -n 's/.*"words":"\([^"]*\)".*/\1/p' "$work/answer")
  send words/proof "{\"words\":\"$words\"}"
  for kind in backup audit drill repair; do
    send run "{\"kind\":\"$kind\"}"
    settle
  done
  ask "$api/snapshots"
  ask "$api/receipt"
}
