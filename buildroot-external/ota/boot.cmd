# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Hearth's U-Boot script: choose a slot, count the try, start its kernel.
# Needs devtype and devnum (U-Boot's boot flow sets them). Plain hush, because
# Debian's U-Boot 2023.01 and the product's own run the same file. Format of the
# records and of a slot: ota/README.md.
#
# One record holds SEQ, ORDER ("A B": the first is preferred), and for each slot
# LEFT (tries left) and TRIAL (1 until user space has said that the slot is
# good). The valid record with the higher SEQ counts, and a new one is always
# written over the other: a cut in the middle of a write leaves the older one.

# Some boards' own environment has the device tree used where it lies in the FIT: not on 8 bytes, where the kernel wants it.
if test "${fdt_high}" = ffffffffffffffff; then setenv fdt_high; fi

setenv hb_buf ${kernel_addr_r}
setenv hb_fit ${ramdisk_addr_r}
${devtype} dev ${devnum}

# Without a valid record (a fresh card, or garbage): both slots, three tries each.
setenv hb_seq 0
setenv hb_next 2000
setenv ORDER "A B"
setenv A_LEFT 3
setenv B_LEFT 3
setenv A_TRIAL 0
setenv B_TRIAL 0
for hb_at in 2000 4000; do
  setenv SEQ 0
  if ${devtype} read ${hb_buf} ${hb_at} 8; then
    if env import -c ${hb_buf} 1000 SEQ; then
      if itest ${SEQ} -gt ${hb_seq}; then
        env import -c ${hb_buf} 1000 ORDER A_LEFT B_LEFT A_TRIAL B_TRIAL
        setenv hb_seq ${SEQ}
        if test ${hb_at} = 2000; then setenv hb_next 4000; else setenv hb_next 2000; fi
      fi
    fi
  fi
done
echo "hearth: state ${hb_seq}, order ${ORDER}, tries left A ${A_LEFT} B ${B_LEFT}"

setenv hb_save 'setexpr SEQ ${hb_seq} + 1; setenv hb_seq ${SEQ}; env export -c -s 1000 ${hb_buf} SEQ ORDER A_LEFT B_LEFT A_TRIAL B_TRIAL; ${devtype} write ${hb_buf} ${hb_next} 8; if test ${hb_next} = 2000; then setenv hb_next 4000; else setenv hb_next 2000; fi'

# A slot brings its own command line (SLOT_ARGS), choice of device tree
# (SLOT_CONF) and start command (SLOT_BOOT): they belong to its kernel.
setenv hb_boot 'part start ${devtype} ${devnum} ${hb_part} hb_start; part uuid ${devtype} ${devnum}:${hb_part} hb_root; setenv SLOT_BOOT; ${devtype} read ${hb_buf} ${hb_start} 8; if env import -c ${hb_buf} 1000 FIT_AT FIT_BLOCKS SLOT_ARGS SLOT_CONF SLOT_BOOT; then setexpr hb_at ${hb_start} + ${FIT_AT}; ${devtype} read ${hb_fit} ${hb_at} ${FIT_BLOCKS}; run SLOT_ARGS; run SLOT_CONF; run SLOT_BOOT; fi; echo "hearth: slot ${hb_slot} did not start"'

# Both used up: better an endless try than a brick.
if itest ${A_LEFT} == 0; then
  if itest ${B_LEFT} == 0; then
    echo "hearth: no tries left in either slot; one more for each"
    setenv A_LEFT 1
    setenv B_LEFT 1
  fi
fi

for hb_slot in ${ORDER}; do
  setenv hb_left 0
  if test ${hb_slot} = A; then setenv hb_part 2; setenv hb_left ${A_LEFT}; fi
  if test ${hb_slot} = B; then setenv hb_part 3; setenv hb_left ${B_LEFT}; fi
  if itest ${hb_left} -gt 0; then
    setexpr hb_left ${hb_left} - 1
    setenv ${hb_slot}_LEFT ${hb_left}
    run hb_save
    echo "hearth: starting slot ${hb_slot}, tries left after this ${hb_left}"
    run hb_boot
  fi
done
echo "hearth: neither slot starts; trying again"
sleep 5
reset
