#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The plug's half of hardware in the loop: reads words for /dev/hearth-bench, a line each time, and answers what the actuators are set to.
# Only the shell's own commands: a fork costs an emulated plug more than all of this.
# A bench is no part of the household: it stays outside of the groups that the power manager limits.
echo $$ >/sys/fs/cgroup/cgroup.procs
exec 3>/dev/hearth-bench
while read -r words; do
  # shellcheck disable=SC2059 # the words carry their own line ends
  printf "$words" >&3
  read -r now </dev/hearth-bench
  usb=
  for file in /sys/bus/usb/devices/[1-9]-[1-9]/authorized; do
    [ -e "$file" ] || continue
    read -r allowed <"$file"
    file=${file%/authorized}
    usb="$usb ${file##*/}=$allowed"
  done
  echo "$now$usb"
done
